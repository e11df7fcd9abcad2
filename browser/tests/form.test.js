import assert from "node:assert/strict";
import { test } from "node:test";
import { identityToRecipient } from "age-encryption";
import { Draft, OtherReaders } from "../shared/draft.js";
import { mac, freshReceipt, receiptFrom, receiptOf, wordsMac } from "../shared/receipt.js";
import { digestsOf } from "../form/files.js";
import { fileParts, messagePart, reportParts, sealAll } from "../shared/seal.js";
import { framed, keysIn } from "../form/server.js";
import { canonicalOf, plain, writtenIn } from "../shared/written.js";
import { decode, sha256, toHex } from "../shared/bytes.js";
import { NotForThisKey, openSealed } from "../shared/opening.js";
import { parseMessage } from "../shared/part.js";
import { bech32 } from "@scure/base";
import { vectors } from "./vectors.js";

const { receipts } = vectors("receipts");
const { reports } = vectors("reports");
const [ada, ben] = vectors("keys").people;
const bytes = (hex) => new Uint8Array(Buffer.from(hex, "hex"));
const byServer = (text) => text.replace('"sealed_by":"browser"', '"sealed_by":"server"');

test("a receipt has the words, the locator and the keys that Python gives it", async () => {
  for (const vector of receipts) {
    const receipt = await receiptOf(bytes(vector.entropy));
    assert.equal(receipt.words.join(" "), vector.words);
    assert.equal(toHex(await sha256(receipt.locator)), vector.locator_hash);
    assert.equal(toHex(bech32.decodeToBytes(receipt.identity).bytes), vector.reporter_seed);
    assert.equal(toHex(receipt.threadKey), vector.thread_key);
    assert.equal(toHex(await wordsMac(receipt, vector.canonical)), vector.words_mac);
  }
});

test("no two receipts are the same", async () => {
  const made = await Promise.all(Array.from({ length: 50 }, freshReceipt));
  assert.equal(new Set(made.map(({ words }) => words.join(" "))).size, 50);
});

for (const [at, vector] of reports.entries()) {
  test(`report ${at}: every part is the one that Python makes, to the byte`, async () => {
    const receipt = await receiptOf(bytes(vector.entropy));
    assert.equal(toHex(receipt.locator), vector.locator);
    const parts = await reportParts(vector.written, receipt, vector.report_id, { guidelines: vector.guidelines, readers: vector.readers });
    for (const [name, text] of Object.entries(vector.parts)) {
      assert.equal(byServer(decode(parts[name])).trimEnd(), text, name);
      assert.equal(parts[name].length, vector.sizes[name], name);
    }
  });

  test(`report ${at}: with files it is the one that Python makes, and known again by the same MAC`, async () => {
    const receipt = await receiptOf(bytes(vector.entropy));
    const { way, files, words_mac, parts: wanted, sizes } = vector.with_files;
    const ready = files.map(({ part, media_type, data }) => [part, { media_type, data: bytes(data), cleaned: way !== "as-is" }]);
    const { plaintexts, entries } = await fileParts(ready);
    const parts = await reportParts(vector.written, receipt, vector.report_id, { guidelines: vector.guidelines, readers: vector.readers, files: entries });
    for (const [name, text] of Object.entries(wanted)) assert.equal(byServer(decode(parts[name])).trimEnd(), text, name);
    for (const [name, size] of Object.entries(sizes)) assert.equal(plaintexts[name].length, size, name);
    const digests = await Promise.all(files.map(async ({ data }) => ({ way, digest: toHex(await sha256(bytes(data))) })));
    const mac = await wordsMac(receipt, canonicalOf(vector.written), digestsOf(digests));
    assert.equal(toHex(mac), words_mac);
  });

  test(`report ${at}: a resend is known by the MAC that Python makes`, async () => {
    const receipt = await receiptOf(bytes(vector.entropy));
    const words = canonicalOf(vector.written);
    assert.equal(toHex(await wordsMac(receipt, words)), vector.words_mac);
    assert.equal(toHex(await wordsMac(receipt, `message\n${words}`)), vector.message_mac);
  });

  test(`report ${at}: as a message it is the one that Python makes, and its check holds`, async () => {
    const receipt = await receiptOf(bytes(vector.entropy));
    const message = await messagePart(vector.written, receipt, vector.report_id, vector.number);
    assert.equal(decode(message).trimEnd(), vector.message);
    assert.equal(message.length, vector.sizes.message);
    const place = { direction: "to-readers", number: vector.number };
    const key = Buffer.from(receipt.threadKey).toString("base64");
    assert.ok(await parseMessage(message, vector.report_id, place, key));
  });
}

