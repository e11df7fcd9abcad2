import assert from "node:assert/strict";
import { test } from "node:test";
import { matches, plain } from "../desk/find.js";

test("every word has to be there, in whatever order, case or accent", () => {
  const text = plain("Über eine Stunde am Bahnhof, señor KARL");
  for (const asked of ["uber", "karl bahnhof", "ÜBER", "senor", ""]) assert.ok(matches(asked, text), asked);
  for (const asked of ["karla", "uber karlsruhe"]) assert.ok(!matches(asked, text), asked);
});
