import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, circumstances, given, leftEmpty, limits, story } from "../desk/answers.js";
import { pieces } from "../desk/text.js";
import { dateWords, filesWords, namesWords, riskWords, signInsWords, title } from "../desk/words.js";

test("a headline becomes a title", () => {
  assert.equal(title({ where: "live-event", when: "week" }), "At a live event, about a week ago");
  assert.equal(title({ where: "", when: "days" }), "Place not said, in the last days");
  assert.equal(title({ where: "forum", when: "" }), "In the forum, time not said");
  assert.equal(title({ where: "", when: "" }), "Place and time not said");
});

test("a headline can put no words of its own into the inbox", () => {
  for (const value of ["<b>", "constructor", "__proto__", "toString", {}, ["forum"], 1, null]) {
    assert.equal(title({ where: value, when: value }), "Place and time not said");
    assert.equal(riskWords(value), "");
    assert.equal(filesWords(value), value === 1 ? "1 file, " : "");
  }
});

test("how often somebody is signed in", () => {
  assert.equal(signInsWords(["2026-11-23"]), "You are signed in here, since 23 November 2026, and nowhere else.");
  assert.equal(
    signInsWords(["2026-11-22", "2026-11-23"]),
    "You are signed in twice, here and in another browser, since 22 November 2026 and 23 November 2026.",
  );
  assert.equal(
    signInsWords(["2026-11-23", "2026-11-23", "2026-11-23"]),
    "You are signed in 3 times, here and in 2 other browsers, since 23 November 2026.",
  );
  assert.equal(signInsWords([]), "You may be signed in elsewhere too.");
});

test("chips, files, dates, names", () => {
  assert.equal(riskWords("danger"), "someone is in danger");
  assert.equal(riskWords("no"), "");
  assert.equal(filesWords(2), "2 files, ");
  assert.equal(dateWords("2026-11-06"), "6 November 2026");
  assert.equal(dateWords("2026-13-06"), "2026-13-06");
  assert.equal(namesWords(["Ada", "Ben", "Ines"]), "Ada, Ben and Ines");
});

const rosa = {
  v: 1,
  guidelines: "2026-03-03",
  sealed_by: "server",
  answers: {
    what_happened: "He kept coming back.",
    kind: ["harassment", "privacy"],
    where: "live-event",
    where_named: "autumn meeting",
    act_without_me: "ask-first",
    quote_me: "no",
    exposure: "maybe",
    limits: "Do not name the workshop.",
  },
};

test("answers are named in order, and what was left empty is said", () => {
  assert.deepEqual(
    [...given(rosa), ...circumstances(rosa)].map(({ label, text }) => [label, text]),
    [
      ["About", "Harassment, Privacy"],
      ["Where", "At a live event"],
      ["Which place", "autumn meeting"],
      ["Rules in force", "Guidelines of 3 March 2026"],
      ["Sealed", "On our server, in its memory"],
    ],
  );
  assert.equal(
    leftEmpty(rosa),
    "going on, or at risk, roughly when, who did it, to whom, links, does anyone else know, told us before",
  );
  assert.equal(story(rosa), "He kept coming back.");
  assert.equal(limits(rosa), "Do not name the workshop.");
});

test("what the reporter asks is strict unless they said otherwise", () => {
  assert.deepEqual(
    asks(rosa).map(({ strong }) => strong),
    ["Ask first", "Do not show", "maybe"],
  );
  assert.deepEqual(
    asks({ answers: {} }).map(({ strong }) => strong),
    ["Ask first", "Do not show"],
  );
  assert.deepEqual(
    asks({ answers: { act_without_me: "yes", quote_me: "yes", exposure: "no" } }).map(({ strong }) => strong),
    ["You may act", "You may show", "Nobody"],
  );
});

test("a report of strange shape is still shown as text", () => {
  for (const answers of [
    undefined,
    null,
    "words",
    [1],
    { who: { a: 1 }, kind: [["x"]], risk: 7, "<i>new</i>": "later", constructor: "x" },
  ]) {
    for (const { label, text } of given({ answers })) assert.ok(typeof label === "string" && typeof text === "string");
    leftEmpty({ answers });
    assert.equal(typeof story({ answers }), "string");
  }
  assert.deepEqual(given({ answers: { "<i>new</i>": "later" } })[0], {
    label: "<i>new</i>",
    text: "later",
    known: false,
  });
});

test("marks that cannot be seen are shown, runs of one as one", () => {
  assert.deepEqual(pieces("a\u202eb"), [{ plain: "a" }, { mark: "U+202E", times: 1 }, { plain: "b" }]);
  assert.deepEqual(pieces("\u200b\u200b\u200b"), [{ mark: "U+200B", times: 3 }]);
  assert.deepEqual(pieces("\u{e0041}\u{e0041}"), [{ mark: "U+E0041", times: 2 }]);
  assert.deepEqual(pieces("one\r\ntwo\tthree 👩‍👧 می‌خواهم"), [{ plain: "one\ntwo\tthree 👩‍👧 می‌خواهم" }]);
  assert.deepEqual(pieces(""), []);
});

test("a megabyte of one mark is one piece, and quickly", () => {
  assert.deepEqual(pieces("\u202e".repeat(1_000_000)), [{ mark: "U+202E", times: 1_000_000 }]);
});