test("what was sealed opens for both readers and for nobody else", async () => {
  const text = new TextEncoder().encode("He followed me.");
  const { report } = await sealAll({ report: text }, [ada.recipient, ben.recipient]);
  for (const { identity } of [ada, ben]) assert.deepEqual(await openSealed(report, identity), text);
  const stranger = (await freshReceipt()).identity;
  await assert.rejects(openSealed(report, stranger), NotForThisKey);
});

test("for one reader there are two stanzas all the same; for none, or for three, nothing is sealed", async () => {
  const { report } = await sealAll({ report: new Uint8Array(9) }, [ada.recipient]);
  assert.equal(decode(report.slice(0, 4096).filter((byte) => byte < 128)).match(/^-> mlkem768x25519 /gm).length, 2);
  assert.equal((await openSealed(report, ada.identity)).length, 9);
  await assert.rejects(openSealed(report, ben.identity), NotForThisKey);
  for (const wrong of [[], [ada.recipient, ben.recipient, ada.recipient], ["age1pq1nonsense", ben.recipient]]) {
    await assert.rejects(sealAll({ report: new Uint8Array(9) }, wrong));
  }
});

test("a field is read as Python reads it", () => {
  assert.equal(plain("a\r\nb\rc\nd\te\u0000\u0001\u007f\u0085\ud800"), "a\nb\nc\nd\te\u0085\ufffd");
  const data = new FormData();
  for (const [name, value] of [
    ["token", "t"],
    ["receipt_entropy", "e"],
    ["guidelines", "2026-03-03"],
    ["remark", ""],
    ["readers", "not-ben"],
    ["what_happened", "x\r\ny"],
    ["kind", "law"],
    ["kind", "privacy"],
    ["kind", "law"],
    ["where", ""],
    ["tell_today", "yes"],
    ["contact", "0700\r"],
  ]) {
    data.append(name, value);
  }
  data.append("files", new Blob([]), "");
  assert.deepEqual(writtenIn(data), {
    readers: "not-ben",
    answers: { what_happened: "x\ny", kind: ["law", "privacy"], tell_today: "yes" },
    contact: "0700\n",
  });
});

test("a frame says how long everything is, and holds nothing else", async () => {
  const blob = framed({ readers: "both", token: "t" }, { report: Uint8Array.of(1, 2), contact: Uint8Array.of(3) });
  assert.equal(blob.type, "application/octet-stream");
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0);
  const head = JSON.parse(decode(bytes.slice(4, 4 + length)));
  assert.deepEqual(head, { readers: "both", token: "t", parts: [["report", 2], ["contact", 1]] });
  assert.deepEqual([...bytes.slice(4 + length)], [1, 2, 3]);
});

const listOf = (...people) => ({
  hash: "h".repeat(64),
  keys: keysIn(people.map(({ name, recipient }) => `# ${name}, about, it, reviewer, ${name}-print\n${recipient}\n`).join("")),
});
const written = { readers: "both", answers: { what_happened: "He followed me." }, contact: "" };
const both = ["ada-print", "ben-print"];

test("the list gives each key by its fingerprint, whatever the person is called", () => {
  assert.deepEqual([...listOf(ada, ben).keys], [
    ["ada-print", ada.recipient],
    ["ben-print", ben.recipient],
  ]);
  assert.equal(keysIn("# a comment without a key\n\nage1pq1noname").size, 1);
  assert.equal(keysIn("age1pq1nobody\n").size, 0);
});

