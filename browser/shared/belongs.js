/**
 * Whether what is stored under a name of a case was put there by who wrote its report, or by its readers. A head says
 * nothing of what it is the head of: only what was opened and belongs here is ever sealed to somebody else.
 */

import { attachments, isAttachment, plainFile } from "./attachment.js";
import { Forged, compareParts, parseMessage, parsePart } from "./part.js";
import { checkAuthor, checkReport } from "./said.js";

export class Belonging {
  /**
   * @param {{reportId: string, report: Record<string, any>, sha256: string, authors: import("./said.js").Authors,
   *   ever: string[]}} file the report, opened, and the hash of its bytes; `ever` are all who read it at some time
   */
  constructor({ reportId, report, sha256: hash, authors, ever }) {
    Object.assign(this, { reportId, report, sha256: hash, authors, ever });
    /** @type {Map<string, Record<string, unknown>>} files, as the report and what was sent later name them */
    this.files = new Map();
    this.#name(report.manifest);
  }

  /** Of two that name the same file the first counts. @param {unknown} files */
  #name(files) {
    if (!Array.isArray(files)) return;
    for (const one of files) if (isAttachment(one?.part) && !this.files.has(one.part)) this.files.set(one.part, one);
  }

  /** Throws Forged. @param {string} name @param {Uint8Array} plaintext */
  async part(name, plaintext) {
    parsePart(plaintext, name, this.reportId);
    const verdicts = await compareParts(this.report.manifest, [name], { [name]: plaintext });
    if (verdicts[name] !== "real") throw new Forged("It is not the one that the report names.");
  }

  /**
   * Throws Forged, and AnotherReport for an answer that shows that the report was replaced. Look at all messages before any file.
   * @param {{direction: string, number: number}} place @param {Uint8Array} plaintext
   */
  async message(place, plaintext) {
    if (place.direction === "to-reporter") await checkReport(parsePart(plaintext, "message", this.reportId), this.authors, this.sha256);
    const told = await parseMessage(plaintext, this.reportId, place, this.report.reporter?.thread_key);
    if (place.direction === "to-readers") this.#name(told.files);
    else await checkAuthor(told, this.authors, this.ever);
  }

  /** Throws Forged. @param {string} name @returns {import("./attachment.js").Attachment} */
  named(name) {
    if (!this.files.has(name)) throw new Forged("The report names no such file.");
    return attachments([this.files.get(name)])[0];
  }

  /** Throws Forged. @param {string} name @param {Uint8Array} padded */
  async file(name, padded) {
    if (!(await plainFile(padded, this.named(name)))) throw new Forged("It is not the file that the report names.");
  }
}
