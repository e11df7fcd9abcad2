/**
 * One opened case, and what can be said of it: each word is signed, sealed to those whom the report itself names, and
 * numbered, so that of two who write at a time the second is told.
 */

import { encode, fromBase64, toBase64 } from "../shared/bytes.js";
import { padJson } from "../shared/padme.js";
import { Forged, canonical } from "../shared/part.js";
import { digest } from "../shared/said.js";
import * as key from "./key.js";
import { post, sealedBytes } from "./server.js";

const READERS = 2;
const [NOTE, REPLY] = [4096, 16384]; // least bytes of a padded note and reply

/** @typedef {import("../shared/said.js").Said} Said */

export class CaseFile {
  /**
   * @param {{caseId: string, reportId: string, report: Record<string, any>, today: string,
   *   entered: import("./entered.js").EnteredBy | null,
   *   session: import("./session.js").Session, gone: string[]}} opened `today` by the server's calendar; `gone` are those
   * who stepped back, as it says: it can take a reader away, and add none
   */
  constructor({ caseId, reportId, report, entered, today, session, gone }) {
    Object.assign(this, { caseId, reportId, report, entered, today, session, gone });
    this.forget();
  }

  /** What was said of it, to be read anew. */
  forget() {
    /** @type {Said[]} the notes that are real, oldest first */
    this.notes = [];
    this.nextNote = 1;
    this.nextReply = 1;
    this.before = "";
    /** @type {Record<string, any>[]} the messages that are real, in both directions */
    this.thread = [];
    /** @type {string[]} fingerprints: named inside the seal, so that no server can add somebody */
    this.readers = readersIn(this.report);
    /** @type {string[]} all who ever read it, in whose name something may have been said */
    this.ever = [...this.readers];
  }

  /** Whether whoever opened it is one of those who may. */
  get isMine() {
    return this.readers.includes(this.session.me.fingerprint);
  }

  /** Those who read it now. */
  get present() {
    return this.readers.filter((one) => !this.gone.includes(one));
  }

  get others() {
    return this.present.filter((one) => one !== this.session.me.fingerprint);
  }

  /** @param {string} fingerprint @returns {string} given name */
  nameOf(fingerprint) {
    return (this.session.authors.get(fingerprint)?.name ?? "Somebody").split(" ")[0];
  }

  /** The newest note of a kind. @param {string} kind @returns {Said | undefined} */
  newest(kind) {
    return this.notes.findLast((note) => note.kind === kind);
  }

  /**
   * Sign, seal and hand in; then it belongs to the case.
   * @param {string} kind @param {Record<string, unknown>} body @param {Record<string, unknown>} [also] what the server
   * has to know beside it @returns {Promise<Said>}
   */
  async note(kind, body, also = {}) {
    const { caseId, reportId, nextNote: number, before: previous } = this;
    const said = await this.said({ part: "note", case_id: caseId, report_id: reportId, number, kind, previous, ...body });
    await this.hand("notes", { number, kind, ...also }, said, NOTE, []);
    await this.take(said);
    return said;
  }

  /** To the reporter, under the thread key that only they and the readers have. @param {string} text */
  async reply(text) {
    const { reportId, nextReply: number, report } = this;
    const { recipient, thread_key: threadKey } = report.reporter;
    const place = { part: "message", report_id: reportId, direction: "to-reporter", number };
    const said = await this.said({ ...place, text });
    const whole = { ...said, mac: toBase64(await mac(threadKey, canonical(said))) };
    await this.hand("replies", { number }, whole, REPLY, [recipient]);
    this.nextReply += 1;
    return whole;
  }

  said(body) {
    const { me } = this.session;
    return key.say({ v: 1, ...body, on: this.today, author: me.fingerprint, from: me.name });
  }

  async hand(where, about, said, least, also) {
    const sealed = await key.seal(padJson(said, least), [...also, ...this.keysOf(this.present)], READERS + also.length);
    await post(`/cases/${this.caseId}/${where}`, { ...about, sealed: toBase64(sealed) });
  }

