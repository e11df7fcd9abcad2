import assert from "node:assert/strict";
import { test } from "node:test";
import { base64nopad } from "@scure/base";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { HybridKey, hybridRecipient } from "../shared/hybrid.js";
import { Damaged, NotForThisKey, openSealed } from "../shared/opening.js";

const people = await Promise.all([0, 1, 2].map(generateHybridIdentity));
const [ada, ben, ines] = people;
const recipients = await Promise.all(people.map(identityToRecipient));
const keys = await Promise.all(people.map(HybridKey.of));
const text = new TextEncoder().encode("He followed me.");

async function sealedTo(...to) {
  const sealer = new Encrypter();
  for (const one of to) sealer.addRecipient(one);
  return sealer.encrypt(text);
}

test("what age-encryption seals is opened, whichever stanza it is", async () => {
  const sealed = await sealedTo(recipients[0], recipients[1]);
  for (const key of keys.slice(0, 2)) assert.deepEqual(await openSealed(sealed, key), text);
  await assert.rejects(openSealed(sealed, keys[2]), NotForThisKey);
});

test("what is sealed here is opened by age-encryption, and by nobody else's key", async () => {
  const sealed = await sealedTo(hybridRecipient(recipients[0]), hybridRecipient(recipients[1]));
  for (const identity of [ada, ben]) {
    const opener = new Decrypter();
    opener.addIdentity(identity);
    assert.deepEqual(await opener.decrypt(sealed), text);
  }
  await assert.rejects(openSealed(sealed, ines), NotForThisKey);
  await assert.rejects(openSealed(sealed, keys[2]), NotForThisKey);
});

test("each stanza is another one", async () => {
  const key = new Uint8Array(16);
  const made = await Promise.all([0, 1, 2].map(() => hybridRecipient(recipients[0]).wrapFileKey(key)));
  assert.equal(new Set(made.flat().map(({ args }) => args[1])).size, 3);
  for (const stanzas of made) assert.deepEqual(await keys[0].unwrapFileKey(stanzas), key);
});

test("a stanza that was changed anywhere opens nothing", async () => {
  const [{ args, body }] = await hybridRecipient(recipients[0]).wrapFileKey(new Uint8Array(16));
  for (const at of [0, 500, args[1].length - 45, args[1].length - 20]) {
    const other = args[1][at] === "A" ? "B" : "A";
    const bent = args[1].slice(0, at) + other + args[1].slice(at + 1);
    assert.equal(await keys[0].unwrapFileKey([{ args: [args[0], bent], body }]), null);
  }
  assert.equal(await keys[0].unwrapFileKey([{ args, body: body.map((byte, at) => (at ? byte : byte ^ 1)) }]), null);
});

test("what is no stanza of this kind is an error, as in age-encryption", async () => {
  const [{ args, body }] = await hybridRecipient(recipients[0]).wrapFileKey(new Uint8Array(16));
  const lowOrder = base64nopad.encode(base64nopad.decode(args[1]).fill(0, -32));
  const shares = [[args[0]], [...args, "x"], [args[0], args[1].slice(4)], [args[0], lowOrder]];
  for (const bent of shares) await assert.rejects(keys[0].unwrapFileKey([{ args: bent, body }]));
  await assert.rejects(keys[0].unwrapFileKey([{ args, body: body.subarray(1) }]));
  assert.equal(await keys[0].unwrapFileKey([{ args: ["X25519", "x"], body }]), null);
  const sealed = await sealedTo(recipients[0]);
  sealed[sealed.length - 1] ^= 1;
  await assert.rejects(openSealed(sealed, keys[0]), Damaged);
});

test("what is no key is none", async () => {
  await assert.rejects(HybridKey.of(recipients[0]));
  assert.throws(() => hybridRecipient(ada));
  assert.throws(() => hybridRecipient(recipients[0].slice(0, -1)));
});
