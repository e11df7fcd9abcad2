import assert from "node:assert/strict";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import { fromBase64, sha256, toHex, encode, decode } from "../shared/bytes.js";
import { NotAKey, identityIn, privateKey, sign } from "../shared/keys.js";
import { WrongPassphrase, lockedBytes, unlock } from "../shared/keyfile.js";
import { Damaged, NotForThisKey, openSealed } from "../shared/opening.js";
import { verify } from "../shared/signednote.js";
import { vectors } from "./vectors.js";

const { people, locked, part } = vectors("keys");
const [ada] = people;

test("one seed gives the recipient and the signing key that Python derives", async () => {
  for (const person of people) {
    const key = await privateKey(person.identity);
    assert.equal(key.recipient, person.recipient);
    assert.equal(toHex(key.verifyKey), person.verify_key);
    const signature = await sign(key, encode(person.message));
    assert.equal(toHex(signature), person.signature);
    assert.ok(await verify(key.verifyKey, signature, encode(person.message)));
    assert.ok(!(await verify(key.verifyKey, signature, encode(`${person.message}.`))));
  }
});

test("the signing key cannot be taken out again", async () => {
  const { signing } = await privateKey(ada.identity);
  await assert.rejects(crypto.subtle.exportKey("jwk", signing));
});

test("an identity with one letter changed is refused", async () => {
  await assert.rejects(privateKey(`${ada.identity.slice(0, -1)}${ada.identity.endsWith("Q") ? "P" : "Q"}`));
});

test("the identity is found among comments, and only when it is the only one", () => {
  assert.equal(identityIn(`# created: today\n\n${ada.identity.toLowerCase()}\r\n`), ada.identity);
  for (const text of ["", "AGE-SECRET-KEY-1QQQ", `${ada.identity}\n${people[1].identity}\n`]) {
    assert.throws(() => identityIn(text), NotAKey);
  }
});

test("a locked key file opens with its passphrase, in whatever way the words are typed", async () => {
  const file = encode(locked.file);
  for (const typed of [locked.passphrase, ` ${locked.passphrase.replaceAll("-", " ").toUpperCase()} `]) {
    assert.equal((await unlock(file, typed)).identity, ada.identity);
  }
  assert.equal((await unlock(file, locked.passphrase)).locked, locked.file);
});

test("a recovery sheet opens as it was typed: spaces, other lines, no first and last line", async () => {
  const letters = locked.file.replace(/-----.*-----/g, "").replace(/\s/g, "");
  const typed = letters.replace(/.{5}/g, "$& ").replace(/.{31}/g, "$&\n");
  assert.equal((await unlock(encode(typed), locked.passphrase)).identity, ada.identity);
  assert.equal((await unlock(fromBase64(letters), locked.passphrase)).identity, ada.identity);
});

test("a plain identity file opens and is never offered for keeping", async () => {
  assert.deepEqual(await unlock(encode(`# hers\n${ada.identity}\n`), ""), { identity: ada.identity, locked: null });
});

test("a wrong passphrase, another file and a changed file are told apart", async () => {
  await assert.rejects(unlock(encode(locked.file), "seven other words"), WrongPassphrase);
  for (const other of [
    "holiday pictures",
    "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----",
    "",
  ]) {
    await assert.rejects(unlock(encode(other), locked.passphrase), NotAKey);
  }
  const changed = lockedBytes(encode(locked.file)).slice();
  changed[changed.length - 1] ^= 1;
  await assert.rejects(unlock(changed, locked.passphrase), NotAKey);
});

test("what Python sealed opens, byte for byte, and only for whom it was sealed", async () => {
  const sealed = fromBase64(part.sealed);
  const opened = await openSealed(sealed, ada.identity);
  assert.equal(toHex(await sha256(opened)), part.sha256);
  assert.equal(decode(opened).trimEnd(), part.padded.trimEnd());
  const stranger = vectors("roster").people.at(-1);
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", Buffer.from(stranger.seed, "hex")).toUpperCase();
  await assert.rejects(openSealed(sealed, identity), NotForThisKey);
});

test("a sealed part that was changed, cut or made longer gives nothing", async () => {
  const sealed = fromBase64(part.sealed);
  const flipped = sealed.slice();
  flipped[flipped.length - 20] ^= 1;
  for (const bad of [flipped, sealed.slice(0, -1), new Uint8Array([...sealed, 0]), new Uint8Array(0)]) {
    await assert.rejects(openSealed(bad, ada.identity), Damaged);
  }
});
