/**
 * Asking the form's server: for the keys to seal to, and to take what was sealed. Nothing else ever leaves. Addresses are
 * beside the page's own, so that the server answers in the language that this has.
 */

import { inTime } from "./patience.js";
import { encode, sha256, toHex } from "../shared/bytes.js";

const PATIENCE = 90_000; // milliseconds: a slow network in front of Tor must not be taken for a dead one
const HOW = { credentials: "omit", cache: "no-store", redirect: "error" };

/** No answer that can be read came: whether it arrived is not known. */
export class Unreached extends Error {}

/** The keys did not come. */
export class NoKeys extends Error {}

/** @typedef {{hash: string, keys: Map<string, string>}} Recipients `keys`: fingerprint → `age1pq1…` */

/** @returns {Promise<Recipients>} throws NoKeys, and what this browser throws that cannot hash */
export async function fetchRecipients() {
  const text = await patiently("recipients.txt", {}, (answer) => (answer.ok ? answer.text() : "")).catch(() => "");
  if (!text) throw new NoKeys();
  return { hash: toHex(await inTime(sha256(encode(text)))), keys: keysIn(text) };
}

/**
 * Each key by the fingerprint that ends the line above it.
 * @param {string} text an age recipients file @returns {Map<string, string>}
 */
export function keysIn(text) {
  const keys = new Map();
  let print = "";
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line.startsWith("#")) print = line.split(", ").at(-1);
    else if (line && print) keys.set(print, line);
  }
  return keys;
}

/**
 * @param {Record<string, string>} fields @param {Record<string, Uint8Array>} parts
 * @returns {Promise<{stored: boolean, answer: Record<string, any>}>} throws Unreached
 */
export async function hand(fields, parts) {
  try {
    const whole = async (response) => ({ stored: response.status === 201, answer: await response.json() });
    const { stored, answer } = await patiently("sealed", { method: "POST", body: framed(fields, parts) }, whole);
    if (typeof answer.token !== "string" && !stored) throw new Unreached();
    return { stored, answer };
  } catch {
    throw new Unreached();
  }
}

/**
 * One frame (docs/sealed-format.md): how long the JSON is, the JSON with the size of each part, the parts.
 * @param {Record<string, string>} fields @param {Record<string, Uint8Array>} parts @returns {Blob}
 */
export function framed(fields, parts) {
  const sizes = Object.entries(parts).map(([name, bytes]) => [name, bytes.length]);
  const head = encode(JSON.stringify({ ...fields, parts: sizes }));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  return new Blob([length, head, ...Object.values(parts)], { type: "application/octet-stream" });
}

/**
 * A file, cleaned on the server. Its name stays here.
 * @param {File} file @param {string} way "clean" or "flatten" @param {string} token of the page
 * @param {AbortController} stop for whoever no longer wants it
 * @returns {Promise<{clean?: import("./chosen.js").Ready, refused?: string, busy?: boolean, token?: string}>} a new token
 *   when the page's has grown old; nothing when it failed
 */
export async function cleanFile(file, way, token, stop) {
  const body = new FormData();
  body.append("token", token);
  body.append("files_as", way);
  body.append("files", file, "file");
  const response = await patiently("clean", { method: "POST", body }, (answer) => answer, stop);
  if (response.status === 422) return { refused: (await response.json()).text };
  if (response.status === 400) return { token: (await response.json()).token };
  if (response.status !== 200) return { busy: response.status === 503 };
  const framed = await response.arrayBuffer();
  const length = new DataView(framed).getUint32(0);
  const said = JSON.parse(new TextDecoder().decode(framed.slice(4, 4 + length)));
  return { clean: { ...said, data: new Uint8Array(framed, 4 + length), cleaned: true } };
}

/** `read` takes what is wanted of the answer within the same time: an answer may stop half way. */
async function patiently(path, how, read, stop = new AbortController()) {
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await read(await fetch(path, { ...HOW, ...how, signal: stop.signal }));
  } finally {
    clearTimeout(timer);
  }
}
