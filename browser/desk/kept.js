/**
 * What this browser keeps, all of it by the person's choice but the pin: the locked key file, the passkey with what
 * it wraps, the pinned roster. Nothing here opens anything by itself.
 */

import { fromBase64, toBase64 } from "../shared/bytes.js";

const KEY = "reporting.key";
const PASSKEY = "reporting.passkey";
const PIN = "reporting.roster";

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

export const forgetKey = () => remove(KEY);
export const forgetPasskey = () => remove(PASSKEY);

/** @returns {unknown} null when nothing was ever pinned; "unreadable" when something is there and is no pin */
export function keptPin() {
  const text = read(PIN);
  return text === null ? null : attempt(() => JSON.parse(text), "unreadable");
}

/** @param {import("./pin.js").Pin} pin @returns {boolean} */
export const keepPin = (pin) => write(PIN, JSON.stringify(pin));
