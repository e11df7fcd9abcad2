/**
 * One report on its way: its receipt and id stay the same however often it is sent, so that it is one report whatever
 * answers were lost. It lives in this page's memory and nowhere else.
 */

import { sha256, toHex } from "./bytes.js";
import { freshReceipt, wordsMac } from "./receipt.js";
import { fileParts, messagePart, reportParts, sealAll } from "./seal.js";
import { canonicalOf } from "./written.js";

/** @typedef {import("../form/server.js").Recipients} Recipients @typedef {import("./written.js").Written} Written */

/** The server names readers to whom this page has sealed nothing, and whom it has not named. */
export class OtherReaders extends Error {}

const NONE = { ready: [], digests: "", same: "" };

export class Draft {
  /** @param {import("./receipt.js").Receipt} receipt @param {string} reportId */
  constructor(receipt, reportId) {
    this.receipt = receipt;
    this.reportId = reportId;
    this.sealedFor = "";
    this.parts = {};
    /** @type {string[]} what the log would name each attempt by */
    this.numbers = [];
    /** @type {string[][]} the readers of every attempt, any of which may have been stored, and those named since */
    this.tried = [];
  }

  /** The page has told the person that these read the report: what is added may be for them. @param {string[]} readers */
  named(readers) {
    this.tried.push(readers);
  }

  static async begin() {
    return new Draft(await freshReceipt(), toHex(crypto.getRandomValues(new Uint8Array(16))));
  }

  /**
   * The report, sealed; what was sealed before is sent again as it was when nothing has changed.
   * @param {Written} written @param {string[]} readers fingerprints @param {Recipients} recipients
   * @param {string} guidelines @param {ReturnType<import("../form/files.js").Taken["after"]>} [files]
   * @param {import("./seal.js").Finish} [finish]
   */
  async report(written, readers, recipients, guidelines, files = NONE, finish) {
    const words = canonicalOf(written);
    const { ready, digests, same } = files;
    const about = `${recipients.hash}\n${words}\n${same}`;
    if (this.sealedFor !== about) {
      const { plaintexts, entries } = await fileParts(ready);
      const parts = await reportParts(written, this.receipt, this.reportId, { guidelines, readers, files: entries, finish });
      this.parts = await sealAll({ ...parts, ...plaintexts }, keysOf(readers, recipients));
      this.sealedFor = about;
      this.numbers.push(await sealNumber(this.parts.report));
      this.tried.push(readers);
    }
    return { fields: await this.fields(written, words, { digests }), parts: this.parts };
  }

  /** The number of the attempt that the server stored; the newest, if what it says is none of ours. @param {string} said */
  numberOf(said) {
    return this.numbers.includes(said) ? said : this.numbers.at(-1);
  }

  /** The post that asks what has changed, when the list of recipients is not the one that the page named. */
  async question(written) {
    return { fields: await this.fields(written, canonicalOf(written)), parts: {} };
  }

  /**
   * The same words as a message to the report that is there already, with files under the names that follow.
   * @param {Written} written @param {number} number @param {string[]} first its readers, as the server says
   * @param {Recipients} recipients @param {ReturnType<import("../form/files.js").Taken["after"]>} [files]
   */
  async message(written, number, first, recipients, { ready, digests } = NONE) {
    if (!this.tried.some((readers) => first.every((one) => readers.includes(one)))) throw new OtherReaders();
    const { plaintexts, entries } = await fileParts(ready);
    const message = await messagePart(written, this.receipt, this.reportId, number, entries);
    const parts = await sealAll({ message, ...plaintexts }, keysOf(first, recipients));
    const fields = await this.fields(written, canonicalOf(written), { before: "message\n", digests });
    return { fields: { ...fields, number: String(number), readers: first.join(" ") }, parts };
  }

  async fields(written, words, { before = "", digests = "" } = {}) {
    return {
      report_id: this.reportId,
      locator: toHex(this.receipt.locator),
      words_mac: toHex(await wordsMac(this.receipt, before + words, digests)),
      readers: written.readers,
      urgent: written.answers.tell_today === "yes" ? "yes" : "no",
    };
  }
}

/** As reporting/form/seal_number.py makes it. @param {Uint8Array} sealed @returns {Promise<string>} */
const sealNumber = async (sealed) => toHex(await sha256(sealed)).slice(0, 20).match(/.{4}/g).join(" ");

function keysOf(readers, { keys }) {
  if (!readers.every((one) => keys.has(one))) throw new OtherReaders();
  return readers.map((one) => keys.get(one));
}
