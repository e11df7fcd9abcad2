import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "../form/advice.js";

const SAID = {
  address: ["write to rosa.p+x@home.example please", "rosa@münchen.example"],
  phone: ["call 0700 555 0142.", "+46 (0)8-123 45 67", "my number: 5550142", "رقمي ٠٧٠٠ ٥٥٥ ٠١٤٢"],
  profile: ["https://forum.example/u/rosa", "see http://x.example/index.php?topic=3&uid=77 there", "https://social.example/@rosa"],
  clock: ["It was 14:32 when", "at 9:05 in the morning", "about 3 pm", "11:15 a.m. sharp", "um 17h30", "à 17 h 30 hier", "gegen 14 Uhr", "um 14.30 Uhr", "في الساعة ٣:٣٠ مساءً"],
  mine: ["He came to my team.", "Our own workshop was over", "MY TALK", "Il est venu voir mon équipe.", "pendant notre atelier", "Er sprach mit meinem Chef.", "in unserer Abteilung", "جاء إلى فريقي أمس", "قال ذلك لمديرتي"],
  quotation: ["He wrote “I know where you live, be careful” to me", 'and "you had better be quiet about that"'],
};

for (const [kind, texts] of Object.entries(SAID)) {
  test(`${kind} is pointed at`, () => {
    for (const text of texts) assert.deepEqual(findings(text).map((one) => one.kind), [kind], text);
  });
}

test("all of a kind are found: one that is left must not hide the next", () => {
  for (const [kind, texts] of Object.entries(SAID)) {
    for (const text of texts) {
      const found = findings(`${text}\n${text}`);
      assert.deepEqual(found.map((one) => one.kind), [kind, kind], text);
      assert.ok(found[1].from >= text.length, text);
    }
  }
});

test("what tells nothing is let be", () => {
  for (const text of [
    "",
    "He followed me in the November lectures of 2026, twice, with 3 others.",
    "On 2026-11-24, or 24.11.2026, or 24/11/2026.",
    "It cost 12.50 and 1,200,000 people saw it.",
    "He said “no” and “go away”.",
    "https://forum.example/t/311/4",
    "my teammates know, in my teaming",
    "Il a parlé pendant 3 h, dans une équipe de 12. La responsable et mon classement.",
    "Ein Team von 12, drei Uhren, meine Chefsache, 3 Uhrzeiten.",
    "فريق من الناس، والمدير، وقسم كبير",
    "Version 3.2.1 of rule 4:12345",
  ]) {
    assert.deepEqual(findings(text), [], text);
  }
});

const SMALL = [
  ["the choir", "under-10"],
  ["the  mentors’ circle (2026)", "under-30"],
  ["الجوقة", "few"],
];

test("a small space is known by its name, however it is written, and no other word is taken for it", () => {
  for (const [text, kind] of [
    ["the choir", "under-10"],
    ["at Choir, on Thursday", "under-10"],
    ["The Mentors' circle (2026)", "under-30"],
    ["في الجوقة", "few"],
    ["بالجوقة أمس", "few"],
  ]) {
    assert.deepEqual(findings(text, SMALL).map((one) => one.kind), [kind], text);
    assert.deepEqual(findings(text), [], text);
  }
  for (const text of ["the choirs", "a choirmaster", "mentors", "the mentors’ circle", "المجوقة"]) assert.deepEqual(findings(text, SMALL), [], text);
});

test("each is found where it stands, in the order of the text", () => {
  const text = "At 14:32 he wrote to rosa@home.example about my talk.";
  const found = findings(text);
  assert.deepEqual(found.map(({ from, to }) => text.slice(from, to)), ["14:32", "rosa@home.example", "my talk"]);
});
