import assert from "node:assert/strict";
import { test } from "node:test";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { encode, fromBase64 } from "../shared/bytes.js";
import { unlock } from "../shared/keyfile.js";
import { privateKey } from "../shared/keys.js";
import { lock, newIdentity, newPassphrase } from "../shared/newkey.js";
import { NotPublic, handleOf, looksPrivate, oneLine, parsePublic, publicFile, wrongName } from "../shared/publicfile.js";
import { verifierText } from "../shared/signednote.js";
import { vectors } from "./vectors.js";

const { people } = vectors("roster");
const { people: keyed, locked } = vectors("keys");

test("a passphrase is seven words of the list, and another each time", () => {
  const made = Array.from({ length: 50 }, newPassphrase);
  for (const passphrase of made) {
    const words = passphrase.split("-");
    assert.equal(words.length, 7);
    assert.ok(words.every((word) => wordlist.includes(word)));
  }
  assert.equal(new Set(made).size, made.length);
});

test("what was locked opens again, and is written as a key file is", async () => {
  const identity = await newIdentity();
  const file = await lock(identity, "maple-river-orbit-candle-salt-winter-lamp", 10);
  assert.equal(file.split("\n")[0], "-----BEGIN AGE ENCRYPTED FILE-----");
  assert.ok(file.endsWith("-----END AGE ENCRYPTED FILE-----\n"));
  assert.equal(file.split("\n").length, locked.file.split("\n").length);
  assert.equal((await unlock(encode(file), "maple river orbit candle salt winter lamp")).identity, identity);
  await privateKey(identity);
});

test("a public file is what Python writes, byte for byte, and is read back", async () => {
  for (const person of people) {
    const raw = fromBase64(person.verifier.split("+").slice(2).join("+")).subarray(1);
    assert.equal(await verifierText(person.handle, raw), person.verifier);
    const text = publicFile(person);
    assert.equal(text, person.public_file);
    const { handle, fingerprint, name, about } = await parsePublic(text);
    assert.deepEqual([handle, fingerprint, name, about], [person.handle, person.fingerprint, person.name, person.about]);
  }
});

test("what is no public file is refused, and a private half is told from all else", async () => {
  const [person] = people;
  const good = publicFile(person);
  const wrong = {
    empty: "",
    "cut short": good.slice(0, -20),
    "other role": good.replace("role: reviewer", "role: owner"),
    "other label": good.replace("# name:", "# called:"),
    "a line too many": `${good}\n`,
    "carriage returns": good.replaceAll("\n", "\r\n"),
    "a comma in the name": good.replace(person.name, "Ada, Lindqvist"),
    "a turned name": good.replace(person.name, "Ada \u202etsivqdniL"),
    "other verifier": good.replace(person.verifier, `x${person.verifier}`),
  };
  for (const [what, text] of Object.entries(wrong)) {
    await assert.rejects(parsePublic(text), (error) => error instanceof NotPublic && !error.isPrivate, what);
  }
  for (const text of [locked.file, `# hers\n${keyed[0].identity}\n`, [...keyed[0].identity].join("\0"), "age-encryption.org/v1\n"]) {
    assert.ok(looksPrivate(text));
    await assert.rejects(parsePublic(text), (error) => error instanceof NotPublic && error.isPrivate);
  }
  assert.ok(!looksPrivate(good));
});

test("names become handles as on the command line", () => {
  assert.equal(handleOf("Inês Duarte"), "ines");
  assert.equal(handleOf("李小龙"), "");
  assert.equal(oneLine("  Ine\u0302s   Duarte\n"), "In\u00eas Duarte");
  assert.equal(wrongName({ name: "Ada", about: "", handle: "ada" }), "");
  for (const person of [
    { name: "Ada, L", about: "", handle: "ada" },
    { name: "", about: "", handle: "ada" },
    { name: "Log Lady", about: "", handle: "log" },
    { name: "Ada", about: "", handle: "../ada" },
    { name: "Ada", about: "\u001b[2J", handle: "ada" },
  ]) {
    assert.ok(wrongName(person));
  }
});
