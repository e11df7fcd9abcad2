/**
 * Another head for the same sealed payload (c2sp.org/age, "Header"): who can open a file writes down its key for others.
 * The payload is not touched, so nobody needs to trust who lets somebody in with what it says.
 */

import { base64nopad } from "@scure/base";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { concat, encode, same } from "./bytes.js";
import { hybridRecipient } from "./hybrid.js";
import { Damaged, openHeader } from "./opening.js";

const COLUMNS = 64; // of a stanza's body

/**
 * @param {Uint8Array} header whole @param {import("./opening.js").Identity} identity
 * @param {string[]} recipients
 * @param {number} stanzas how many there shall be; what is left goes to keys that nobody holds
 * @returns {Promise<Uint8Array>} a header that the same identity was seen to open
 */
export async function rewrap(header, identity, recipients, stanzas) {
  const fileKey = await openHeader(header, identity);
  const all = [...recipients];
  while (all.length < stanzas) all.push(await identityToRecipient(await generateHybridIdentity()));
  const wrapped = await Promise.all(all.map((one) => hybridRecipient(one).wrapFileKey(fileKey)));
  const signed = encode(`age-encryption.org/v1\n${wrapped.flat().map(written).join("")}---`);
  const made = concat(signed, encode(` ${base64nopad.encode(await mac(fileKey, signed))}\n`));
  const opens = recipients.length && same(await openHeader(made, identity), fileKey);
  if (!opens) throw new Damaged("a header was made that does not open"); // never handed in: it would lock everybody out
  return made;
}

function written({ args, body }) {
  const text = base64nopad.encode(body);
  const lines = Array.from({ length: Math.floor(text.length / COLUMNS) + 1 }, (_, at) => text.slice(at * COLUMNS, (at + 1) * COLUMNS));
  return `-> ${args.join(" ")}\n${lines.join("\n")}\n`;
}

async function mac(fileKey, signed) {
  const material = await crypto.subtle.importKey("raw", fileKey, "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encode("header") };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const key = await crypto.subtle.deriveKey(hkdf, material, hmac, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, signed));
}
