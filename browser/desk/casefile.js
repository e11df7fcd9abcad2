/**
 * One opened case, and what can be said of it: each word is signed, sealed to those whom the report itself names, and
 * numbered, so that of two who write at a time the second is told.
 */

import { fromBase64, hmac, sha256, toBase64, toHex } from "../shared/bytes.js";
import { padJson } from "../shared/padme.js";
import { Forged, canonical, parsePart } from "../shared/part.js";
import { AnotherReport, checkReport, digest } from "../shared/said.js";
import { Since, isInTime } from "../shared/since.js";
import * as key from "./key.js";
import { newHeads } from "./newheads.js";
import { readNotes } from "./notes.js";
import { Refused, post, sealedBytes } from "./server.js";

const READERS = 2;
const [NOTE, REPLY] = [4096, 16384]; // least bytes of a padded note and reply

export const REPLACED = "The report of this case is not the one that was opened before.";

/** @typedef {import("../shared/said.js").Said} Said */

export class CaseFile {
  /**
   * @param {{caseId: string, reportId: string, report: Record<string, any>, sha256: string, today: string,
   *   entered: import("./entered.js").EnteredBy | null,
   *   session: import("./session.js").Session, gone: string[]}} opened `sha256` of the report as it was
   * padded, which stays when it is sealed anew; `today` by the server's calendar; `gone` are those who stepped back, as it says:
   * it can take a reader away, and add none
   */
  constructor({ caseId, reportId, report, sha256: hash, entered, today, session, gone }) {
    Object.assign(this, { caseId, reportId, report, sha256: hash, entered, today, session, gone });
    this.wrongParts = 0; // of the report: forged or missing
    this.forget();
  }

  /** What was said of it, to be read anew. */
  forget() {
    /** @type {Said[]} the notes that are real, oldest first */
    this.notes = [];
    this.since = new Since(this.session.past);
    this.nextNote = 1;
    this.nextReply = 1;
    this.before = "";
    this.refused = 0; // notes and messages that are forged, damaged or missing
    /** @type {Record<string, any>[]} the messages that are real, in both directions */
    this.thread = [];
    /** @type {Said[]} what readers signed of another report, which lay here before */
    this.ofAnother = [];
    /** @type {string[]} fingerprints: named inside the seal, so that no server can add somebody */
    this.readers = readersIn(this.report);
    /** @type {string[]} all who ever read it, in whose name something may have been said */
    this.ever = [...this.readers];
  }

  /** Whether whoever opened it is one of those who may. */
  get isMine() {
    return this.readers.includes(this.session.me.fingerprint);
  }

  /** Whether a reader has signed something here of another report: then nobody knows whom this one should name. */
  get isReplaced() {
    return this.ofAnother.length > 0;
  }

  /** Throws Forged, and remembers where a reader signed it of another report. @param {Said} said */
  async ofThisReport(said) {
    try {
      await checkReport(said, this.session.authors, this.sha256);
    } catch (error) {
      if (error instanceof AnotherReport) this.ofAnother.push(said);
      throw error;
    }
  }

  /** Throws Refused. */
  refuseReplaced() {
    if (this.isReplaced) throw new Refused(`${REPLACED} Nobody knows whose it is, so nothing is sealed to its readers.`);
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
    const whole = { ...said, mac: toBase64(await hmac(fromBase64(threadKey), canonical(said))) };
    await this.hand("replies", { number }, whole, REPLY, [recipient]);
    this.nextReply += 1;
    return whole;
  }

  said(body) {
    const { me } = this.session;
    const { serial: roster } = this.session.roster;
    return key.say({ v: 1, ...body, report: this.sha256, roster, on: this.today, author: me.fingerprint, from: me.name });
  }

  async hand(where, about, said, least, also) {
    this.refuseReplaced();
    const sealed = await key.seal(padJson(said, least), [...also, ...this.keysOf(this.present)], READERS + also.length);
    await post(`/cases/${this.caseId}/${where}`, { ...about, sealed: toBase64(sealed) });
  }

  /** @param {string[]} readers @returns {string[]} recipients of those who are in the roster */
  keysOf(readers) {
    return readers.map((one) => this.session.keys.get(one)).filter(Boolean);
  }

