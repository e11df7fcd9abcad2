/**
 * The official CCTV vectors (https://c2sp.org/CCTV/age): what opens and what must not, by the function the desk
 * opens with.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import * as vectors from "cctv-age";
import { sha256, toHex } from "../shared/bytes.js";
import { openSealed } from "../shared/opening.js";

/** @param {Uint8Array} bytes lines "name: value", an empty line, then the file */
function parse(bytes) {
  const raw = Buffer.from(bytes);
  const split = raw.indexOf("\n\n");
  const lines = raw
    .subarray(0, split)
    .toString()
    .split("\n")
    .map((line) => line.split(/: (.*)/));
  const facts = Object.fromEntries(lines);
  const file = raw.subarray(split + 2);
  return { ...facts, file: new Uint8Array(facts.compressed === "zlib" ? inflateSync(file) : file) };
}

const usable = Object.entries(vectors)
  .map(([name, bytes]) => [name, parse(bytes)])
  .filter(([, { identity, armored, passphrase }]) => identity && armored !== "yes" && !passphrase);

test("there are vectors of both kinds, hybrid ones among them", () => {
  assert.ok(usable.filter(([, { expect }]) => expect === "success").length > 5);
  assert.ok(usable.some(([, { identity }]) => identity.startsWith("AGE-SECRET-KEY-PQ-1")));
});

for (const [name, { expect, identity, payload, file }] of usable) {
  test(`${name}: ${expect}`, async () => {
    if (expect !== "success") return assert.rejects(openSealed(file, identity));
    return assert.equal(toHex(await sha256(await openSealed(file, identity))), payload);
  });
}
