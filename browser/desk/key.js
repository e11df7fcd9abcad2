/** The page's side of the Worker: asks, and never sees the key. One Worker at a time; locking ends it. */

import { toBase64 } from "../shared/bytes.js";
import { answerCredentials } from "./credentials.js";
import { startWorker } from "./trust.js";

/** The Worker refused; `kind` says why (`wrong-passphrase`, `not-a-key`, `not-for-this-key`, `damaged` …). */
export class KeyRefused extends Error {
  /** @param {string} kind */
  constructor(kind) {
    super(`the key was not used: ${kind}`);
    this.kind = kind;
  }
}

/** @type {Worker | null} */
let worker = null;
let last = 0;
const waiting = new Map();

function running() {
  if (worker) return worker;
  worker = startWorker();
  answerCredentials(worker);
  worker.addEventListener("message", ({ data }) => settle(data));
  worker.addEventListener("error", lock);
  return worker;
}

function settle({ id, value, refused }) {
  const asker = waiting.get(id);
  if (!asker) return;
  waiting.delete(id);
  if (refused) asker.reject(new KeyRefused(refused));
  else asker.resolve(value);
}

/** @param {string} what @param {object} [about] @param {Transferable[]} [over] handed over, not copied */
function ask(what, about = {}, over = []) {
  const answer = new Promise((resolve, reject) => waiting.set(++last, { resolve, reject }));
  running().postMessage({ ...about, id: last, what }, over);
  return answer;
}

/** @typedef {{recipient: string, verifyKey: Uint8Array}} Opened */

/** @type {Opened | null} public halves of the key that is open in this tab */
let opened = null;

/** @returns {Opened | null} */
export const current = () => opened;

/**
 * @param {Blob} file key file, or the text of a recovery sheet @param {string} passphrase
 * @returns {Promise<string | null>} the locked key file, armored, fit for keeping; null for a plain identity file
 */
export async function unlock(file, passphrase) {
  const { locked, ...halves } = await ask("unlock", { file, passphrase });
  opened = halves;
  return locked;
}

/** @param {{passkey: string, wrapped: Uint8Array}} kept */
export async function unlockByPasskey({ passkey, wrapped }) {
  opened = await ask("unlockByPasskey", { passkey, wrapped });
}

/**
 * @param {string} keyName what the passkey is called in the browser's list
 * @param {{forMade?: boolean}} [which] the key that was just made instead of the one that is open
 */
export const wrapForPasskey = (keyName, { forMade = false } = {}) =>
  ask("wrapForPasskey", { keyName, rpId: location.hostname, forMade });

/**
 * Make a key for somebody. Whatever key is open stays so.
 * @param {{name: string, about: string, role: string, handle: string}} person
 * @returns {Promise<{passphrase: string, locked: string, publicFile: string, fingerprint: string}>}
 */
export const make = (person) => ask("make", person);

/** What was made is known to its owner's files alone from now on. */
export const forgetMade = () => worker && ask("forgetMade");

/** @param {string} nonce @returns {Promise<Uint8Array>} */
export const signIn = (nonce) => ask("signIn", { nonce });

/** What its owner says, signed. @param {import("../shared/said.js").Said} said @returns {Promise<import("../shared/said.js").Said>} */
export const say = async (said) => ({ ...said, signature: toBase64(await ask("say", { said })) });

/** @param {string} text of a roster, as `readProposal` gives it @returns {Promise<Uint8Array>} */
export const signRoster = (text) => ask("signRoster", { text });

/** @param {Uint8Array} plaintext @param {string[]} recipients @param {number} stanzas @returns {Promise<Uint8Array>} */
export const seal = (plaintext, recipients, stanzas) => ask("seal", { plaintext, recipients, stanzas });

/**
 * A concern that came another way: made, signed and sealed; with the words of its receipt.
 * @param {object} about as the Worker's `enter` takes it
 * @returns {Promise<{fields: Record<string, string>, parts: Record<string, Uint8Array>, words: string[]}>}
 */
export const enter = (about) => ask("enter", about);

/** @param {string} name */
export const forgetDraft = (name) => worker && ask("forgetDraft", { name });

/** Another head for what is sealed. @param {Uint8Array} header @param {string[]} recipients @param {number} stanzas */
export const rewrap = (header, recipients, stanzas) => ask("rewrap", { header, recipients, stanzas });

/** @param {Uint8Array} sealed @returns {Promise<Uint8Array>} the plaintext, whole */
export const open = (sealed) => ask("open", { sealed });

/** The same for what is large: `sealed` is handed over and empty afterwards. @param {Uint8Array} sealed */
export const openLarge = (sealed) => ask("open", { sealed }, [sealed.buffer]);

/** Forget the key: the Worker ends, and what it held with it. */
export function lock() {
  worker?.terminate();
  worker = null;
  opened = null;
  for (const [id] of waiting) settle({ id, refused: "locked" });
}
