/**
 * The receipt: 12 words of the BIP39 English list and what follows from them, byte for byte as in
 * reporting/mailbox/receipt.py. tests/vectors/receipts.json joins the two.
 */

import { bech32 } from "@scure/base";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { encode, hmac } from "./bytes.js";

const [SIZE, WORDS] = [16, 12];

/**
 * @typedef {object} Receipt
 * @property {Uint8Array} entropy 16 bytes
 * @property {string[]} words twelve
 * @property {Uint8Array} locator 32 bytes; the server keeps its SHA-256 only
 * @property {string} identity the reporter's own age identity
 * @property {Uint8Array} threadKey 32 bytes
 */

/** A receipt of fresh random bytes. @returns {Promise<Receipt>} */
export const freshReceipt = () => receiptOf(crypto.getRandomValues(new Uint8Array(SIZE)));

/** @param {Uint8Array} entropy 16 bytes @returns {Promise<Receipt>} */
export async function receiptOf(entropy) {
  const material = await crypto.subtle.importKey("raw", entropy, "HKDF", false, ["deriveBits"]);
  const [locator, seed, threadKey] = await Promise.all(
    ["locator", "reporter", "thread"].map((label) => derive(material, label)),
  );
  return {
    entropy,
    words: entropyToMnemonic(entropy, wordlist).split(" "),
    locator,
    identity: bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase(),
    threadKey,
  };
}

/** What was typed is no receipt; `what` names a sentence of the page. */
export class NotAReceipt extends Error {
  /** @param {"not-on-list" | "not-twelve" | "not-together"} what @param {Record<string, string>} [about] */
  constructor(what, about = {}) {
    super(what);
    Object.assign(this, { what, about });
  }
}

const byStart = new Map(wordlist.map((word) => [word.slice(0, 4), word])); // BIP39 keeps four letters distinct

/**
 * Typed words, forgiving of case, separators, numbering and shortened words, as reporting/mailbox/receipt.py reads them.
 * @param {string} typed @returns {Promise<Receipt>} throws NotAReceipt
 */
export async function receiptFrom(typed) {
  const words = [...typed.toLowerCase().matchAll(/\p{L}+/gu)].map(([letters], at) => {
    const word = byStart.get(letters.slice(0, 4));
    if (!word?.startsWith(letters)) throw new NotAReceipt("not-on-list", { word: letters, place: String(at + 1) });
    return word;
  });
  if (words.length !== WORDS) throw new NotAReceipt("not-twelve", { found: String(words.length) });
  return receiptOf(entropyOf(words.join(" ")));
}

function entropyOf(words) {
  try {
    return mnemonicToEntropy(words, wordlist);
  } catch {
    throw new NotAReceipt("not-together");
  }
}

async function derive(material, label) {
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encode(`reporting/v1/${label}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, 256));
}

/** HMAC-SHA256 under the thread key. @param {Receipt} receipt @param {string} text @returns {Promise<Uint8Array>} */
export const mac = ({ threadKey }, text) => hmac(threadKey, text);

/**
 * What tells a resend from something new: with files, half of it is for the words and half for them.
 * @param {Receipt} receipt @param {string} canonical @param {string} [digests] of the files, "" without any
 */
export async function wordsMac(receipt, canonical, digests = "") {
  const words = await mac(receipt, `reporting/v1/words\n${canonical}`);
  if (!digests) return words;
  const files = await mac(receipt, `reporting/v1/files\n${digests}`);
  return new Uint8Array([...words.subarray(0, 16), ...files.subarray(0, 16)]);
}
