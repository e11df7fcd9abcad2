import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HOLDS, judge, recall } from "../desk/checkpoint.js";
import { REFUSALS, checkpointWords, describe } from "../desk/logwords.js";
import { Malformed, WrongSignature, openCheckpoint } from "../shared/checkpoints.js";
import { vectors } from "./vectors.js";

const { roots, good } = vectors("consistency");
const ORIGIN = "larkfield.example/log";
const OTHER_ROOT = Buffer.alloc(32, 7).toString("base64");

/** A log's key, as reporting.signednote writes its public half. */
function logKey(name = ORIGIN) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest().subarray(0, 4);
  const signed = (text) =>
    `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`;
  return {
    line: `${name}+${id.toString("hex")}+${typed.toString("base64")}`,
    signed,
    note: (size, root = roots[size - 1]) => signed(`${name}\n${size}\n${root}\n`),
  };
}

const log = logKey();
const kept = (size, key = log) => ({ key: key.line, note: key.note(size), checked: "2026-11-20" });
const proofOf = (old, size) => good.find((claim) => claim.old === old && claim.new === size).proof;
const shown = (size, { proof = [], key = log, note = key.note(size) } = {}) => ({
  key: key.line,
  checkpoint: note,
  proof,
});
const NONE_YET = { key: log.line, checkpoint: null, proof: [] };
const judged = async (before, answer) => judge(before, await recall(before), answer);

test("the first checkpoint is remembered, and the same one stays", async () => {
  const first = await judged(null, shown(5));
  assert.equal(first.verdict, "first");
  assert.deepEqual(first.next, { key: log.line, note: shown(5).checkpoint });
  assert.equal((await judged(kept(5), shown(5))).verdict, "same");
  assert.equal((await judged(null, NONE_YET)).verdict, "none");
});

test("a longer log that begins with the known one takes its place", async () => {
  for (const [old, size] of [
    [1, 2],
    [3, 7],
    [4, 8],
    [8, 17],
  ]) {
    const found = await judged(kept(old), shown(size, { proof: proofOf(old, size) }));
    assert.equal(found.verdict, "extended");
    assert.deepEqual([found.known.size, found.now.size], [old, size]);
  }
});

test("another key is followed when the known one signs beside it, and only to a log that continues", async () => {
  const next = logKey();
  const both = (size, root) => next.note(size, root) + log.note(size, root).split("\n\n")[1];
  const turned = (size, proof, root) => shown(size, { key: next, note: both(size, root), proof });
  const found = await judged(kept(3), turned(7, proofOf(3, 7)));
  assert.equal(found.verdict, "extended");
  assert.equal(found.next.key, next.line);
  assert.equal((await judged(kept(5), turned(5))).verdict, "same");
  assert.equal((await judged(kept(9), turned(5))).verdict, "rolled-back");
  assert.equal((await judged(kept(3), turned(7, []))).verdict, "rewritten");
  assert.equal((await judged(kept(9), turned(9, [], OTHER_ROOT))).verdict, "forked");
  const forged = next.note(5) + log.note(6).split("\n\n")[1];
  assert.equal((await judged(kept(5), shown(5, { key: next, note: forged }))).verdict, "other-key");
});

test("a cosigned checkpoint is read past the witnesses' lines", async () => {
  const witness = `— olu.example/witness ${Buffer.alloc(76, 4).toString("base64")}\n`;
  const found = await judged(kept(5), shown(5, { note: log.note(5) + witness }));
  assert.equal(found.verdict, "same");
  assert.ok(found.next.note.endsWith(witness));
});

const REFUSED = {
  "rolled-back": [kept(9), shown(5)],
  forked: [kept(9), shown(9, { note: log.note(9, OTHER_ROOT) })],
  rewritten: [kept(3), shown(7, { note: log.note(7, OTHER_ROOT), proof: proofOf(3, 7) })],
  emptied: [kept(9), NONE_YET],
  "other-key": [kept(9), shown(9, { key: logKey() })],
  "wrong-signature": [kept(3), shown(7, { note: logKey().note(7), proof: proofOf(3, 7) })],
  malformed: [kept(3), shown(7, { note: "nonsense" })],
  damaged: ["unreadable", shown(7)],
};

