/**
 * Asking the form's server: for the keys to seal to, and to take what was sealed. Nothing else ever leaves. Addresses are
 * beside the page's own, so that the server answers in the language that this has.
 */

import { inTime } from "./patience.js";
import { encode, sha256, toHex } from "../shared/bytes.js";

const PATIENCE = 90_000; // milliseconds: a slow network in front of Tor must not be taken for a dead one
const PACE = 32; // bytes a millisecond: as slowly as files may come in, by our server's own patience (serve.py)
const ON_THE_WAY = 4_000_000; // bytes that lie in buffers of the system and of a proxy, sent as far as the browser knows
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
    const body = framed(fields, parts);
    const whole = async (response) => ({ stored: response.status === 201, answer: await response.json() });
    const { stored, answer } = await patiently("sealed", { method: "POST", body }, whole, PATIENCE + body.size / PACE);
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
 * @param {(share: number) => void} sent called as it leaves, with 0 to 1
 * @returns {Promise<{clean?: import("./chosen.js").Ready, refused?: string, busy?: boolean, token?: string}>} a new token
 *   when the page's has grown old; nothing when it failed
 */
export async function cleanFile(file, way, token, stop, sent) {
  const body = new FormData();
  body.append("token", token);
  body.append("files_as", way);
  body.append("files", file, "file");
  const { status, response } = await upload("clean", body, file.size, stop, sent);
  if (status === 422) return { refused: json(response).text };
  if (status === 400) return { token: json(response).token };
  if (status !== 200) return { busy: status === 503 };
  const length = new DataView(response).getUint32(0);
  const said = json(response.slice(4, 4 + length));
  return { clean: { ...said, data: new Uint8Array(response, 4 + length), cleaned: true } };
}

const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/**
 * What is sent may take as long as it takes, as long as something moves: `fetch` tells nothing of that on the way.
 * @returns {Promise<XMLHttpRequest>} throws Unreached, when nothing moved for too long as well
 */
function upload(path, body, size, stop, sent) {
  const silence = PATIENCE + Math.min(size, ON_THE_WAY) / PACE;
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    let timer;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), silence);
    };
    asked.open("POST", path);
    asked.responseType = "arraybuffer";
    asked.upload.onprogress = ({ loaded, total }) => {
      heard();
      sent(loaded / total);
    };
    asked.onprogress = heard;
    asked.onload = () => resolve(asked);
    asked.onloadend = () => {
      clearTimeout(timer);
      reject(new Unreached());
    };
    stop.signal.addEventListener("abort", () => asked.abort());
    heard();
    asked.send(body);
  });
}

/** `read` takes what is wanted of the answer within the same time: an answer may stop half way. */
async function patiently(path, how, read, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await read(await fetch(path, { ...HOW, ...how, signal: stop.signal }));
  } finally {
    clearTimeout(timer);
  }
}
