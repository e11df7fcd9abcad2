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
 * Everything or nothing: the plaintext comes out only after the end of the file was authenticated.
 * @param {Uint8Array} sealed @param {(opener: Decrypter) => void} give gives the opener its identity or passphrase
 * @returns {Promise<Uint8Array>}
 */
async function openWith(sealed, give) {
  const opener = new Decrypter();
  give(opener);
  try {
    return await opener.decrypt(sealed);
  } catch (error) {
    // The one place that depends on typage's words; tests/keys.test.js holds them.
    if (/no identity matched/.test(error?.message)) throw new NotForThisKey("none of its stanzas is for this key");
    throw new Damaged("not an age file, or changed");
  }
}

/** @param {Uint8Array} sealed @param {string | import("./hybrid.js").HybridKey} identity bare, upper-case, or opened out */
export const openSealed = (sealed, identity) => openWith(sealed, (opener) => opener.addIdentity(identity));

/** @param {Uint8Array} sealed @param {string} passphrase */
export const openWithPassphrase = (sealed, passphrase) =>
  openWith(sealed, (opener) => opener.addPassphrase(passphrase));

/** For a passkey, whose own refusals are not about the file. @param {Uint8Array} sealed @param {object} identity */
export async function openWithPasskey(sealed, identity) {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  return opener.decrypt(sealed).catch((error) => {
    throw error?.constructor?.kind ? error : new Damaged("not an age file, or changed");
  });
}
