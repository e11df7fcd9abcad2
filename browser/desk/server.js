/** Asking the desk's server. Every refusal comes back as one sentence for a person. */

import { fromBase64 } from "../shared/bytes.js";

/** The server said no, or could not be reached; the message can be shown as it is. */
export class Refused extends Error {}

/** The session is over: the key must sign in again. */
export class SessionEnded extends Refused {}

const UNREACHABLE = "The desk could not be reached. Nothing is lost; try again.";

/** @param {string} path @param {RequestInit} init @returns {Promise<Response>} */
async function ask(path, init) {
  const response = await fetch(path, {
    ...init,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  }).catch(() => {
    throw new Refused(UNREACHABLE);
  });
  if (response.ok) return response;
  const said = (await response.json().catch(() => ({}))).error;
  const sentence = typeof said === "string" ? said : "The desk could not do this. Nothing is lost; try again.";
  throw new (response.status === 401 ? SessionEnded : Refused)(sentence);
}

const json = async (response) =>
  response.json().catch(() => {
    throw new Refused("The desk gave an answer that cannot be read.");
  });

/** @param {string} path @returns {Promise<any>} */
export const get = async (path) => json(await ask(path, { headers: { Accept: "application/json" } }));

/** @param {string} path @param {object} [body] @returns {Promise<any>} null when there is nothing to answer */
export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.status === 204 ? null : json(response);
}

/** Sealed bytes as the server writes them. @param {unknown} text @returns {Uint8Array} */
export function sealedBytes(text) {
  try {
    return fromBase64(text);
  } catch {
    return new Uint8Array(0); // opens as damaged, which it is
  }
}
