/**
 * A person's key, made where it stays: the twin of `reporting key new`. Only the Worker calls this (desk/worker.js).
 */

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Encrypter, generateHybridIdentity } from "age-encryption";
import { encode } from "./bytes.js";
import { armored } from "./keyfile.js";

const WORDS = 7; // of 2,048: 77 bits, behind scrypt
const LOG_N = 18; // 256 MiB and about a second, as `age -p` takes it

/** Seven words of the BIP39 English list, each as likely as any other. @returns {string} joined by "-" */
export function newPassphrase() {
  const drawn = crypto.getRandomValues(new Uint16Array(WORDS));
  return Array.from(drawn, (number) => wordlist[number % wordlist.length]).join("-"); // 2,048 divides 65,536
}

/** From 32 bytes of the browser's own randomness. @returns {Promise<string>} bare, upper-case */
export const newIdentity = () => generateHybridIdentity();

/** The text of a key file. @param {string} identity @param {string} passphrase @param {number} [logN] */
export async function lock(identity, passphrase, logN = LOG_N) {
  const sealer = new Encrypter();
  sealer.setPassphrase(passphrase);
  sealer.setScryptWorkFactor(logN);
  return `${armored(await sealer.encrypt(encode(`${identity}\n`))).trimEnd()}\n`;
}
