/**
 * C2SP signed notes (https://c2sp.org/signed-note), Ed25519 only: a text, an empty line, signature lines.
 */

import { concat, encode, fromBase64, sha256, toBase64, toHex } from "./bytes.js";

const ED25519 = Uint8Array.of(1);
const MAX_NOTE = 256 * 1024; // bytes
const MAX_SIGNATURES = 64;
const SIGNATURE = /^\u2014 ([^\s+\p{Cc}\p{Cs}]{1,200}) ([A-Za-z0-9+/]+=*)$/u;
const VERIFIER = /^([^\s+\p{Cc}\p{Cs}]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u;
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** @typedef {{name: string, id: string, raw: Uint8Array, text: string}} VerifierKey */
/** @typedef {{text: string, signatures: {name: string, id: string, signature: Uint8Array}[]}} Note */

/** This is no signed note, or no verifier key. */
export class Malformed extends Error {}

/** A signature that bears the name and number of a known key does not fit the text. */
export class WrongSignature extends Error {}

function bytesOf(text) {
  try {
    return fromBase64(text);
  } catch {
    throw new Malformed("it holds base64 that is not canonical");
  }
}

/**
 * `name+hex8+base64`; the number in the middle must be the one that name and key give.
 * @param {string} text @returns {Promise<VerifierKey>}
 */
export async function parseVerifier(text) {
  const found = VERIFIER.exec(text);
  if (!found) throw new Malformed("a verifier key of it is none");
  const [, name, id, encoded] = found;
  const key = bytesOf(encoded);
  if (key.length !== 33 || key[0] !== 1) throw new Malformed("a verifier key of it is not Ed25519");
  const raw = key.subarray(1);
  if ((await keyId(name, raw)) !== id) throw new Malformed("the number of a verifier key does not fit it");
  return { name, id, raw, text };
}

async function keyId(name, raw) {
  const hash = await sha256(concat(encode(`${name}\n`), ED25519, raw));
  return toHex(hash.subarray(0, 4));
}

/** The line of a verifier key. @param {string} name @param {Uint8Array} raw 32 bytes @returns {Promise<string>} */
export const verifierText = async (name, raw) =>
  `${name}+${await keyId(name, raw)}+${toBase64(concat(ED25519, raw))}`;

/** @param {string} whole @param {number} [atLeast] signatures; 0 reads a draft @returns {Note} */
export function parseNote(whole, atLeast = 1) {
  if (encode(whole).length > MAX_NOTE) throw new Malformed("it is too long for a note");
  const split = whole.lastIndexOf("\n\n");
  if (split < 0 || !whole.endsWith("\n")) throw new Malformed("no blank line stands before its signatures");
  const text = whole.slice(0, split + 1);
  if (CONTROL.test(text)) throw new Malformed("it holds control characters");
  const lines = whole
    .slice(split + 2)
    .split("\n")
    .slice(0, -1);
  if (lines.length < atLeast || lines.length > MAX_SIGNATURES) throw new Malformed(`it has ${lines.length} signatures`);
  return { text, signatures: lines.map(parseSignature) };
}

/** Of whatever kind: a stranger's may be longer than ours. @param {string} line */
function parseSignature(line) {
  const found = SIGNATURE.exec(line);
  if (!found) throw new Malformed("a signature line of it is none");
  const bytes = bytesOf(found[2]);
  if (bytes.length < 5) throw new Malformed("a signature of it is too short");
  return { name: found[1], id: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/**
 * Which of these keys have signed. A signature by none of them is passed over; one under a known name and number that
 * does not hold is refused.
 * @param {Note} note @param {VerifierKey[]} keys @returns {Promise<Set<string>>} names
 */
export async function signers(note, keys) {
  const found = new Set();
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.id === id);
    if (!key) continue;
    if (!(await verify(key.raw, signature, encode(note.text)))) {
      throw new WrongSignature(`the signature of ${name} does not fit it`);
    }
    found.add(name);
  }
  return found;
}

/** One Ed25519 signature. @param {Uint8Array} raw 32 bytes @param {Uint8Array} signature @param {Uint8Array} message */
export async function verify(raw, signature, message) {
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}
