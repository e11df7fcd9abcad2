import assert from "node:assert/strict";
import { test } from "node:test";
import { Past } from "../shared/past.js";
import { vectors } from "./vectors.js";

const { chain, same, left_out: leftOut } = vectors("past");
const past = new Past(chain);

test("who is who, under whichever key, is what Python says", () => {
  for (const [one, all] of Object.entries(same)) assert.deepEqual([...past.same(one)].sort(), all);
});

test("who may have been left out is what Python says", () => {
  for (const { readers, out } of leftOut) assert.deepEqual([...past.leftOut(readers)].sort(), out, readers.join());
});

test("a place goes to the same person, or to somebody who was neither there before nor left out", () => {
  assert.ok(past.mayJoin("ben", "ben-2", ["ada", "ben"]));
  assert.ok(!past.mayJoin("ines", "ben-2", ["ada", "ines"]), "left out");
  assert.ok(past.mayJoin("ines", "kofi", ["ada", "ines"]));
  assert.ok(!past.mayJoin("ines", "kofi", ["ada", "kofi", "ines"]), "was there before");
  assert.ok(!past.mayJoin("ben", "ben", ["ada", "ben"]), "reads no more");
  assert.ok(!past.mayJoin("kofi", "ben-2", ["ada", "kofi"]), "Kofi still reads");
  assert.ok(!past.mayJoin("ben", "olu", ["ada", "ben"]), "an auditor reads nothing");
});

test("whoever is let in reads now, had no place before, did not step back and was not left out, under any key", () => {
  assert.ok(past.mayCome("kofi", ["ada", "ines"]));
  assert.ok(!past.mayCome("ben-2", ["ada", "ines"]), "left out");
  assert.ok(!past.mayCome("ben-2", ["ada", "ben"]), "stepped back under another key");
  assert.ok(!past.mayCome("olu", ["ada", "ben"]), "an auditor reads nothing");
  assert.ok(!past.mayCome("mallory", ["ada", "ben"]), "in no roster");
});

test("a signed note lets nobody in who may have been left out under every roster", () => {
  assert.ok(!past.couldCome("ben", ["ada", "ines"]));
  assert.ok(past.couldCome("ines", ["ada", "ben"]));
  assert.ok(!past.couldCome("olu", ["ada", "ben"]));
});
