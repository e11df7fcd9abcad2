/**
 * Files on their way into the seal: each is cleaned while the person still writes, or stays as it is and here.
 *
 *     const files = new Files(form);
 *     await files.settled();           // all are looked through; files.failed says that one could not be
 *     const taken = files.take();      // what is sealed now, whatever is changed meanwhile
 *     taken.after(0).ready, taken.lines(0)
 */

import { filled, one } from "./page.js";
import { Chosen, UNWANTED } from "./chosen.js";
import { cleanFile } from "./server.js";

const MB = 2 ** 20;
const [MOST, TOGETHER] = [10, 50 * MB];
const [TRIES, PAUSE, LONGEST] = [8, 5_000, 60_000]; // milliseconds between two tries while it is others' turn: ever more

/** @param {{digest: string, way: string}[]} files SHA-256 of each as it came, in hexadecimal @returns {string} */
export const digestsOf = (files) =>
  files
    .map(({ digest, way }) => `${digest} ${way}`)
    .sort()
    .join("\n");

export class Files {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.token = ""; // for cleaning alone, once the page's has grown old: that one also says whom the page named
    this.input = form.elements.files;
    /** @type {Chosen[]} */
    this.entries = [];
    this.before = 0; // files that lie with the report already
    this.working = Promise.resolve();
    this.list = Object.assign(document.createElement("ol"), { className: "told" });
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    this.input.after(this.said, this.list);
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    for (const way of form.elements.files_as) way.addEventListener("change", () => this.allGo(way.value));
    if (this.input.files.length) this.add([...this.input.files]);
  }

  get failed() {
    return this.entries.some(({ state }) => state === "failed");
  }

  /** What is there now. @returns {Taken} */
  take() {
    return new Taken(this.entries);
  }

  /** Nothing is changed in the list while it is being sealed. @param {boolean} held */
  hold(held) {
    this.input.closest("details").inert = held;
  }

  /** @param {number} before files that lie with the report already, of the ten that fit */
  startAfter(before) {
    this.before = before;
    this.look();
  }

  add(files) {
    this.input.value = ""; // the list holds them now, and more can be chosen
    for (const file of files) {
      const chosen = new Chosen(file, this.form.elements.files_as.value, this.entries.length + 1);
      const on = (what, happens, act) => one(what, chosen.item).addEventListener(happens, act);
      on("[data-act=again]", "click", () => this.change(() => chosen.again()));
      on("[data-act=save]", "click", () => chosen.save());
      on("[data-act=remove]", "click", () => this.remove(chosen));
      on("select", "change", ({ target }) => this.change(() => chosen.goOwn(target.value)));
      this.entries.push(chosen);
      this.list.append(chosen.item);
    }
    this.look();
  }

  change(what) {
    what();
    this.look();
  }

  allGo(way) {
    for (const chosen of this.entries) if (!chosen.own) chosen.go(way);
    this.look();
  }

  remove(chosen) {
    chosen.forget();
    this.entries.splice(this.entries.indexOf(chosen), 1);
    chosen.item.remove();
    this.input.focus();
    this.look();
  }

  /** Something changed: what fits is decided anew, and what waits is worked on. */
  look() {
    let [count, size] = [0, 0];
    for (const [at, chosen] of this.entries.entries()) {
      chosen.place = at + 1;
      chosen.fits = this.before + count < MOST && size + chosen.file.size <= TOGETHER;
      if (chosen.fits) [count, size] = [count + 1, size + chosen.file.size];
      chosen.show();
    }
    this.working = this.working.then(() => this.work());
  }

  async work() {
    for (const chosen of [...this.entries]) {
      if (!this.entries.includes(chosen)) continue; // removed while another one was looked at
      if (!chosen.plain) await chosen.read();
      chosen.show();
      while (chosen.plain && chosen.state === "waiting" && this.entries.includes(chosen)) await this.clean(chosen);
    }
    this.say("");
  }

  async clean(chosen) {
    this.say("files-cleaning", { at: chosen.place, of: this.entries.length });
    const { way } = chosen;
    chosen.outcomes.set(way, { state: "cleaning" });
    chosen.show();
    const answer = await this.patiently(chosen, way);
    if (!answer) return chosen.outcomes.delete(way);
    const { clean, refused } = answer;
    if (clean) chosen.outcomes.set(way, { state: "clean", ready: clean });
    else chosen.outcomes.set(way, refused ? { state: "refused", told: refused } : { state: "failed" });
    chosen.show();
  }

  /** The answer; none once another way is wished, or the file was removed: then it is not sent again. */
  async patiently(chosen, way) {
    let renewed = false;
    for (let tried = 1; ; tried += 1) {
      const stop = (chosen.stop = new AbortController());
      const token = this.token || this.form.elements.token.value;
      const began = performance.now();
      const answer = await cleanFile(chosen.file, way, token, stop, (share) => chosen.showSent(share)).catch(() => ({}));
      const took = performance.now() - began;
      chosen.showSent(null);
      if (stop.signal.reason === UNWANTED) return null;
      if (answer.token && !renewed) {
        [this.token, renewed] = [answer.token, true];
        continue;
      }
      if (!answer.busy || tried === TRIES) return answer;
      this.say("files-busy");
      // The whole file goes once more: at least half of the time the line is free for other things.
      await pause(Math.max(took, Math.min(PAUSE * 2 ** (tried - 1), LONGEST)), stop.signal);
      if (stop.signal.aborted) return null;
    }
  }

  /** All that waited is looked through. */
  async settled() {
    let before;
    do await (before = this.working);
    while (before !== this.working);
  }

  /** What was to stay here until it is sealed, each with a box to tick for the server to get it. @returns {HTMLElement[]} */
  askOfThoseThatStay() {
    const stay = this.entries.filter(({ state }) => state === "as-is");
    const asked = one("fieldset", filled("stay", {}));
    asked.append(...stay.map((chosen) => chosen.askToSend()));
    return stay.length ? [asked] : [];
  }

  /**
   * For the way over the server: the field holds the files again, and beside it stands what is to be done with each. Those
   * of which the page said that they stay here do so, and how many they are is told, so that the last page can say it.
   */
  giveBack() {
    const [all, fit] = [new DataTransfer(), this.entries.filter(({ fits }) => fits)];
    const given = fit.filter(({ way, ticked }) => way !== "as-is" || ticked?.checked);
    for (const { file } of given) all.items.add(file);
    this.hold(false);
    this.input.files = all.files;
    this.hide("files_each", given.map(({ way }) => way).join(" "));
    this.hide("files_stayed", fit.length - given.length);
  }

  hide(name, value) {
    const field = this.form.elements[name] ?? Object.assign(document.createElement("input"), { type: "hidden", name });
    field.value = value;
    this.form.append(field);
  }

  /** The report is stored: no file stays behind in this page's memory. */
  forget() {
    for (const chosen of this.entries.splice(0)) chosen.forget();
  }

  say(id, values = {}) {
    this.said.replaceChildren(...(id ? [filled(id, values)] : []));
  }
}

