import assert from "node:assert/strict";
import { test } from "node:test";
import { batches } from "../shared/batches.js";
import { Belonging } from "../shared/belongs.js";
import { headOf } from "../shared/head.js";
import { toBase64 } from "../shared/bytes.js";
import { privateKey, sign } from "../shared/keys.js";
import { Forged } from "../shared/part.js";
import { AnotherReport, signable } from "../shared/said.js";
import { REPORT_ID, THREAD_KEY, contact, hash, headline, manifest, message, padded, vectors } from "./vectors.js";

const OTHER = "f".repeat(32);
const picture = new Uint8Array(1024).fill(7);
const file = (part, bytes = picture) => ({ part, sha256: hash(bytes), media_type: "image/jpeg", size: 900, cleaned: true });

/** The report of Rosa's, opened. */
const belonging = (also = []) =>
  new Belonging({
    reportId: REPORT_ID,
    report: { manifest: [...manifest, ...also], reporter: { thread_key: THREAD_KEY.toString("base64") } },
    authors: new Map(),
    ever: ["ada", "ben"],
  });

test("a part belongs to the case under its own name, in its own report, as the report names it", async () => {
  await belonging().part("headline", headline);
  await belonging().part("contact", contact);
  const elsewhere = padded({ v: 1, part: "contact", report_id: OTHER, contact: "0700 555 0199" });
  const replaced = padded({ v: 1, part: "contact", report_id: REPORT_ID, contact: "0700 555 0199" });
  for (const [name, bytes] of [["contact", headline], ["contact", elsewhere], ["contact", replaced], ["also", contact]]) {
    await assert.rejects(belonging().part(name, bytes), Forged);
  }
});

test("a message belongs to the case only in its own place", async () => {
  const place = { direction: "to-readers", number: 1 };
  await belonging().message(place, message(1, "I was there"));
  const reply = { direction: "to-reporter", number: 1 };
  for (const [where, bytes] of [
    [{ ...place, number: 9 }, message(1, "I was there")],
    [reply, message(1, "I was there")],
    [place, message(1, "I was there", { reportId: OTHER })],
    [place, message(1, "I was there", { key: Buffer.alloc(32, 8) })],
    [reply, headline],
    [reply, message(1, "Signed by nobody", { direction: "to-reporter" })],
  ]) {
    await assert.rejects(belonging().message(where, bytes), Forged);
  }
});

test("an answer of another report, signed by who ever read, says that the report was replaced", async () => {
  const key = await privateKey(vectors("keys").people[0].identity);
  const authors = new Map([["ada", { name: "Ada", raw: key.verifyKey, reads: true }], ["olu", { name: "Olu", raw: key.verifyKey, reads: false }]]);
  const signed = async (more) => {
    const said = { v: 1, part: "message", report_id: REPORT_ID, direction: "to-reporter", number: 1, text: "", author: "ada", report: "0", ...more };
    return padded({ ...said, signature: toBase64(await sign(key, signable(said))) });
  };
  const [at, other] = [{ direction: "to-reporter", number: 1 }, belonging()];
  Object.assign(other, { authors, sha256: "1" });
  await assert.rejects(other.message(at, await signed({})), AnotherReport);
  const innocent = [{ report: "1" }, { author: "olu" }, { author: "nobody" }, { report_id: OTHER }];
  for (const more of innocent) {
    await assert.rejects(other.message(at, await signed(more)), (error) => error instanceof Forged && !(error instanceof AnotherReport));
  }
});

test("a file belongs to the case when its report names it, by its hash", async () => {
  await belonging([file("file-1")]).file("file-1", picture);
  await assert.rejects(belonging([file("file-1")]).file("file-2", picture), Forged);
  await assert.rejects(belonging([file("file-1")]).file("file-1", new Uint8Array(1024)), Forged);
  await assert.rejects(belonging([{ part: "file-1", sha256: "x", size: 1 }]).file("file-1", picture), Forged);
  await assert.rejects(belonging().file("contact", contact), Forged, "a part is no file");
});

test("the head is all before what is sealed, and a copy", () => {
  const sealed = new TextEncoder().encode("age-encryption.org/v1\n-> x y\nAB\n--- mac\n\n--- more\n");
  assert.equal(new TextDecoder().decode(headOf(sealed)), "age-encryption.org/v1\n-> x y\nAB\n--- mac\n");
  assert.notEqual(headOf(sealed).buffer, sealed.buffer);
  for (const bad of ["", "words", "age-encryption.org/v1\n-> x y\nAB\n--- cut"]) {
    assert.throws(() => headOf(new TextEncoder().encode(bad)), Forged);
  }
});

test("requests are cut by bytes, in order, and what is long goes alone", () => {
  const [short, long] = ["x".repeat(10), "y".repeat(100)];
  assert.deepEqual(batches([short, short, short, long, short], 40), [[short, short, short], [long], [short]]);
  assert.deepEqual(batches([], 40), []);
});
