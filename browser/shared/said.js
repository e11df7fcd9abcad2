/**
 * What readers say of a case, to each other and to the reporter: signed by its author inside the seal, so that nobody
 * speaks for another (docs/sealed-format.md, "What readers say").
 */

import { encode, fromBase64, sha256, toHex } from "./bytes.js";
import { Forged, canonical } from "./part.js";
import { verify } from "./signednote.js";

/** A reader has signed it, of another report than the one that lies here now. */
export class AnotherReport extends Forged {
  /** @param {Said} said */
  constructor(said) {
    super("It speaks of another report than the one that lies here now.");
    this.said = said;
  }
}

const SAID = "reporting/v1/said\n"; // keeps a signature from ever being taken for one of another kind

/** @typedef {Record<string, any>} Said @typedef {Map<string, {name: string, raw: Uint8Array, reads: boolean}>} Authors by fingerprint */

/** The bytes under its signature. @param {Said} said @returns {Uint8Array} */
export const signable = ({ signature: _signature, mac: _mac, ...said }) => encode(SAID + canonical(said));

/** What the next note names the one before it by. @param {Said} said with its signature @returns {Promise<string>} */
export const digest = async (said) => toHex(await sha256(encode(canonical(said))));

/**
 * Throws Forged unless one of these readers has signed it.
 * @param {Said} said @param {Authors} authors @param {string[]} readers fingerprints
 */
export async function checkAuthor(said, authors, readers) {
  const author = authors.get(said.author);
  if (!author || !readers.includes(said.author)) throw new Forged("Its writer is nobody who reads this case.");
  if (!(await holds(said, author.raw))) throw new Forged(`It is not signed by ${author.name}.`);
}

/** Fingerprints of all who ever read reports. @param {Authors} authors @returns {string[]} */
export const everRead = (authors) => [...authors].filter(([, { reads }]) => reads).map(([print]) => print);

/**
 * Throws AnotherReport when somebody who reads, or has read, signed it of another report; Forged when it only looks so. What was
 * signed before statements named their report, names none.
 * @param {Said} said @param {Authors} authors @param {string} report hex SHA-256 of the padded report
 */
export async function checkReport(said, authors, report) {
  if (!Object.hasOwn(said, "report") || said.report === report) return;
  await checkAuthor(said, authors, everRead(authors));
  throw new AnotherReport(said);
}

async function holds(said, raw) {
  try {
    return await verify(raw, fromBase64(said.signature), signable(said));
  } catch {
    return false; // no signature at all
  }
}
