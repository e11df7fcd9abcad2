/** Vectors shared with Python, and a report of Rosa's made for each test. */

import { readFileSync } from "node:fs";
import { createHash, createHmac } from "node:crypto";

/** @param {string} name @returns {any} */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), "utf8"));

export const REPORT_ID = "00112233445566778899aabbccddeeff";
export const THREAD_KEY = Buffer.alloc(32, 7);

/** @param {unknown} value @returns {Uint8Array} */
export const padded = (value, to = 1024) => {
  const text = Buffer.from(JSON.stringify(value));
  return new Uint8Array(Buffer.concat([text, Buffer.alloc(Math.max(0, to - text.length), " ")]));
};

/** @param {Uint8Array} bytes @returns {string} */
export const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

export const headline = padded({
  v: 1,
  part: "headline",
  report_id: REPORT_ID,
  risk: "danger",
  where: "forum",
  when: "days",
  files: 0,
});
export const contact = padded({ v: 1, part: "contact", report_id: REPORT_ID, contact: "" });
export const manifest = [
  { part: "headline", sha256: hash(headline) },
  { part: "contact", sha256: hash(contact) },
];

/** A message as Rosa's browser or our server writes it; `canonical` is written out by hand, keys in order. */
export function message(number, words, { direction = "to-readers", key = THREAD_KEY, reportId = REPORT_ID } = {}) {
  const canonical = `{"answers":{"what_happened":${JSON.stringify(words)}},"direction":"${direction}","number":${number},"part":"message","report_id":"${reportId}","v":1}`;
  const mac = createHmac("sha256", key).update(canonical).digest("base64");
  return padded({ ...JSON.parse(canonical), mac }, 16384);
}
