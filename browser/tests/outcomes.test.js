import assert from "node:assert/strict";
import { test } from "node:test";
import { eraseAfter } from "../desk/outcomes.js";

const KEPT = [24, 6, 30];
const decided = (...outcomes) => outcomes.map((outcome) => ({ outcome }));

test("what was done is kept longest, what is not for us least", () => {
  for (const [outcomes, day] of [
    [decided("reminder"), "2028-11-23"],
    [decided("out-of-scope", "suspended"), "2028-11-23"],
    [decided("no-breach"), "2027-05-23"],
    [decided("out-of-scope", "not-enough"), "2027-05-23"],
    [decided("out-of-scope"), "2026-12-23"],
  ]) {
    assert.equal(eraseAfter(outcomes, "2026-11-23", KEPT).day, day);
  }
});

test("the figures are the desk's own, and a month that is too short ends it", () => {
  assert.deepEqual(eraseAfter(decided("no-breach"), "2026-08-31", [24, 1, 30]), {
    day: "2026-09-30",
    words: "1 month, since nothing was done",
  });
  assert.equal(eraseAfter(decided("out-of-scope"), "2026-12-31", [24, 6, 1]).day, "2027-01-01");
});