for (const [verdict, [before, answer]] of Object.entries(REFUSED)) {
  test(`refused: ${verdict}`, async () => {
    const found = await judged(before, answer);
    assert.equal(found.verdict, verdict);
    assert.ok(!HOLDS.includes(verdict));
    const { title, said } = describe(found);
    assert.ok(title && said.length && said.every((sentence) => sentence.endsWith(".")), said.join());
    assert.ok(![title, ...said].join().match(/undefined|null|NaN|\[object/), said.join());
  });
}

test("every warning is tried here and named in the docs, and no other", () => {
  const docs = readFileSync(new URL("../../docs/access-log.md", import.meta.url), "utf8");
  const [, table] = docs.split("| verdict | what the desk shows |");
  const named = [...table.split("\n\n")[0].matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(named, REFUSALS);
  assert.deepEqual(Object.keys(REFUSED), REFUSALS);
});

test("what may be taken up instead is what the shown key has signed, or nothing", async () => {
  for (const verdict of ["rolled-back", "forked", "rewritten", "other-key", "damaged"]) {
    const [before, answer] = REFUSED[verdict];
    const { next } = await judged(before, answer);
    assert.deepEqual(next, { key: answer.key, note: answer.checkpoint }, verdict);
  }
  assert.equal((await judged(...REFUSED.emptied)).next, null);
  for (const verdict of ["wrong-signature", "malformed"])
    assert.equal((await judged(...REFUSED[verdict])).next, undefined, verdict);
});

test("another key whose own signature does not hold is nothing to take up", async () => {
  const hers = logKey();
  const found = await judged(kept(9), { ...shown(9, { key: hers }), checkpoint: log.note(9) });
  assert.deepEqual([found.verdict, found.next], ["other-key", undefined]);
});

test("a log without a key any more is one with another key", async () => {
  assert.equal((await judged(kept(9), { ...shown(9), key: null })).verdict, "other-key");
  assert.equal((await judged(null, { ...shown(9), key: null })).verdict, "malformed");
});

test("a proof that is none proves nothing", async () => {
  const right = proofOf(3, 7);
  const wrong = [[], right.slice(1), [...right, right[0]], right.toReversed()];
  wrong.push(["*", ...right.slice(1)], right.map(() => ""));
  for (const proof of wrong) assert.equal((await judged(kept(3), shown(7, { proof }))).verdict, "rewritten");
});

test("an answer of another shape is refused, whatever is remembered", async () => {
  const answers = [null, undefined, 7, "", [], {}, { error: "no" }, { ...shown(5), proof: null }];
  answers.push({ ...shown(5), proof: [7] }, { ...shown(5), checkpoint: 7 }, { ...shown(5), key: {} });
  answers.push({ key: log.line, proof: [] }, { checkpoint: null, proof: [] });
  for (const answer of answers)
    for (const before of [null, kept(5), "unreadable"])
      assert.equal((await judged(before, answer)).verdict, "malformed", JSON.stringify(answer));
});

test("what is remembered is believed only with its signature", async () => {
  const { note, key } = kept(5);
  assert.equal(await recall(null), null);
  assert.equal((await recall({ key, note })).size, 5);
  const damaged = ["unreadable", 7, {}, { key }, { note }, { key, note: 7 }, { key: "x", note }];
  damaged.push({ key, note: note.replace("\n5\n", "\n6\n") }, { key: logKey().line, note });
  for (const one of damaged) assert.equal(await recall(one), undefined, JSON.stringify(one));
  assert.equal((await judged("unreadable", NONE_YET)).verdict, "damaged");
});

test("a checkpoint is read as strictly as Python reads it", async () => {
  const root = roots[4];
  const texts = [
    `${ORIGIN}\n05\n${root}\n`,
    `${ORIGIN}\n0\n${root}\n`,
    `${ORIGIN}\n-5\n${root}\n`,
    `${ORIGIN}\n5.0\n${root}\n`,
    `${ORIGIN}\n٥\n${root}\n`,
    `${ORIGIN}\n9007199254740992\n${root}\n`,
    `${ORIGIN}\n5\n${root.slice(4)}\n`,
    `${ORIGIN}\n5\n${root.replace("=", "")}\n`,
    `${ORIGIN}\n5\n${root}\nextension\n`,
    `${ORIGIN}\n5\n`,
    `other.example/log\n5\n${root}\n`,
    `\n5\n${root}\n`,
  ];
  for (const text of texts) await assert.rejects(openCheckpoint(log.line, log.signed(text)), Malformed, text);
  await assert.rejects(openCheckpoint(log.line, logKey("other.example/log").note(5)), WrongSignature);
});

test("no changed letter of a note is taken for the log's", async () => {
  const note = log.note(5);
  for (let at = 0; at < note.length; at++) {
    const changed = note.slice(0, at) + (note[at] === "A" ? "B" : "A") + note.slice(at + 1);
    const found = await judged(kept(5), shown(5, { note: changed }));
    assert.ok(["malformed", "wrong-signature"].includes(found.verdict), `at ${at}: ${found.verdict}`);
  }
});

test("sizes are told in words", () => {
  assert.equal(checkpointWords({ size: 1 }), "the checkpoint of 1 entry");
  assert.equal(checkpointWords({ size: 70016 }), "the checkpoint of 70,016 entries");
});
