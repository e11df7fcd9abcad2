/**
 * What this browser keeps: by the person's choice the locked key file, and the passkey with what it wraps; in any case
 * the pinned roster and what is known of the access log. Nothing here opens anything by itself.
 */

import { fromBase64, toBase64 } from "../shared/bytes.js";

const KEY = "reporting.key";
const PASSKEY = "reporting.passkey";
const DECLINED = "reporting.no-passkey";
const PIN = "reporting.roster";
const CHECKPOINT = "reporting.checkpoint";
const REFUSED = "reporting.checkpoint-refused";

/** Storage may be switched off: then nothing is kept and everything else works. */
function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

const read = (name) => attempt(() => localStorage.getItem(name), null);
const write = (name, value) => attempt(() => (localStorage.setItem(name, value), true), false);
const remove = (name) => attempt(() => localStorage.removeItem(name), undefined);

/** @returns {Blob | null} the locked key file */
export function keptKey() {
  const armored = read(KEY);
  return armored && new Blob([armored]);
}

/** @param {string} armored @returns {boolean} whether it could be kept */
export const keepKey = (armored) => write(KEY, armored);

/** @returns {{passkey: string, wrapped: Uint8Array} | null} */
export function keptPasskey() {
  return attempt(() => {
    const { identity, wrapped } = JSON.parse(read(PASSKEY));
    return { passkey: identity, wrapped: fromBase64(wrapped) };
  }, null);
}

/** @param {{passkey: string, wrapped: Uint8Array}} made @returns {boolean} */
export const keepPasskey = ({ passkey, wrapped }) =>
  write(PASSKEY, JSON.stringify({ identity: passkey, wrapped: toBase64(wrapped) }));

/** Whoever does not want a passkey here is not asked each time. The foot of each page still offers it. */
export const declinePasskey = () => write(DECLINED, "yes");
export const declinedPasskey = () => read(DECLINED) !== null;

export const forgetKey = () => remove(KEY);
export const forgetPasskey = () => remove(PASSKEY);

/** @returns {unknown} null when nothing was ever kept there; "unreadable" when something is there and is no JSON */
function parsed(name) {
  const text = read(name);
  return text === null ? null : attempt(() => JSON.parse(text), "unreadable");
}

/** @returns {unknown} null when nothing was ever pinned */
export const keptPin = () => parsed(PIN);

/** @param {import("./pin.js").Pin} pin @returns {boolean} */
export const keepPin = (pin) => write(PIN, JSON.stringify(pin));

/** @returns {unknown} null when no checkpoint of the access log is remembered */
export const keptCheckpoint = () => parsed(CHECKPOINT);

/** @param {import("./checkpoint.js").Remembered} checkpoint @returns {boolean} */
export const keepCheckpoint = (checkpoint) => write(CHECKPOINT, JSON.stringify(checkpoint));
export const forgetCheckpoint = () => remove(CHECKPOINT);

/** @returns {import("./logwatch.js").Evidence[]} what was refused and is not dealt with yet */
export function keptRefused() {
  const list = parsed(REFUSED);
  return Array.isArray(list) ? list.filter((one) => one?.title && Array.isArray(one.said)) : [];
}

/** @param {import("./logwatch.js").Evidence[]} list */
export const keepRefused = (list) => (list.length ? write(REFUSED, JSON.stringify(list)) : remove(REFUSED));
