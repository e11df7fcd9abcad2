/**
 * Files on their way into the seal: each is cleaned while the person still writes, or stays as it is and here.
 *
 *     const files = new Files(form);
 *     await files.settled();       // all are looked through
 *     files.ready                  // what is to be sealed; files.failed says that one could not be looked at
 */

import { fill, one } from "./page.js";
import { sizeOf } from "./local.js";
import { cleanFile } from "./server.js";
import { guess } from "./guess.js";
import { sha256, toHex } from "../shared/bytes.js";

let made = 0;
const MB = 2 ** 20;
const [MOST, TOGETHER] = [10, 50 * MB];
const [TRIES, PAUSE] = [24, 5_000]; // milliseconds between two tries while other people's files are looked through

/**
 * @typedef {{media_type: string, ending: string, data: Uint8Array, cleaned: boolean, told: string}} Ready
 * @typedef {{file: File, item: HTMLElement, state: string, told: string, plain: Ready | null,
 *   clean: Ready | null, digest: string, url: string}} Entry
 */

/** @param {string[]} digests SHA-256 of each file as it came, in hexadecimal @param {boolean} asIs @returns {string} */
export const digestsOf = (digests, asIs) =>
  digests
    .map((digest) => `${digest} ${asIs ? "True" : "False"}`)
    .sort()
    .join("\n");

export class Files {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.token = ""; // for cleaning alone, once the page's has grown old: that one also says whom the page named
    this.input = form.elements.files;
    /** @type {Entry[]} */
    this.entries = [];
    this.working = Promise.resolve();
    this.list = Object.assign(document.createElement("ol"), { className: "told" });
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    this.input.after(this.said, this.list);
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    for (const way of form.elements.files_as) way.addEventListener("change", () => this.look());
    if (this.input.files.length) this.add([...this.input.files]);
  }

  get asIs() {
    return this.form.elements.files_as.value === "as-is";
  }

  get failed() {
    return !this.asIs && this.entries.some(({ state }) => state === "failed");
  }

  /** By name, in the order of the list. @returns {[string, Ready, Entry][]} */
  get ready() {
    const wanted = this.entries.filter(({ state }) => state !== "too-much");
    const pairs = wanted.map((entry) => [this.asIs ? entry.plain : entry.clean, entry]);
    return pairs.filter(([ready]) => ready?.data.length).map(([ready, entry], at) => [`file-${at + 1}`, ready, entry]);
  }

  /** What tells whether the same files come again, as text (docs/sealed-format.md). */
  get digests() {
    return digestsOf(this.entries.map(({ digest }) => digest), this.asIs);
  }

  add(files) {
    this.input.value = ""; // the list holds them now, and more can be chosen
    for (const file of files) {
      const entry = { file, item: document.getElementById("file").content.firstElementChild.cloneNode(true) };
      Object.assign(entry, { state: "waiting", told: "", clean: null, plain: null, digest: "", url: "" });
      one("b", entry.item).id = `chosen-${(made += 1)}`;
      for (const button of entry.item.querySelectorAll("button")) button.setAttribute("aria-describedby", `chosen-${made}`);
      one("[data-act=again]", entry.item).addEventListener("click", () => this.again(entry));
      one("[data-act=remove]", entry.item).addEventListener("click", () => this.remove(entry));
      this.entries.push(entry);
      this.list.append(entry.item);
    }
    this.look();
  }

  remove(entry) {
    URL.revokeObjectURL(entry.url);
    this.entries.splice(this.entries.indexOf(entry), 1);
    entry.item.remove();
    this.input.focus();
    this.look();
  }

  again(entry) {
    entry.state = "waiting";
    this.look();
  }

  /** Something changed: what fits is decided anew, and what waits is worked on. */
  look() {
    let [count, size] = [0, 0];
    for (const entry of this.entries) {
      [count, size] = [count + 1, size + entry.file.size];
      const fits = count <= MOST && size <= TOGETHER;
      if (!fits) [count, size, entry.state] = [count - 1, size - entry.file.size, "too-much"];
      else if (entry.state === "too-much") entry.state = "waiting";
      this.show(entry);
    }
    this.working = this.working.then(() => this.work());
  }

  async work() {
    for (const entry of [...this.entries]) {
      if (!entry.plain) await this.read(entry);
      while (entry.state === "waiting" && entry.plain && !this.asIs && this.entries.includes(entry)) {
        await this.clean(entry);
      }
    }
    this.say("");
  }

  async read(entry) {
    try {
      const data = new Uint8Array(await entry.file.arrayBuffer());
      entry.digest = toHex(await sha256(data));
      entry.plain = { ...guess(data), data, cleaned: false, told: "" };
    } catch {
      entry.state = "failed"; // gone from the disk, or larger than this browser can hold
      this.show(entry);
    }
  }

  async clean(entry) {
    this.say("files-cleaning", { at: this.entries.indexOf(entry) + 1, of: this.entries.length });
    entry.state = "cleaning";
    this.show(entry);
    const { clean, refused } = await this.patiently(entry);
    if (clean) Object.assign(entry, { state: "clean", clean });
    else Object.assign(entry, refused ? { state: "refused", told: refused } : { state: "failed" });
    this.show(entry);
  }

  async patiently({ file }) {
    for (let tried = 1, renewed = false; ; tried += 1) {
      const answer = await cleanFile(file, this.token || this.form.elements.token.value).catch(() => ({}));
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

  /** For the way over the server: the field holds the files again. */
  giveBack() {
    const all = new DataTransfer();
    for (const { file } of this.entries) all.items.add(file);
    this.input.files = all.files;
  }

  /** The report is stored: no picture stays behind in this page's memory. */
  forget() {
    for (const { url } of this.entries) URL.revokeObjectURL(url);
  }

  say(id, values = {}) {
    this.said.replaceChildren(...(id ? [filled(id, values)] : []));
  }

  show(entry) {
    const { item, file, state, clean, told } = entry;
    const title = filled("file-title", { number: this.entries.indexOf(entry) + 1, size: sizeOf(file.size) });
    one("b", item).replaceChildren(title);
    const what = this.asIs && state !== "too-much" && state !== "failed" ? "as-is" : state;
    one(":scope > span", item).replaceChildren(filled(`file-${what}`, { told: clean?.told ?? told }));
    item.classList.toggle("wrong", ["refused", "failed", "too-much"].includes(what));
    one("[data-act=again]", item).hidden = what !== "failed";
    const picture = one("img", item);
    picture.hidden = !(what === "clean" && clean.media_type.startsWith("image/"));
    if (picture.hidden || entry.url) return;
    entry.url = URL.createObjectURL(new Blob([clean.data], { type: clean.media_type }));
    picture.src = entry.url;
  }

  /** What to say of each once the report is stored. @returns {Node[]} */
  lines() {
    const named = new Map(this.ready.map(([name, { ending, told }, entry]) => [entry, { name: name + ending, told }]));
    return this.entries.map((entry, at) => {
      const line = document.createElement("li");
      const title = document.createElement("b");
      title.append(filled("file-title", { number: at + 1, size: sizeOf(entry.file.size) }));
      const sealed = named.get(entry);
      line.classList.toggle("wrong", !sealed);
      line.append(title, sealed ? filled("file-sealed", sealed) : filled("file-not", { told: entry.told }));
      return line;
    });
  }
}

function filled(id, values) {
  const made = document.getElementById(id).content.cloneNode(true);
  fill(made, values);
  return made;
}
