/**
 * Files on their way into the seal: each is cleaned while the person still writes, or stays as it is and here.
 *
 *     const files = new Files(form);
 *     await files.settled();       // all are looked through
 *     files.ready                  // what is to be sealed; files.failed says that one could not be looked at
 */

import { filled, one } from "./page.js";
import { Chosen } from "./chosen.js";
import { cleanFile } from "./server.js";

const MB = 2 ** 20;
const [MOST, TOGETHER] = [10, 50 * MB];
const [TRIES, PAUSE] = [24, 5_000]; // milliseconds between two tries while other people's files are looked through

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

  /** By name, in the order of the list. @returns {[string, import("./chosen.js").Ready, Chosen][]} */
  get ready() {
    const wanted = this.entries.filter(({ ready }) => ready?.data.length);
    return wanted.map((chosen, at) => [`file-${this.before + at + 1}`, chosen.ready, chosen]);
  }

  /** What tells whether the same files come again, as text (docs/sealed-format.md). */
  get digests() {
    return digestsOf(this.entries);
  }

  add(files) {
    this.input.value = ""; // the list holds them now, and more can be chosen
    for (const file of files) {
      const chosen = new Chosen(file, this.form.elements.files_as.value, this.entries.length + 1);
      const on = (what, happens, act) => one(what, chosen.item).addEventListener(happens, act);
      on("[data-act=again]", "click", () => this.change(() => chosen.again()));
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
    for (const chosen of this.entries) if (!chosen.own) chosen.way = way;
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
    const { clean, refused } = await this.patiently(chosen.file, way);
    if (clean) chosen.outcomes.set(way, { state: "clean", ready: clean });
    else chosen.outcomes.set(way, refused ? { state: "refused", told: refused } : { state: "failed" });
    chosen.show();
  }

  async patiently(file, way) {
    for (let tried = 1, renewed = false; ; tried += 1) {
      const answer = await cleanFile(file, way, this.token || this.form.elements.token.value).catch(() => ({}));
      if (answer.token && !renewed) {
        [this.token, renewed] = [answer.token, true];
        continue;
      }
      if (!answer.busy || tried === TRIES) return answer;
      this.say("files-busy");
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** All that waited is looked through. */
  async settled() {
    let before;
    do await (before = this.working);
    while (before !== this.working);
  }

  /**
   * For the way over the server: the field holds the files again. It knows one way for all; where they differ, none may
   * go uncleaned that was to be cleaned.
   */
  giveBack() {
    const all = new DataTransfer();
    for (const { file } of this.entries) all.items.add(file);
    this.input.files = all.files;
    const ways = new Set(this.entries.map(({ way }) => way));
    if (ways.size) this.form.elements.files_as.value = ways.size === 1 ? [...ways][0] : "clean";
  }

  /** The report is stored: no picture stays behind in this page's memory. */
  forget() {
    for (const chosen of this.entries) chosen.forget();
  }

  say(id, values = {}) {
    this.said.replaceChildren(...(id ? [filled(id, values)] : []));
  }

  /** What to say of each once the report is stored. @returns {Node[]} */
  lines() {
    const named = new Map(this.ready.map(([name, { ending }, chosen]) => [chosen, name + ending]));
    return this.entries.map((chosen) => chosen.line(named.get(chosen)));
  }
}
