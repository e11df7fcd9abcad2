import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, toHex, sha256 } from "../shared/bytes.js";
import { padJson, padme } from "../shared/padme.js";
import { vectors } from "./vectors.js";

const { padme: classes, part } = vectors("keys");

test("lengths fall into the classes that Python computes", () => {
  for (const [length, wanted] of classes) assert.equal(padme(length), wanted, `padme(${length})`);
});

test("JSON is padded in bytes, so that é and 漢 count as much as they take", () => {
  for (const letter of ["a", "é", "漢", "👩🏽"]) {
    assert.equal(padJson({ what_happened: letter.repeat(1000) }, 16384).length, 16384);
    const long = padJson({ what_happened: letter.repeat(9000) }, 1024);
    assert.equal(padme(long.length), long.length);
  }
});

test("a padded part is the bytes that Python writes", async () => {
  const made = padJson(part.json, part.minimum);
  assert.equal(decode(made), part.padded);
  assert.equal(toHex(await sha256(made)), part.sha256);
});
