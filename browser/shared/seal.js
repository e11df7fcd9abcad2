/** The parts of a report, made and sealed in the reporter's own browser (docs/sealed-format.md). */

import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { sha256, toBase64, toHex } from "./bytes.js";
import { padJson, padme } from "./padme.js";
import { canonical } from "./part.js";
import { mac } from "./receipt.js";

const [LONG, SMALL] = [16384, 1024];
const READERS = 2;

/** @typedef {{part: string, sha256: string, media_type: string, size: number, cleaned: boolean}} Entry */
/** @typedef {(report: Record<string, any>) => Promise<Record<string, any>> | Record<string, any>} Finish */
/** @typedef {import("./receipt.js").Receipt} Receipt @typedef {import("./written.js").Written} Written */

/**
 * @param {Written} written @param {Receipt} receipt @param {string} reportId
 * @param {{guidelines: string, readers: string[], files?: Entry[], finish?: Finish}} about the guidelines' date; the fingerprints of those
 * it is sealed to; what the manifest says of each file; `finish` gives the report its last form, as with a signature
 * @returns {Promise<Record<"report" | "headline" | "contact", Uint8Array>>} padded plaintexts, bound together
 */
export async function reportParts(written, receipt, reportId, { guidelines, readers, files = [], finish = (report) => report }) {
  const { risk = "", where = "", when = "" } = written.answers;
  const about = { v: 1, report_id: reportId };
  const headline = padJson({ ...about, part: "headline", risk, where, when, files: files.length }, SMALL);
  const contact = padJson({ ...about, part: "contact", contact: written.contact }, SMALL);
  const manifest = await Promise.all(
    Object.entries({ headline, contact }).map(async ([part, bytes]) => ({ part, sha256: toHex(await sha256(bytes)) })),
  );
  const reporter = {
    recipient: await identityToRecipient(receipt.identity),
    thread_key: toBase64(receipt.threadKey),
  };
  const { answers } = written;
  const report = { ...about, part: "report", guidelines, readers, sealed_by: "browser", answers, reporter, manifest: [...manifest, ...files] };
  return { report: padJson(await finish(report), LONG), headline, contact };
}

/**
 * Files as they are sealed, with zero bytes up to their Padmé class, and what the manifest says of them.
 * @param {[string, import("../form/chosen.js").Ready][]} ready
 * @returns {Promise<{plaintexts: Record<string, Uint8Array>, entries: Entry[]}>}
 */
export async function fileParts(ready) {
  const [plaintexts, entries] = [{}, []];
  for (const [part, { media_type, data, cleaned }] of ready) {
    const padded = new Uint8Array(padme(data.length));
    padded.set(data);
    plaintexts[part] = padded;
    entries.push({ part, sha256: toHex(await sha256(padded)), media_type, size: data.length, cleaned });
  }
  return { plaintexts, entries };
}

/**
 * The padded plaintext of a message; an HMAC under the thread key says that it belongs here. A contact is left out: it is a part
 * of its own in a report, and here whoever opens the report would have it too.
 * @param {Written} written @param {Receipt} receipt @param {string} reportId @param {number} number
 * @param {Entry[]} [files] what it says of the files that it brings
 * @returns {Promise<Uint8Array>}
 */
export async function messagePart({ answers }, receipt, reportId, number, files = []) {
  const message = {
    v: 1,
    part: "message",
    report_id: reportId,
    direction: "to-readers",
    number,
    answers,
    ...(files.length ? { files } : {}),
  };
  return padJson({ ...message, mac: toBase64(await mac(receipt, canonical(message))) }, LONG);
}

/**
 * Each plaintext sealed on its own, always to two: where one person alone may read, the other stanza goes to a key that
 * nobody holds, so that the number of stanzas tells nothing.
 * @template {string} Name
 * @param {Record<Name, Uint8Array>} plaintexts @param {string[]} recipients one or two, `age1pq1…`
 * @returns {Promise<Record<Name, Uint8Array>>}
 */
export async function sealAll(plaintexts, recipients) {
  const sealed = {};
  for (const [name, plaintext] of Object.entries(plaintexts)) {
    const sealer = new Encrypter();
    for (const recipient of await twoOf(recipients)) sealer.addRecipient(recipient);
    sealed[name] = await sealer.encrypt(plaintext);
  }
  return sealed;
}

async function twoOf(recipients) {
  if (recipients.length === READERS) return recipients;
  if (recipients.length !== 1) throw new Error("a part is sealed to one or two readers");
  return [...recipients, await identityToRecipient(await generateHybridIdentity())];
}
