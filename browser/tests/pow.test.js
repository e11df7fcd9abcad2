import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { NoAnswer, solve, worked } from "../form/pow.js";

const SALT = "00112233445566778899aabbccddeeff?expires=1795651200&";
const hidden = (number, more = {}) => ({
  algorithm: "SHA-256",
  challenge: createHash("sha256").update(`${SALT}${number}`).digest("hex"),
  maxnumber: 1000,
  salt: SALT,
  signature: "5e".repeat(32),
  ...more,
});

for (const number of [0, 1, 255, 256, 999, 1000]) {
  test(`the number ${number} is found, and everything else goes back as it came`, async () => {
    const { algorithm, challenge, salt, signature } = hidden(number);
    const said = JSON.parse(atob(await solve(hidden(number))));
    assert.deepEqual(said, { algorithm, challenge, number, salt, signature });
  });
}

test("a challenge that no number fits ends", async () => {
  await assert.rejects(solve(hidden(1001)), NoAnswer);
});

test("another algorithm, and work without end, are not taken on", async () => {
  await assert.rejects(solve(hidden(1, { algorithm: "SHA-1" })), NoAnswer);
  for (const maxnumber of [1_000_001, Infinity, NaN, undefined, "a lot"])
    await assert.rejects(solve(hidden(1, { maxnumber })), NoAnswer);
});

test("who changes their mind stops it", async () => {
  const stop = new AbortController();
  const looking = solve(hidden(5000, { maxnumber: 1_000_000, challenge: "0".repeat(64) }), { signal: stop.signal });
  stop.abort();
  await assert.rejects(looking, { name: "AbortError" });
});

test("work that has no answer, or takes too long, gives none, and no more is done then", async (context) => {
  assert.equal(await worked(hidden(1001)), "");
  assert.ok(await worked(hidden(7)));
  assert.equal(await worked(hidden(5000, { maxnumber: 1_000_000, challenge: "0".repeat(64) }), 30), "");
  await new Promise((resolve) => setTimeout(resolve, 30));
  const { mock } = context.mock.method(crypto.subtle, "digest");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(mock.callCount(), 0);
});
