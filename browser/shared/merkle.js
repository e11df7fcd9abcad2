/**
 * The check that a longer access log begins with a shorter one: RFC 9162, section 2.1.4.2, over the hashes of RFC 6962,
 * section 2.1. The twin of `reporting.accesslog.proofs`, held to it by tests/vectors/consistency.json.
 */

import { concat, same, sha256 } from "./bytes.js";

const HASH = 32; // bytes
const NODE = Uint8Array.of(1);

/** @param {Uint8Array} left @param {Uint8Array} right @returns {Promise<Uint8Array>} */
const nodeHash = (left, right) => sha256(concat(NODE, left, right));

// Not by bits: those of JavaScript end at 32.
const odd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);
const powerOfTwo = (number) => {
  let rest = number;
  while (!odd(rest)) rest /= 2;
  return rest === 1;
};

/**
 * Whether the tree under `newRoot` begins with the one under `oldRoot`.
 * @param {number} old @param {number} size @param {Uint8Array[]} proof hashes, from whoever keeps the log
 * @param {Uint8Array} oldRoot @param {Uint8Array} newRoot @returns {Promise<boolean>}
 */
export async function isConsistent(old, size, proof, oldRoot, newRoot) {
  if (![old, size].every(Number.isSafeInteger) || old < 1 || old > size) return false;
  if ([...proof, oldRoot, newRoot].some(({ length }) => length !== HASH)) return false;
  if (old === size) return proof.length === 0 && same(oldRoot, newRoot);
  if (proof.length === 0) return false;
  // A complete old tree is a node of the new one, and its root is left out of the proof.
  const [first, ...rest] = powerOfTwo(old) ? [oldRoot, ...proof] : proof;
  let [at, last] = [old - 1, size - 1];
  while (odd(at)) [at, last] = [half(at), half(last)];
  let [foundOld, foundNew] = [first, first];
  for (const beside of rest) {
    if (last === 0) return false;
    if (odd(at) || at === last) {
      [foundOld, foundNew] = [await nodeHash(beside, foundOld), await nodeHash(beside, foundNew)];
      while (at !== 0 && !odd(at)) [at, last] = [half(at), half(last)];
    } else {
      foundNew = await nodeHash(foundNew, beside);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(foundOld, oldRoot) && same(foundNew, newRoot);
}
