import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, compare, pinOf } from "../desk/pin.js";
import { crockford, fingerprint, short } from "../shared/fingerprint.js";
import { readProposal } from "../shared/proposal.js";
import { recipientsIn, sealsToRoster } from "../shared/recipients.js";
import { BadRoster, readers, verifyChain } from "../shared/roster.js";
import { vectors } from "./vectors.js";

const { good, bad, people, drafts } = vectors("roster");

test("fingerprints are those that Python makes", async () => {
  for (const person of people) {
    assert.equal(await fingerprint(person.recipient, person.verifier), person.fingerprint);
    assert.equal(short(person.fingerprint), person.short);
  }
  assert.equal(crockford(new Uint8Array([0xff])), "zw");
});

test("the good chain verifies and ends in the roster that Python reads", async () => {
  const chain = await verifyChain(good.notes);
  assert.equal(chain.length, good.notes.length);
  const named = recipientsIn(good.recipients_txt);
  assert.equal(named.length, readers(chain.at(-1)).length);
  assert.ok(await sealsToRoster(good.recipients_txt, chain.at(-1)));
});

for (const { what, reason, notes } of bad) {
  test(`refused: ${what} (${reason})`, async () => {
    await assert.rejects(verifyChain(notes), (error) => error instanceof BadRoster && error.reason === reason);
  });
}

for (const { what, in_force, draft, reason, changes: told, may_sign, unfinished, signed_by } of drafts) {
  test(`proposed: ${what} (${reason ?? unfinished ?? "to be signed"})`, async () => {
    const roster = (await verifyChain(good.notes.slice(0, in_force))).at(-1);
    if (reason) {
      await assert.rejects(readProposal(draft, roster), (error) => error.reason === reason);
      return;
    }
    const handles = (those) => those.map(({ handle }) => handle);
    const found = await readProposal(draft, roster);
    assert.deepEqual(found.changes, told);
    assert.deepEqual(handles(found.maySign), may_sign);
    assert.equal(found.unfinished?.reason, unfinished);
    if (!unfinished) assert.deepEqual(handles(found.signed), signed_by);
    assert.ok(draft.startsWith(`${found.text}\n`));
  });
}

test("every single changed byte of a chain is noticed", async () => {
  const whole = good.notes[0];
  for (let at = 0; at < whole.length; at += 7) {
    const letter = whole[at] === "a" ? "b" : "a";
    await assert.rejects(verifyChain([whole.slice(0, at) + letter + whole.slice(at + 1)]), BadRoster, `at ${at}`);
  }
});

test("the form's keys must be exactly those of the roster", async () => {
  const roster = (await verifyChain(good.notes)).at(-1);
  const keys = recipientsIn(good.recipients_txt);
  const stranger = people.find(({ recipient }) => !keys.includes(recipient)).recipient;
  const lists = {
    "one less": keys.slice(1),
    "one more": [...keys, stranger],
    "one other": [stranger, ...keys.slice(1)],
    "one twice": [keys[0], keys[0], ...keys.slice(2)],
    none: [],
  };
  for (const [what, list] of Object.entries(lists)) assert.ok(!(await sealsToRoster(list.join("\n"), roster)), what);
  assert.ok(await sealsToRoster(keys.toReversed().join("\n"), roster), "the order says nothing");
});

test("a pin knows the same roster, a proper successor, an older one and another", async () => {
  const chain = await verifyChain(good.notes);
  assert.equal(compare(null, chain).verdict, "first");
  assert.equal(compare(pinOf(chain.at(-1)), chain).verdict, "same");
  assert.equal(compare(pinOf(chain[0]), chain).verdict, "extended");
  assert.equal(compare(pinOf(chain.at(-1)), chain.slice(0, 1)).verdict, "older");
  assert.equal(compare({ ...pinOf(chain[0]), sha256: "0".repeat(64) }, chain).verdict, "other");
  for (const broken of ["unreadable", {}, { serial: 1 }, { serial: 0, sha256: "" }])
    assert.equal(compare(broken, chain).verdict, "other");
});

test("a change of the roster is told in words", async () => {
  const chain = await verifyChain(good.notes);
  for (let at = 1; at < chain.length; at++)
    assert.ok(changes(chain[at - 1], chain[at]).every((sentence) => sentence.endsWith(".")));
  assert.deepEqual(changes(chain[0], chain[0]), ["The people are the same."]);
  const [first] = chain;
  const [person, ...others] = first.people;
  const renewed = { ...first, people: [{ ...person, fingerprint: "0".repeat(52) }, ...others.slice(1)] };
  assert.deepEqual(changes(first, renewed), [
    `${person.name} (reviewer) has another key.`,
    `${others[0].name} (${others[0].role}) left.`,
  ]);
});
