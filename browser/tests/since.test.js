import assert from "node:assert/strict";
import { test } from "node:test";
import { Forged } from "../shared/part.js";
import { Past } from "../shared/past.js";
import { Since, isInTime } from "../shared/since.js";

const person = (fingerprint, role = "reviewer") => ({ fingerprint, name: fingerprint.split("-")[0], handle: fingerprint, role });
const roster = (serial, ...readers) => ({ serial, people: [...readers.map((one) => person(one)), person("olu", "auditor")] });
// Ben has another key from the third roster on; the second changed nothing about readers.
const past = new Past([roster(1, "ada", "ben"), roster(2, "ada", "ben"), roster(3, "ada", "ben-2")]);

/** What holds of these, each an author and a roster, in their order. */
function holding(...all) {
  const since = new Since(past);
  return all.map(([author, named]) => {
    try {
      since.refuseRetired({ author, roster: named });
    } catch (error) {
      assert.ok(error instanceof Forged);
      return false;
    }
    since.take({ author, roster: named });
    return true;
  });
}

test("what was signed before a key was retired holds, and nothing after it", () => {
  assert.deepEqual(holding(["ben", 1], ["ada", 2], ["ben", 2], ["ada", 3], ["ben", 1], ["ben", 2], ["ada", 3]), [true, true, true, true, false, false, true]);
});

test("a statement that names no roster is read as ever, until one before it names a later roster than its key's last", () => {
  assert.deepEqual(holding(["ben", undefined], ["ada", undefined], ["ben", undefined]), [true, true, true]);
  assert.deepEqual(holding(["ada", 3], ["ben", undefined], ["ben", "1"], ["ben", 0], ["ben", -1], ["ben", 1.5]), [true, false, false, false, false, false]);
});

test("a key that came later shows how late it is, whatever it says", () => {
  assert.deepEqual(holding(["ben-2", undefined], ["ben", 1], ["ben", undefined]), [true, false, false]);
});

test("a roster that this browser does not know yet stands for the newest", () => {
  assert.deepEqual(holding(["ada", 9], ["ben-2", 3], ["ben", 9]), [true, true, false]);
});

test("nobody and auditors read under no roster", () => {
  assert.deepEqual(holding(["olu", 1], ["mallory", 1]), [false, false]);
});

test("what is refused says nothing of what comes after it", () => {
  assert.deepEqual(holding(["mallory", 3], ["ben", 2]), [false, true]);
});

test("it was signed in time when its key reads, or who reads wrote after it under a roster that named it", () => {
  const of = (author, roster) => ({ author, roster });
  assert.ok(isInTime(of("ada"), [], past));
  assert.ok(isInTime(of("ben"), [of("ada", 2)], past));
  for (const later of [[], [of("ada", 3)], [of("ada", undefined)], [of("ada", 99)], [of("ben", 1)]]) assert.ok(!isInTime(of("ben"), later, past));
});
