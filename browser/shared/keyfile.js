/**
 * Locked key files: a passphrase-protected age file that holds one identity, as `age-keygen -pq | age -p` makes it.
 *
 * The text may come from a recovery sheet: typed or scanned, with other line lengths, spaces and no first or last line.
 */

import { armor } from "age-encryption";
import { decode } from "./bytes.js";
import { NotAKey, identityIn } from "./keys.js";
import { NotForThisKey, openWithPassphrase } from "./opening.js";

const MAX_FILE = 64 * 1024; // a locked key is about 400 bytes
const SCRYPT = /^age-encryption\.org\/v1\n-> scrypt /;

/** The passphrase does not open this key. */
export class WrongPassphrase extends Error {
  static kind = "wrong-passphrase";
}

/**
 * The bytes of a locked key file however it was handed over; null when it is a plain identity file.
 * @param {Uint8Array} untrusted @returns {Uint8Array | null}
 */
export function lockedBytes(untrusted) {
  if (untrusted.length > MAX_FILE) throw new NotAKey("too long for a key file");
  if (startsLikeAKeyFile(untrusted)) return untrusted;
  const text = asText(untrusted);
  if (/^\s*(#|AGE-SECRET-KEY)/im.test(text) && !/BEGIN AGE/.test(text)) return null;
  const bytes = fromTyped(text);
  if (!startsLikeAKeyFile(bytes)) throw new NotAKey("not a locked key file");
  return bytes;
}

const startsLikeAKeyFile = (bytes) => SCRYPT.test(String.fromCharCode(...bytes.subarray(0, 40)));

function asText(bytes) {
  try {
    return decode(bytes);
  } catch {
    throw new NotAKey("neither text nor a key file");
  }
}

/** Armor, forgiving of all that a hand, a printer or a scanner does to lines. @param {string} text */
function fromTyped(text) {
  const letters = text.replace(/-+\s*(BEGIN|END) AGE ENCRYPTED FILE\s*-+/gi, "").replace(/\s+/g, "");
  try {
    return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  } catch {
    throw new NotAKey("not the text of a recovery sheet");
  }
}

/** As shown on paper and kept in a browser. @param {Uint8Array} locked @returns {string} */
export const armored = (locked) => armor.encode(locked);

/**
 * @param {Uint8Array} untrusted a key file, locked or plain, or typed text @param {string} passphrase
 * @returns {Promise<{identity: string, locked: string | null}>} `locked` is armored
 */
export async function unlock(untrusted, passphrase) {
  const locked = lockedBytes(untrusted);
  if (!locked) return { identity: identityIn(decode(untrusted)), locked: null };
  for (const candidate of spellings(passphrase)) {
    const text = await openWithPassphrase(locked, candidate).catch((error) => {
      if (error instanceof NotForThisKey) return null;
      throw new NotAKey("the key file was changed or cut short");
    });
    if (text) return { identity: identityIn(decode(text)), locked: armored(locked) };
  }
  throw new WrongPassphrase("the passphrase does not open this key");
}

/** As typed; then, for our own seven words, as they were made: small letters, joined by hyphens. */
function spellings(passphrase) {
  const words = passphrase
    .trim()
    .toLowerCase()
    .split(/[\s-]+/);
  const joined = words.length === 7 ? [words.join("-")] : [];
  return [...new Set([...joined, passphrase.trim(), passphrase])];
}