/** Files as they were when the button was pressed. */
export class Taken {
  /** @param {Chosen[]} entries */
  constructor(entries) {
    this.entries = entries.map((chosen) => [chosen, chosen.ready?.data.length ? chosen.ready : null]);
    /** Bytes of what is to be sealed. */
    this.size = this.entries.reduce((sum, [, ready]) => sum + (ready?.data.length ?? 0), 0);
    /** What tells whether the same files come again, as text (docs/sealed-format.md). */
    this.digests = digestsOf(entries);
    /** What tells whether the same is to be sealed. */
    this.same = this.entries.map(([{ digest, way }, ready]) => `${digest} ${way} ${Boolean(ready)}`).join("\n");
  }

  /** What is to be sealed, by name. @param {number} before files that lie with the report already */
  after(before) {
    const sealed = this.entries.flatMap(([, ready]) => ready ?? []);
    const { digests, same } = this;
    return { digests, same, ready: sealed.map((ready, at) => [`file-${before + at + 1}`, ready]) };
  }

  /** What to say of each once the report is stored. @param {number} before @returns {HTMLElement[]} */
  lines(before) {
    let number = before;
    return this.entries.map(([chosen, ready]) => chosen.line(ready, ready && `file-${(number += 1)}${ready.ending}`));
  }
}

/** @param {number} time milliseconds @param {AbortSignal} signal that ends it early */
const pause = (time, signal) =>
  new Promise((resolve) => {
    setTimeout(resolve, time);
    signal.addEventListener("abort", resolve);
  });
