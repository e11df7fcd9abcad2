import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64 } from "../shared/bytes.js";
import { isConsistent } from "../shared/merkle.js";
import { vectors } from "./vectors.js";

const { entries, roots, good, bad } = vectors("consistency");

const holds = ({ old, new: size, proof, old_root, new_root }) =>
  isConsistent(old, size, proof.map(fromBase64), fromBase64(old_root), fromBase64(new_root));

test("every proof that Python makes holds, up to sizes of 53 bits", async () => {
  assert.ok(good.some(({ new: size }) => size === Number.MAX_SAFE_INTEGER));
  for (const claim of good) assert.ok(await holds(claim), `${claim.old} to ${claim.new}`);
});

test("a proof that holds between two sizes holds between no others", async () => {
  const small = good.filter(({ new: size }) => size <= entries.length);
  for (const claim of small.filter(({ old, new: size }) => old < size)) {
    for (let old = 1; old <= claim.new; old++)
      if (old !== claim.old) assert.ok(!(await holds({ ...claim, old, old_root: roots[old - 1] })), `${old}`);
  }
});

for (const claim of bad)
  test(`refused: ${claim.what} (${claim.old} to ${claim.new})`, async () => assert.ok(!(await holds(claim))));

test("sizes that are no whole numbers are refused", async () => {
  const [claim] = good.filter(({ old, new: size }) => old === 3 && size === 7);
  for (const old of [3.5, NaN, Infinity, -Infinity, "3", null, undefined, 2 ** 53])
    assert.ok(!(await holds({ ...claim, old })), String(old));
  for (const size of [7.5, NaN, Infinity, "7", null, 2 ** 53])
    assert.ok(!(await holds({ ...claim, new: size })), String(size));
});
