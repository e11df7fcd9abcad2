/** Asking the desk's server. Every refusal comes back as one sentence for a person. */

import { concat, fromBase64 } from "../shared/bytes.js";

/** The server said no, or could not be reached; the message can be shown as it is. */
export class Refused extends Error {
  reason = ""; // a name for what the page can do about it
}

/** Somebody else wrote in the same place first: what came in has to be loaded before this can be sent. */
export class AnotherCame extends Refused {}

/** The server was not reached, or cannot answer now: nothing is known, neither good nor bad. */
export class Unreachable extends Refused {}

/** The session is over: the key must sign in again. */
export class SessionEnded extends Refused {}

/** More came than there can be of a file: nobody who plays by the rules sent it. */
export class TooLong extends Error {}

const NOT_NOW = [502, 503, 504];
const UNREACHABLE = "The desk could not be reached. Nothing is lost; try again.";

/** @param {string} path @param {RequestInit} init @returns {Promise<Response>} */
async function ask(path, init) {
  const response = await fetch(path, {
    ...init,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  }).catch(() => {
    throw new Unreachable(UNREACHABLE);
  });
  if (response.ok) return response;
  const { error: said, reason } = await response.json().catch(() => ({}));
  const sentence = typeof said === "string" ? said : "The desk could not do this. Nothing is lost; try again.";
  if (response.status === 401) throw new SessionEnded(sentence);
  if (reason === "another-came") throw new AnotherCame(sentence);
  const refusal = new (NOT_NOW.includes(response.status) ? Unreachable : Refused)(sentence);
  throw Object.assign(refusal, { reason: String(reason ?? "") });
}

const json = async (response) =>
  response.json().catch((error) => {
    if (error instanceof SyntaxError) throw new Refused("The desk gave an answer that cannot be read.");
    throw new Unreachable(UNREACHABLE); // it broke off
  });

/** @param {string} path @returns {Promise<any>} */
export const get = async (path) => json(await ask(path, { headers: { Accept: "application/json" } }));

/**
 * @param {string} path @param {object} [body] @param {RequestInit} [how]
 * @returns {Promise<any>} null when there is nothing to answer
 */
export async function post(path, body = {}, how = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await ask(path, { ...how, method: "POST", headers, body: JSON.stringify(body) });
  return response.status === 204 ? null : json(response);
}

/**
 * Sealed bytes as they come, at most so many.
 * @param {string} path @param {{atMost: number, signal: AbortSignal, progress: (bytes: number) => void}} how
 * @returns {Promise<Uint8Array>} raises Refused, TooLong
 */
export async function download(path, { atMost, signal, progress }) {
  const headers = { "Content-Type": "application/json", Accept: "application/octet-stream" };
  const { body } = await ask(path, { method: "POST", headers, body: "{}", signal });
  const reader = body.getReader();
  const chunks = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read().catch(() => {
      throw new Unreachable(UNREACHABLE); // it broke off
    });
    if (done) return concat(...chunks);
    length += value.length;
    if (length > atMost) {
      reader.cancel().catch(() => {});
      throw new TooLong(`more than ${atMost} bytes`);
    }
    chunks.push(value);
    progress(length);
  }
}

/** Sealed bytes as the server writes them. @param {unknown} text @returns {Uint8Array} */
export function sealedBytes(text) {
  try {
    return fromBase64(text);
  } catch {
    return new Uint8Array(0); // opens as damaged, which it is
  }
}
