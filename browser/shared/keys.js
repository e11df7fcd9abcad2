/**
 * What follows from the one 32-byte seed of a person's age identity: the recipient and the Ed25519 signing key.
 *
 * Only the Worker (desk/worker.js) calls this with a real identity.
 */

import { base64urlnopad, bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { encode, concat } from "./bytes.js";

const IDENTITY = /^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/;
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20); // RFC 8410

/** @typedef {{identity: string, recipient: string, verifyKey: Uint8Array, signing: CryptoKey}} PrivateKey */

/** What was opened holds no key of the desk's kind. */
export class NotAKey extends Error {
  static kind = "not-a-key";
}

/**
 * The identity line of a key file's text: comments are passed over, one line must be left.
 * @param {string} text @returns {string} bare and upper-case, as `age-encryption` wants it
 */
export function identityIn(text) {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const identity = lines.length === 1 ? lines[0].toUpperCase() : "";
  if (!IDENTITY.test(identity)) throw new NotAKey("no single AGE-SECRET-KEY-PQ-1 line");
  return identity;
}

/** @param {string} identity bare, upper-case @returns {Promise<PrivateKey>} */
export async function privateKey(identity) {
  const recipient = await identityToRecipient(identity);
  const material = await crypto.subtle.importKey("raw", bech32.decodeToBytes(identity).bytes, "HKDF", false, [
    "deriveBits",
  ]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encode("reporting/v1/signing") };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, 256));
  const imported = (extractable) =>
    crypto.subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", extractable, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", await imported(true)); // WebCrypto tells the public half only so
  const signing = await imported(false);
  const verifyKey = base64urlnopad.decode(x);
  return { identity, recipient, verifyKey, signing };
}

/** @param {PrivateKey} key @param {Uint8Array} message @returns {Promise<Uint8Array>} 64 bytes */
export async function sign(key, message) {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key.signing, message));
}
