/** Bytes and the texts that stand for them. */

const utf8 = new TextEncoder();

/** @param {string} text @returns {Uint8Array} */
export const encode = (text) => utf8.encode(text);

/** UTF-8, strictly: bytes that are none throw. @param {Uint8Array} bytes @returns {string} */
export const decode = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Standard base64 with padding. @param {Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/**
 * Standard base64 with padding, canonical only: what does not come back the same is refused.
 * @param {string} text @returns {Uint8Array}
 */
export function fromBase64(text) {
  const binary = atob(text);
  if (btoa(binary) !== text) throw new Error("not canonical base64");
  const bytes = new Uint8Array(binary.length); // a plain loop: `from` with a function takes many times as long
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {string} */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Uint8Array} one @param {Uint8Array} other @returns {boolean} */
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** HMAC-SHA256. @param {Uint8Array} key @param {string} text @returns {Promise<Uint8Array>} */
export async function hmac(key, text) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encode(text)));
}