  /** @param {string[]} readers @returns {string[]} recipients of those who are in the roster */
  keysOf(readers) {
    return readers.map((one) => this.session.keys.get(one)).filter(Boolean);
  }

  /**
   * Seal all of the case to the successor too. Nothing changes unless everything does.
   * @param {(done: number, of: number) => void} progress
   */
  async letIn(progress) {
    const { successor, headers } = await post(`/cases/${this.caseId}/headers`);
    const leaves = this.readers.find((one) => this.gone.includes(one));
    if (!this.session.keys.has(successor) || !leaves) throw new Forged("The desk names somebody who cannot be let in.");
    const made = await this.newHeads(headers, { leaves, joins: successor }, progress);
    await post(`/cases/${this.caseId}/let-in`, made);
  }

  /**
   * The case follows the roster: what the desk says of who leaves and who joins is held against the report, the signed
   * notes and the signed rosters. Nothing is handed in yet.
   * @param {Record<string, string>} headers base64, by what they are of
   * @param {{leaves: string, joins: string | null}} place
   */
  async followRoster(headers, { leaves, joins }) {
    const { past } = this.session;
    if (!this.isMine) throw new Forged("Its report does not name you among its readers.");
    const left = this.readers.includes(leaves) && !past.isReader(leaves);
    const may = joins === null || past.mayJoin(leaves, joins, this.ever);
    if (!left || !may) throw new Forged("The desk names somebody who cannot take this place.");
    return this.newHeads(headers, { leaves, joins: joins ?? "", because: "roster" }, () => {});
  }

  /**
   * Other heads for all that is sealed, and the note that says for whom. With nobody to join, to whom is left alone.
   * @param {Record<string, string>} headers base64 @param {{leaves: string, joins: string}} place
   * @param {(done: number, of: number) => void} progress
   */
  async newHeads(headers, place, progress) {
    const readers = this.keysOf([this.session.me.fingerprint, place.joins]);
    const names = Object.keys(headers);
    let done = 0;
    const rewrapping = names.map(async (name) => {
      const also = name.startsWith("reply/") ? [this.report.reporter.recipient] : [];
      const head = await key.rewrap(sealedBytes(headers[name]), [...also, ...readers], READERS + also.length);
      progress((done += 1), names.length);
      return [name, toBase64(head)];
    });
    const made = Object.fromEntries(await Promise.all(rewrapping));
    const { caseId, reportId, nextNote: number, before: previous } = this;
    const said = await this.said({ part: "note", case_id: caseId, report_id: reportId, number, kind: "recusal", previous, ...place });
    const sealed = toBase64(await key.seal(padJson(said, NOTE), readers, READERS));
    return { headers: made, number, sealed };
  }

  /** A note that is real: what follows is held against it. @param {Said} said */
  async take(said) {
    this.notes.push(said);
    this.before = await digest(said);
    this.nextNote = said.number + 1;
    if (said.kind === "recusal") this.changePlaces(said);
  }

  /** Signed by a reader who stays: another takes the place, or nobody. @param {Said} said */
  changePlaces({ author, leaves, joins }) {
    if (leaves === author || !this.readers.includes(leaves)) return;
    if (joins === "") this.readers = this.readers.filter((one) => one !== leaves);
    if (!this.session.authors.has(joins) || this.ever.includes(joins)) return;
    this.readers = this.readers.map((one) => (one === leaves ? joins : one));
    this.ever.push(joins);
  }
}

/** @returns {string[]} */
function readersIn({ readers }) {
  const sound = Array.isArray(readers) && readers.length >= 1 && readers.length <= READERS;
  return sound ? readers.map(String) : []; // then nothing can be said of it
}

async function mac(threadKey, text) {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", fromBase64(threadKey), hmac, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encode(text)));
}