test("what was sealed once is sent again as it was, and sealed anew for other words under the same receipt", async () => {
  const draft = await Draft.begin();
  const first = await draft.report(written, both, listOf(ada, ben), "");
  const again = await draft.report({ ...written }, both, listOf(ada, ben), "");
  assert.deepEqual(again, first);
  assert.equal(again.parts.report, first.parts.report);
  const [number] = draft.numbers;
  assert.match(number, /^[0-9a-f]{4}( [0-9a-f]{4}){4}$/);
  const other = await draft.report({ ...written, contact: "0700" }, both, listOf(ada, ben), "");
  assert.notDeepEqual(other.parts.report, first.parts.report);
  assert.equal(other.fields.locator, first.fields.locator);
  assert.equal(other.fields.report_id, first.fields.report_id);
  assert.notEqual(other.fields.words_mac, first.fields.words_mac);
  const newest = draft.numbers[1];
  assert.equal(draft.numberOf(number), number);
  assert.equal(draft.numberOf(newest), newest);
  assert.equal(draft.numberOf("a number of the server's own"), newest);
});

test("a message is sealed to nobody to whom this page had not sealed the report", async () => {
  const draft = await Draft.begin();
  const list = listOf(ada, ben, { ...ada, name: "mallory" });
  await assert.rejects(draft.message(written, 1, both, list), OtherReaders);
  await draft.report(written, both, list, "");
  assert.ok((await draft.message(written, 1, both, list)).parts.message);
  assert.ok((await draft.message(written, 1, ["ben-print"], list)).parts.message);
  for (const first of [["mallory-print"], ["ada-print", "mallory-print"]]) {
    await assert.rejects(draft.message(written, 1, first, list), OtherReaders);
  }
});

test("a message is sealed to those whom the page has named, as long as the list holds their keys", async () => {
  const draft = await Draft.begin();
  const list = listOf(ada, ben, { ...ada, name: "ines" }, { ...ben, name: "noor" });
  await draft.report(written, both, list, "");
  draft.named(["ada-print", "ines-print"]);
  assert.equal((await draft.message(written, 1, ["ada-print", "ines-print"], list)).fields.readers, "ada-print ines-print");
  await assert.rejects(draft.message(written, 1, ["ada-print", "noor-print"], list), OtherReaders);
  await assert.rejects(draft.message(written, 1, ["ada-print", "ines-print"], listOf(ada, ben)), OtherReaders);
});

test("a reader whose key the list does not hold cannot be sealed to", async () => {
  const draft = await Draft.begin();
  await assert.rejects(draft.report(written, ["ada-print", "ines-print"], listOf(ada, ben), ""), OtherReaders);
});

test("the reporter's recipient is that of their own identity", async () => {
  const receipt = await receiptOf(bytes(reports[0].entropy));
  assert.equal(JSON.parse(reports[0].parts.report).reporter.recipient, await identityToRecipient(receipt.identity));
  assert.notEqual(toHex(await mac(receipt, "a")), toHex(await mac(receipt, "b")));
});

test("typed words are read as Python reads them", async () => {
  const wanted = receipts[0].entropy;
  for (const typed of [
    "ABAN-aban abandon aban aban aban aban aban aban aban aban abou",
    receipts[0].words.split(" ").map((word, at) => `${at + 1}. ${word}`).join("\n"),
    receipts[0].words.toUpperCase().replaceAll(" ", ", "),
  ]) {
    assert.equal(toHex((await receiptFrom(typed)).entropy), wanted);
  }
});

test("what is no receipt is told by what is wrong with it", async () => {
  const told = async (typed) => receiptFrom(typed).catch(({ what, about }) => [what, about]);
  assert.deepEqual(await told("abandon abandom"), ["not-on-list", { word: "abandom", place: "2" }]);
  assert.deepEqual(await told("abandon"), ["not-twelve", { found: "1" }]);
  assert.deepEqual(await told("abandon ".repeat(12)), ["not-together", {}]);
  assert.deepEqual(await told("ab "), ["not-on-list", { word: "ab", place: "1" }]);
});
