/** Parts of a report in the clear: what must hold before one of them is shown as real (design.md, D8). */

import { decode, encode, fromBase64, sha256, toHex } from "./bytes.js";

/** What was sealed is not what it claims to be; the message is a sentence for the reader. */
export class Forged extends Error {}

/** @param {unknown} value */
export const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A part's JSON, when it is of this kind and belongs to this report.
 * @param {Uint8Array} plaintext padded @param {string} part @param {string} [reportId] left out in the
 * inbox, where a headline stands alone: it is bound to its report when that is opened
 * @returns {Record<string, any>}
 */
export function parsePart(plaintext, part, reportId) {
  const value = parse(plaintext);
  if (!isMapping(value) || value.v !== 1) throw new Forged("It is not written in a form that we know.");
  if (value.part !== part) throw new Forged("It is another part than the one it was stored as.");
  if (reportId !== undefined && value.report_id !== reportId) throw new Forged("It belongs to another report.");
  return value;
}

function parse(plaintext) {
  try {
    return JSON.parse(decode(plaintext));
  } catch {
    throw new Forged("It cannot be read.");
  }
}

/**
 * What the manifest says of each part, listed or stored. "sealed" is stored and listed, and not opened yet.
 * @param {unknown} manifest from inside the report @param {string[]} present what is stored, without the report
 * @param {Record<string, Uint8Array>} opened padded plaintexts
 * @returns {Promise<Record<string, "real" | "sealed" | "forged" | "missing" | "foreign">>}
 */
export async function compareParts(manifest, present, opened) {
  const listed = listing(manifest);
  const verdicts = Object.create(null); // names come from outside
  for (const part of new Set([...listed.keys(), ...present])) {
    if (!listed.has(part)) verdicts[part] = "foreign";
    else if (!present.includes(part)) verdicts[part] = "missing";
    else if (!Object.hasOwn(opened, part)) verdicts[part] = "sealed";
    else verdicts[part] = toHex(await sha256(opened[part])) === listed.get(part) ? "real" : "forged";
  }
  return verdicts;
}

/** @returns {Map<string, string>} */
function listing(manifest) {
  const whole = Array.isArray(manifest) && manifest.every((one) => isMapping(one) && typeof one.part === "string");
  const listed = new Map(whole ? manifest.map((one) => [one.part, one.sha256]) : []);
  if (!whole || listed.size !== manifest.length) throw new Forged("Its list of parts cannot be read.");
  return listed;
}

/** By code points, as Python sorts; JavaScript alone would sort by UTF-16 units. */
function byCodePoint(one, other) {
  const [left, right] = [[...one], [...other]];
  const at = left.findIndex((letter, index) => letter !== right[index]);
  return at < 0 ? left.length - right.length : left[at].codePointAt(0) - (right[at]?.codePointAt(0) ?? -1);
}

/** JSON with sorted keys and no spaces: the bytes under a message's MAC. @param {unknown} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const pairs = Object.keys(value)
    .sort(byCodePoint)
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${pairs.join(",")}}`;
}

/**
 * A message of the thread, when the holder of the thread key wrote it for this place.
 * @param {Uint8Array} plaintext @param {string} reportId @param {{direction: string, number: number}} place
 * @param {string} threadKey base64, from inside the report @returns {Promise<Record<string, any>>}
 */
export async function parseMessage(plaintext, reportId, place, threadKey) {
  const { mac, ...message } = parsePart(plaintext, "message", reportId);
  if (message.direction !== place.direction || message.number !== place.number) {
    throw new Forged("It was moved from another place in the thread.");
  }
  if (!(await macHolds(threadKey, message, mac))) throw new Forged("It was not written by who wrote the report.");
  return message;
}

async function macHolds(threadKey, message, mac) {
  try {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", fromBase64(threadKey), hmac, false, ["verify"]);
    return await crypto.subtle.verify("HMAC", key, fromBase64(mac), encode(canonical(message)));
  } catch {
    return false;
  }
}
