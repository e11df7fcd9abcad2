/**
 * The Worker that alone holds the opened key (design.md, D16). It lives from page to page and dies with the tab.
 *
 * In: a locked key file and its passphrase, sealed bytes, bytes to sign. Out: public halves, plaintext of what was
 * sealed to this key, signatures. The identity itself is in no message, in either direction.
 */

import { Encrypter, generateHybridIdentity, identityToRecipient, webauthn } from "age-encryption";
import { decode, encode } from "../shared/bytes.js";
import { HybridKey, hybridRecipient } from "../shared/hybrid.js";
import { unlock } from "../shared/keyfile.js";
import { identityIn, privateKey, sign } from "../shared/keys.js";
import { openSealed, openWithPasskey } from "../shared/opening.js";
import { rewrap } from "../shared/rewrap.js";
import { signable } from "../shared/said.js";
import { lendCredentials } from "./credentials.js";

/** No key is open here. */
class Locked extends Error {
  static kind = "locked";
}

/** @type {(import("../shared/keys.js").PrivateKey & {opener: HybridKey}) | null} */
let key = null;

/** What follows from an identity is worked out once: thousands of headlines are opened with it. @param {string} identity */
const opened = async (identity) => ({ ...(await privateKey(identity)), opener: await HybridKey.of(identity) });

lendCredentials(self);

const mine = () => {
  if (!key) throw new Locked("no key is open");
  return key;
};

const publicHalves = ({ recipient, verifyKey }) => ({ recipient, verifyKey });

/** One function for each thing that may be asked; the name crosses in `what`. */
const TASKS = {
  /** @param {{file: Blob, passphrase: string}} asked */
  async unlock({ file, passphrase }) {
    const { identity, locked } = await unlock(new Uint8Array(await file.arrayBuffer()), passphrase);
    key = await opened(identity);
    return { ...publicHalves(key), locked };
  },

  /** @param {{passkey: string, wrapped: Uint8Array}} asked */
  async unlockByPasskey({ passkey, wrapped }) {
    const identity = new webauthn.WebAuthnIdentity({ identity: passkey });
    key = await opened(identityIn(decode(await openWithPasskey(wrapped, identity))));
    return publicHalves(key);
  },

  /** A new passkey, and the identity wrapped for it. @param {{keyName: string, rpId: string}} asked */
  async wrapForPasskey({ keyName, rpId }) {
    const { identity } = mine();
    const passkey = await webauthn.createCredential({ keyName, rpId });
    const sealer = new Encrypter();
    sealer.addRecipient(new webauthn.WebAuthnRecipient({ identity: passkey }));
    return { passkey, wrapped: await sealer.encrypt(encode(`${identity}\n`)) };
  },

  /**
   * Purpose and origin are written here, so that no page can have anything else signed.
   * @param {{nonce: string}} asked
   */
  async signIn({ nonce }) {
    const text = JSON.stringify({ nonce, origin: self.location.origin, purpose: "reporting sign-in v1" });
    return sign(mine(), encode(text));
  },

  /**
   * Sign what its owner says of a case. Under a label of its own: no page can have a sign-in or a roster signed here.
   * @param {{said: import("../shared/said.js").Said}} asked
   */
  say: ({ said }) => sign(mine(), signable(said)),

  /**
   * Seal to these recipients, and to keys that nobody holds until there are so many stanzas.
   * @param {{plaintext: Uint8Array, recipients: string[], stanzas: number}} asked
   */
  async seal({ plaintext, recipients, stanzas }) {
    const sealer = new Encrypter();
    for (const recipient of recipients) sealer.addRecipient(hybridRecipient(recipient));
    for (let left = stanzas - recipients.length; left > 0; left -= 1) {
      sealer.addRecipient(await identityToRecipient(await generateHybridIdentity()));
    }
    return sealer.encrypt(plaintext);
  },

  /** @param {{header: Uint8Array, recipients: string[], stanzas: number}} asked */
  rewrap: ({ header, recipients, stanzas }) => rewrap(header, mine().opener, recipients, stanzas),

  /** @param {{sealed: Uint8Array}} asked */
  open: ({ sealed }) => openSealed(sealed, mine().opener),
};

self.addEventListener("message", async ({ data }) => {
  if (!Object.hasOwn(TASKS, data.what)) return;
  try {
    const value = await TASKS[data.what](data);
    // A plaintext is handed over, not copied: this Worker keeps nothing of it, and a file is there once.
    self.postMessage({ id: data.id, value }, data.what === "open" ? [value.buffer] : []);
  } catch (error) {
    self.postMessage({ id: data.id, refused: error?.constructor?.kind ?? "failed" });
  }
});
