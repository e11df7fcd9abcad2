/**
 * The Worker that alone holds the opened key (design.md, D16). It lives from page to page and dies with the tab.
 *
 * In: a locked key file and its passphrase, sealed bytes, bytes to sign. Out: public halves, plaintext of what was
 * sealed to this key, signatures; of a key made here, once, the locked file and its passphrase. The identity itself is
 * in no message, in either direction.
 */

import { Encrypter, generateHybridIdentity, identityToRecipient, webauthn } from "age-encryption";
import { decode, encode, toBase64 } from "../shared/bytes.js";
import { Draft } from "../shared/draft.js";
import { fingerprint } from "../shared/fingerprint.js";
import { HybridKey, hybridRecipient } from "../shared/hybrid.js";
import { unlock } from "../shared/keyfile.js";
import { identityIn, privateKey, sign } from "../shared/keys.js";
import { checkPeople, parseListing } from "../shared/listing.js";
import { lock, newIdentity, newPassphrase } from "../shared/newkey.js";
import { openSealed, openWithPasskey } from "../shared/opening.js";
import { publicFile } from "../shared/publicfile.js";
import { rewrap } from "../shared/rewrap.js";
import { signable } from "../shared/said.js";
import { verifierText } from "../shared/signednote.js";
import { lendCredentials } from "./credentials.js";

/** No key is open here. */
class Locked extends Error {
  static kind = "locked";
}

/** @type {(import("../shared/keys.js").PrivateKey & {opener: HybridKey}) | null} */
let key = null;
/** Concerns that are being entered, by the page's name for each. @type {Map<string, Draft>} */
const drafts = new Map();

/** @type {string | null} an identity that was made here and is in nobody's roster yet; never opens or signs anything */
let made = null;

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

  /**
   * Make a key for somebody new. It stays here; what comes out is what its owner keeps, locked, and hands over.
   * @param {{name: string, about: string, role: string, handle: string}} asked
   */
  async make({ name, about, role, handle }) {
    const [identity, passphrase] = [await newIdentity(), newPassphrase()];
    const { recipient, verifyKey } = await privateKey(identity);
    const verifier = await verifierText(handle, verifyKey);
    const locked = await lock(identity, passphrase);
    made = identity;
    return {
      passphrase,
      locked,
      publicFile: publicFile({ name, about, role, verifier, recipient }),
      fingerprint: await fingerprint(recipient, verifier),
    };
  },

  forgetMade() {
    made = null;
  },

  /**
   * A new passkey, and the identity wrapped for it.
   * @param {{keyName: string, rpId: string, forMade: boolean}} asked
   */
  async wrapForPasskey({ keyName, rpId, forMade }) {
    const identity = forMade ? made : mine().identity;
    if (!identity) throw new Locked("no key was made");
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

  /** Sign a roster's text, and no other text. @param {{text: string}} asked */
  async signRoster({ text }) {
    checkPeople(await parseListing(text));
    return sign(mine(), encode(text));
  },

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

  /**
   * A concern that came another way, made as a reporter's browser makes a report, and signed by who enters it. Under the same
   * name it has the same receipt, however often it is sent. The modules for it are here and not in the page, which they would
   * more than double.
   * @param {{name: string, written: import("../shared/written.js").Written, readers: string[], guidelines: string,
   *   recipients: import("../form/server.js").Recipients, by: {on: string, author: string, from: string}}} asked
   */
  async enter({ name, written, readers, recipients, guidelines, by }) {
    if (!drafts.has(name)) drafts.set(name, await Draft.begin());
    const draft = drafts.get(name);
    const signed = async (report) => {
      const said = { ...report, ...written.entered, ...by };
      return { ...said, signature: toBase64(await sign(mine(), signable(said))) };
    };
    const post = await draft.report(written, readers, recipients, guidelines, undefined, signed);
    return { ...post, words: draft.receipt.words };
  },

  /** It is stored, or left: its words are in nobody's memory here any more. @param {{name: string}} asked */
  forgetDraft: ({ name }) => void drafts.delete(name),

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
