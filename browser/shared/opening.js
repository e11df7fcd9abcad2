/** Opening age files with `age-encryption`, with errors that say which of the two things went wrong. */

import { Decrypter } from "age-encryption";

/** None of the stanzas is for this key (or passphrase). */
export class NotForThisKey extends Error {
  static kind = "not-for-this-key";
}

/** The file is no age file, was cut short or was changed. */
export class Damaged extends Error {
  static kind = "damaged";
}

/**
 * @template T @param {(opener: Decrypter) => void} give gives the opener its identity or passphrase
 * @param {(opener: Decrypter) => Promise<T>} open @returns {Promise<T>} throws NotForThisKey, Damaged
 */
async function openWith(give, open) {
  const opener = new Decrypter();
  give(opener);
  try {
    return await open(opener);
  } catch (error) {
    // The one place that depends on typage's words; tests/keys.test.js holds them.
    if (/no identity matched/.test(error?.message)) throw new NotForThisKey("none of its stanzas is for this key");
    throw new Damaged("not an age file, or changed");
  }
}

/** @typedef {string | import("./hybrid.js").HybridKey} Identity bare, upper-case, or opened out */

/**
 * Everything or nothing: the plaintext comes out only after the end of the file was authenticated.
 * @param {Uint8Array} sealed @param {Identity} identity @returns {Promise<Uint8Array>} throws NotForThisKey, Damaged
 */
export const openSealed = (sealed, identity) =>
  openWith((opener) => opener.addIdentity(identity), (opener) => opener.decrypt(sealed));

/** The key under which the payload is. @param {Uint8Array} header @param {Identity} identity @returns {Promise<Uint8Array>} */
export const openHeader = (header, identity) =>
  openWith((opener) => opener.addIdentity(identity), (opener) => opener.decryptHeader(header));

/** @param {Uint8Array} sealed @param {string} passphrase @returns {Promise<Uint8Array>} */
export const openWithPassphrase = (sealed, passphrase) =>
  openWith((opener) => opener.addPassphrase(passphrase), (opener) => opener.decrypt(sealed));

/** For a passkey, whose own refusals are not about the file. @param {Uint8Array} sealed @param {object} identity */
export async function openWithPasskey(sealed, identity) {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  return opener.decrypt(sealed).catch((error) => {
    throw error?.constructor?.kind ? error : new Damaged("not an age file, or changed");
  });
}
