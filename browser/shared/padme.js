/**
 * Padding: a sealed text says nothing by its size. Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted
 * Files and Communication with PURBs", 2019) lets at most O(log log n) bits of a length through.
 */

import { encode } from "./bytes.js";

/** The Padmé class of a length: at most 11.6 % above it. @param {number} length @returns {number} */
export function padme(length) {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return step <= 1 ? length : Math.ceil(length / step) * step;
}

/**
 * JSON with spaces behind it, `max(minimum, padme(n))` bytes long: bytes, not characters.
 * @param {unknown} value @param {number} minimum @returns {Uint8Array}
 */
export function padJson(value, minimum) {
  const text = encode(JSON.stringify(value));
  const padded = new Uint8Array(Math.max(minimum, padme(text.length))).fill(0x20);
  padded.set(text);
  return padded;
}