  /**
   * A case as its sealed bytes say, to be sealed anew: its report and all of its notes must hold, since they say who reads.
   * @param {{caseId: string, reportId: string, sealed: import("./newheads.js").Sealed, gone: string[], today: string,
   *   session: import("./session.js").Session}} given
   */
  static async whole({ sealed, ...given }) {
    const plaintext = await key.open(sealedBytes(sealed.parts.report));
    const report = parsePart(plaintext, "report", given.reportId);
    const file = new CaseFile({ ...given, report, sha256: toHex(await sha256(plaintext)), entered: null });
    const warnings = await readNotes(sealed.notes, file);
    if (file.isReplaced) throw new Forged(REPLACED);
    if (warnings.length) throw new Forged("A note of it is missing or does not hold.");
    return file;
  }

  /** All whom nobody may follow here: who ever read it, and who stepped back from it. */
  get known() {
    return [...this.ever, ...this.gone].filter(Boolean);
  }

  /**
   * Seal all of the case to the successor too. Nothing changes unless everything does.
   * @param {(done: number, of: number) => void} progress @returns {Promise<string[]>} what was left as it was
   */
  async letIn(progress) {
    const { caseId, reportId, gone, today, session } = this;
    const { successor, sealed } = await post(`/cases/${caseId}/headers`);
    const file = await CaseFile.whole({ caseId, reportId, sealed, gone, today, session });
    const leaves = file.others.length ? undefined : file.readers.find((one) => one !== session.me.fingerprint);
    const may = file.isMine && leaves && session.keys.has(successor) && session.past.mayCome(successor, file.known);
    if (!may) throw new Forged("The desk names somebody who cannot be let in.");
    const { unfit, ...made } = await file.newHeads(sealed, { leaves, joins: successor }, `/cases/${caseId}/files`, progress);
    await post(`/cases/${caseId}/let-in`, { joins: successor, ...made });
    return unfit;
  }

  /**
   * The case follows the roster: what the desk says of who leaves and who joins is held against the report, the signed
   * notes and the signed rosters. Nothing is handed in yet.
   * @param {import("./newheads.js").Sealed} sealed @param {{leaves: string, joins: string | null}} place
   */
  async followRoster(sealed, { leaves, joins }) {
    const { past } = this.session;
    if (!this.isMine) throw new Forged("Its report does not name you among its readers.");
    const left = this.readers.includes(leaves) && !past.isReader(leaves);
    const may = joins === null || past.mayJoin(leaves, joins, this.known);
    if (!left || !may) throw new Forged("The desk names somebody who cannot take this place.");
    const place = { leaves, joins: joins ?? "", because: "roster" };
    return this.newHeads(sealed, place, `/resealing/${this.caseId}/files`, () => {});
  }

  /**
   * Other heads for all that is sealed, and the note that says for whom. With nobody to join, to whom is left alone.
   * @param {import("./newheads.js").Sealed} sealed @param {{leaves: string, joins: string}} place
   * @param {string} files where the server has them @param {(done: number, of: number) => void} progress
   */
  async newHeads(sealed, place, files, progress) {
    const readers = this.keysOf([this.session.me.fingerprint, place.joins]);
    const { headers, unfit } = await newHeads(this, sealed, { to: readers, stanzas: READERS, files, progress });
    const { caseId, reportId, nextNote: number, before: previous } = this;
    const said = await this.said({ part: "note", case_id: caseId, report_id: reportId, number, kind: "recusal", previous, ...place });
    const note = toBase64(await key.seal(padJson(said, NOTE), readers, READERS));
    return { headers, unfit, number, sealed: note };
  }

  /** A note that is real: what follows is held against it. @param {Said} said */
  async take(said) {
    this.notes.push(said);
    this.since.take(said);
    this.before = await digest(said);
    this.nextNote = said.number + 1;
    if (said.kind === "recusal") this.changePlaces(said);
  }

  /** Whether anything here shows that its writer's key still read when it signed this note. @param {Said} note */
  isInTime(note) {
    return isInTime(note, this.notes.slice(this.notes.indexOf(note) + 1), this.session.past);
  }

  /** Signed by a reader who stays: another takes the place, or nobody. @param {Said} said */
  changePlaces({ author, leaves, joins }) {
    if (leaves === author || !this.readers.includes(leaves)) return;
    if (joins === "") this.readers = this.readers.filter((one) => one !== leaves);
    if (!this.session.authors.has(joins) || this.ever.includes(joins)) return;
    if (!this.session.past.couldCome(joins, this.ever)) return; // the reporter may have left them out
    this.readers = this.readers.map((one) => (one === leaves ? joins : one));
    this.ever.push(joins);
  }
}

/** @returns {string[]} */
function readersIn({ readers }) {
  const sound = Array.isArray(readers) && readers.length >= 1 && readers.length <= READERS;
  return sound ? readers.map(String) : []; // then nothing can be said of it
}
