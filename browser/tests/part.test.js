import assert from "node:assert/strict";
import { test } from "node:test";
import { Forged, canonical, compareParts, parseMessage, parsePart } from "../shared/part.js";
import { missing } from "../desk/thread.js";
import { REPORT_ID, THREAD_KEY, contact, hash, headline, manifest, message, padded } from "./vectors.js";

const key = THREAD_KEY.toString("base64");
const place = { direction: "to-readers", number: 1 };

test("a part is taken only as what it was stored as, for its own report", () => {
  assert.equal(parsePart(headline, "headline", REPORT_ID).risk, "danger");
  assert.throws(() => parsePart(headline, "contact", REPORT_ID), Forged);
  assert.throws(() => parsePart(headline, "headline", "f".repeat(32)), Forged);
  for (const bad of [
    Uint8Array.of(0xff, 0xfe),
    padded("words"),
    padded([1]),
    padded(null),
    padded({ v: 2, part: "headline", report_id: REPORT_ID }),
  ]) {
    assert.throws(() => parsePart(bad, "headline", REPORT_ID), Forged);
  }
});

test("the manifest says which part is real, sealed, forged, missing or foreign", async () => {
  const whole = await compareParts(manifest, ["headline", "contact"], { headline });
  assert.deepEqual({ ...whole }, { headline: "real", contact: "sealed" });
  const other = padded({ v: 1, part: "headline", report_id: REPORT_ID, risk: "no", where: "", when: "", files: 0 });
  assert.equal((await compareParts(manifest, ["headline", "contact"], { headline: other })).headline, "forged");
  assert.equal((await compareParts(manifest, ["headline"], { headline })).contact, "missing");
  assert.equal((await compareParts(manifest, ["headline", "contact", "file-1"], { headline }))["file-1"], "foreign");
});

test("one space more in a part is another part", async () => {
  const longer = new Uint8Array([...headline, 0x20]);
  assert.equal((await compareParts(manifest, ["headline", "contact"], { headline: longer })).headline, "forged");
});

test("a manifest that lists a part twice, or is none, makes the report unreliable", async () => {
  for (const bad of [
    [...manifest, { part: "headline", sha256: hash(contact) }],
    {},
    null,
    "list",
    [null],
    [{ sha256: "" }],
  ]) {
    await assert.rejects(compareParts(bad, ["headline"], { headline }), Forged);
  }
});

test("names from outside cannot be mistaken for anything inside", async () => {
  const verdicts = await compareParts([], ["__proto__", "constructor"], {});
  assert.deepEqual(Object.entries(verdicts), [
    ["__proto__", "foreign"],
    ["constructor", "foreign"],
  ]);
});

test("the bytes under a MAC are those that Python writes", () => {
  const value = { b: 1, a: [{ ü: 'é\n"', A: null }], "\u{10000}": true, "\uffff": false };
  assert.equal(canonical(value), '{"a":[{"A":null,"ü":"é\\n\\""}],"b":1,"\uffff":false,"\u{10000}":true}');
});

test("a message is shown when the reporter wrote it for this place", async () => {
  const { answers } = await parseMessage(message(1, "Grüße, 漢字\n\u0007"), REPORT_ID, place, key);
  assert.equal(answers.what_happened, "Grüße, 漢字\n\u0007");
});

test("a message is refused: other key, other report, other number, other direction, other words, no MAC", async () => {
  const changed = JSON.parse(new TextDecoder().decode(message(1, "I was there")));
  const refused = [
    message(1, "I was there", { key: Buffer.alloc(32, 8) }),
    message(1, "I was there", { reportId: "f".repeat(32) }),
    message(2, "I was there"),
    message(1, "I was there", { direction: "to-reporter" }),
    padded({ ...changed, answers: { what_happened: "Forget it" } }),
    padded({ ...changed, also: 1 }),
    padded({ ...changed, mac: undefined }),
    padded({ ...changed, mac: "" }),
  ];
  for (const bad of refused) await assert.rejects(parseMessage(bad, REPORT_ID, place, key), Forged);
  await assert.rejects(parseMessage(message(1, "x"), REPORT_ID, place, undefined), Forged);
});

test("a number left out of the thread is missed", () => {
  assert.deepEqual(missing([{ number: 1 }, { number: 4 }]), [2, 3]);
  assert.deepEqual(missing([]), []);
});
