/**
 * One file that was chosen: what shall be done with it, and what became of it in each way that was tried.
 *
 *     const chosen = new Chosen(file, "clean", 1);
 *     await chosen.read();
 *     chosen.state        // "waiting" until an outcome of its way is kept
 */

import { filled, one } from "./page.js";
import { sizeOf } from "./local.js";
import { guess } from "./guess.js";
import { inTime, timeFor } from "./patience.js";
import { sha256, toHex } from "../shared/bytes.js";

const PDF = "application/pdf";
const KEPT_TO_BE_SAVED = 60_000; // milliseconds: some browsers ask first where to put it
let made = 0;
/** Why a question was given up: not by time, but since nobody wants its answer any more. */
export const UNWANTED = "unwanted";

/**
 * @typedef {{media_type: string, ending: string, data: Uint8Array, cleaned: boolean, told: string}} Ready
 * @typedef {{state: string, told?: string, ready?: Ready}} Outcome
 */
export class Chosen {
  /** @type {Ready | null} */ plain = null;
  /** @type {Map<string, Outcome>} */ outcomes = new Map();
  fits = true;
  own = false; // its way was chosen beside it: what is chosen for all no longer counts
  unread = false;
  undrawn = false; // this browser cannot show the picture
  /** @type {HTMLInputElement | undefined} */ ticked; // once it was asked whether the server may have it as it is
  digest = "";
  stop = new AbortController(); // of the question that is on its way
  url = "";

  /** @param {File} file @param {string} way "clean", "flatten" or "as-is" @param {number} place in the list, from 1 */
  constructor(file, way, place) {
    this.file = file;
    this.way = way;
    this.place = place;
    this.item = document.getElementById("file").content.firstElementChild.cloneNode(true);
    one("b", this.item).id = `chosen-${(made += 1)}`;
    for (const act of this.item.querySelectorAll("button, select")) act.setAttribute("aria-describedby", `chosen-${made}`);
    one("img", this.item).addEventListener("error", () => {
      this.undrawn = true; // few browsers draw TIFF
      this.show();
    });
  }

  /** Bring it in; a file that is gone from the disk, or too large for this browser, has failed. */
  async read() {
    try {
      const limit = timeFor(this.file.size);
      const data = new Uint8Array(await inTime(this.file.arrayBuffer(), limit));
      this.digest = toHex(await inTime(sha256(data), limit));
      this.plain = { ...guess(data), data, cleaned: false, told: "" };
      this.unread = false;
    } catch {
      this.unread = true;
    }
  }

  get state() {
    if (!this.fits) return "too-much";
    if (this.unread) return "failed";
    return this.way === "as-is" ? "as-is" : this.outcome.state;
  }

  /** @returns {Outcome} of the way that is chosen now */
  get outcome() {
    return this.outcomes.get(this.way) ?? { state: "waiting" };
  }

  /** What is to be sealed, if it can be. @returns {Ready | null | undefined} */
  get ready() {
    if (!this.fits) return null;
    return this.way === "as-is" ? this.plain : this.outcome.ready;
  }

  /** @param {string} way that is wished now: nothing goes on being sent for another one */
  go(way) {
    if (way !== this.way) this.stop.abort(UNWANTED);
    this.way = way;
  }

  /** @param {string} way for this file alone */
  goOwn(way) {
    this.own = true;
    this.go(way);
  }

  /** What was tried and failed is tried again. */
  again() {
    this.unread = false;
    this.outcomes.delete(this.way);
  }

  get title() {
    return filled("file-title", { number: this.place, size: sizeOf(this.file.size) });
  }

  show() {
    const { item, state, outcome } = this;
    if (!item.isConnected) return; // removed, or sent: a picture may turn out to be unreadable after that
    one("b", item).replaceChildren(this.title);
    one(":scope > span", item).replaceChildren(filled(`file-${state}`, { told: outcome.ready?.told ?? outcome.told ?? "" }));
    item.classList.toggle("wrong", ["refused", "failed", "too-much"].includes(state));
    one("[data-act=again]", item).hidden = state !== "failed";
    one("[data-act=save]", item).hidden = state !== "clean";
    this.showWay();
    this.showPicture(state === "clean" ? outcome.ready : null);
  }

  /** How much of it has left, 0 to 1; then it is looked through, which takes as long as it takes. @param {number | null} share */
  showSent(share) {
    const progress = one("progress", this.item);
    progress.hidden = share === null;
    if (share === null || share === 1) progress.removeAttribute("value");
    else progress.value = share;
  }

  /** For whoever wants to look at it in a program of theirs. */
  save() {
    const { data, ending } = this.outcome.ready;
    const href = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" })); // shown by no browser as a page of ours
    Object.assign(document.createElement("a"), { href, download: `cleaned-${this.place}${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), KEPT_TO_BE_SAVED);
  }

  /** A box, not ticked: whether our server may get it, although it was to stay here. @returns {HTMLElement} */
  askToSend() {
    const [label, title] = ["label", "span"].map((name) => document.createElement(name));
    this.ticked = Object.assign(document.createElement("input"), { type: "checkbox" });
    title.append(this.title);
    label.append(this.ticked, title);
    return label;
  }

  /** Only the pages of a PDF can become pictures; to any other file that way is cleaning. */
  showWay() {
    const ways = one("select", this.item);
    const isPdf = this.plain?.media_type === PDF;
    one("[value=flatten]", ways).hidden = one("[value=flatten]", ways).disabled = !isPdf;
    ways.value = this.way === "flatten" && !isPdf ? "clean" : this.way;
  }

  /** @param {Ready | null | undefined} ready */
  showPicture(ready) {
    const [picture, isOne] = [one("img", this.item), Boolean(ready?.media_type.startsWith("image/"))];
    picture.hidden = !isOne || this.undrawn;
    one("small", this.item).hidden = !isOne || !this.undrawn;
    if (!isOne || this.url) return;
    this.url = URL.createObjectURL(new Blob([ready.data], { type: ready.media_type }));
    picture.src = this.url;
  }

  /**
   * What to say of it once the report is stored. @param {Ready | null} ready what was sealed of it @param {string} name
   * @returns {HTMLElement}
   */
  line(ready, name) {
    const line = document.createElement("li");
    const title = document.createElement("b");
    title.append(this.title);
    line.classList.toggle("wrong", !ready);
    const told = ready && (ready.cleaned ? ready.told : filled("file-kept", {}).textContent);
    line.append(title, ready ? filled("file-sealed", { name, told }) : this.whyNot());
    return line;
  }

  whyNot() {
    const why = { "as-is": "file-empty", "too-much": "file-too-much" }[this.state];
    return filled("file-not", { told: why ? filled(why, {}).textContent : (this.outcome.told ?? "") });
  }

  /** Nothing of it stays in this page's memory, and nothing goes on being sent. */
  forget() {
    this.stop.abort(UNWANTED);
    URL.revokeObjectURL(this.url);
    this.plain = null;
    this.outcomes.clear();
  }
}
