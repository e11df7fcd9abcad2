import assert from "node:assert/strict";
import { test } from "node:test";
import { linesToType, slipIn } from "../shared/sheet.js";
import { vectors } from "./vectors.js";

const { file: armored } = vectors("keys").locked;
const sheet = linesToType(armored).map((groups) => groups.join(" "));

/** The sheet with one of its lines typed in another way. */
const typed = (at, line) => sheet.with(at, line).join("\n");

test("what is typed as it stands has no slip", () => {
  assert.equal(slipIn(sheet.join("\n")), "");
  assert.equal(slipIn(`-----BEGIN AGE ENCRYPTED FILE-----\n${sheet.join("\n\n")}\n-----END AGE ENCRYPTED FILE-----`), "");
});

test("a line in which a letter is missing, or one too many, is named", () => {
  assert.equal(slipIn(typed(2, sheet[2].slice(1))), "Line 3 has 31 letters, and on the sheet it has 32.");
  assert.equal(slipIn(typed(4, `${sheet[4]}x`)), "Line 5 has 33 letters, and on the sheet it has 32.");
});

test("a sign that stands on no sheet is named with its line", () => {
  assert.equal(slipIn(typed(1, `;${sheet[1].slice(1)}`)), "Line 2 has “;” in it, which stands on no sheet.");
});

test("of text without the lines of the sheet nothing is guessed", () => {
  assert.equal(slipIn(sheet.join(" ")), "");
  assert.equal(slipIn(armored), "");
  assert.equal(slipIn("a photo"), "");
});
