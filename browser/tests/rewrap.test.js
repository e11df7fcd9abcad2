import assert from "node:assert/strict";
import { test } from "node:test";
import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { NotForThisKey, openSealed } from "../shared/opening.js";
import { rewrap } from "../shared/rewrap.js";

const people = await Promise.all([0, 1, 2].map(generateHybridIdentity));
const [ada, ben, ines] = people;
const [toAda, toBen, toInes] = await Promise.all(people.map(identityToRecipient));
const text = new TextEncoder().encode("He followed me.");

async function sealedTo(...recipients) {
  const sealer = new Encrypter();
  for (const one of recipients) sealer.addRecipient(one);
  const sealed = await sealer.encrypt(text);
  const size = new TextDecoder("latin1").decode(sealed).indexOf("\n", new TextDecoder("latin1").decode(sealed).indexOf("\n--- ") + 1) + 1;
  return { header: sealed.subarray(0, size), payload: sealed.subarray(size) };
}

test("another head opens the same payload, to those whom it names and to nobody else", async () => {
  const { header, payload } = await sealedTo(toAda, toBen);
  const made = await rewrap(header, ada, [toAda, toInes], 2);
  assert.equal(made.length, header.length);
  const whole = new Uint8Array([...made, ...payload]);
  for (const one of [ada, ines]) assert.deepEqual(await openSealed(whole, one), text);
  await assert.rejects(openSealed(whole, ben), NotForThisKey);
});

test("where one reads alone there are as many stanzas all the same", async () => {
  const { header } = await sealedTo(toAda, toBen);
  assert.equal((await rewrap(header, ada, [toAda], 2)).length, header.length);
});

test("who cannot open it makes no head for it, and no head that locks its maker out is handed in", async () => {
  const { header } = await sealedTo(toAda, toBen);
  await assert.rejects(rewrap(header, ines, [toInes, toBen], 2), NotForThisKey);
  await assert.rejects(rewrap(header, ada, [toBen, toInes], 2));
  await assert.rejects(rewrap(header.subarray(0, header.length - 3), ada, [toAda, toInes], 2));
});
