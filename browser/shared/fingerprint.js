/** The fingerprint of a person's public halves: Crockford base32 of a SHA-256, 52 characters, shown as the first 12. */

import { encode, sha256 } from "./bytes.js";

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** Bits left-aligned as in RFC 4648, no padding. @param {Uint8Array} bytes @returns {string} */
export function crockford(bytes) {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}

/**
 * @param {string} recipient `age1pq1…`
 * @param {string} verifier `ada+1a2b3c4d+AbCd…=`
 * @returns {Promise<string>} 52 characters
 */
export async function fingerprint(recipient, verifier) {
  return crockford(await sha256(encode(`reporting/v1/fingerprint\n${recipient}\n${verifier}\n`)));
}

/** The whole of it as it is read out. @param {string} whole @returns {string} */
export const inFours = (whole) => whole.match(/.{4}/g).join(" ");

/** What people compare by eye: `k7f2 9qmx 4hze`. @param {string} whole @returns {string} */
export const short = (whole) => inFours(whole.slice(0, 12));
