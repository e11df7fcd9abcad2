import assert from "node:assert/strict";
import { test } from "node:test";
import { circumstances } from "../desk/answers.js";
import { reportText } from "../desk/bundle.js";
import { enteredBy, enteredWords } from "../desk/entered.js";
import { decode, toBase64 } from "../shared/bytes.js";
import { Draft } from "../shared/draft.js";
import { privateKey, sign } from "../shared/keys.js";
import { openSealed } from "../shared/opening.js";
import { choices } from "../shared/roster.js";
import { signable } from "../shared/said.js";
import { canonicalOf } from "../shared/written.js";
import { vectors } from "./vectors.js";

const [ada, ben] = vectors("keys").people;
const key = await privateKey(ada.identity);
const authors = new Map([
  ["ada", { name: "Ada Lindqvist", raw: key.verifyKey, reads: true }],
  ["olu", { name: "Olu Adeyemi", raw: key.verifyKey, reads: false }],
]);
const written = { readers: "both", answers: { what_happened: "He followed her." }, contact: "", entered: { came: "mail", reached: "2026-11-20" } };
const recipients = { hash: "1", keys: new Map([["ada", ada.recipient], ["ben", ben.recipient]]) };

async function signed(report, more = {}) {
  const said = { ...report, ...written.entered, on: "2026-11-23", author: "ada", from: "Ada Lindqvist", ...more };
  return { ...said, signature: toBase64(await sign(key, signable(said))) };
}

async function entered(more) {
  const draft = await Draft.begin();
  const { parts } = await draft.report(written, ["ada", "ben"], recipients, "2026-03-03", undefined, (report) => signed(report, more));
  return JSON.parse(decode(await openSealed(parts.report, ben.identity)));
}

test("what a reader signed and sealed says who entered it and how it came", async () => {
  const by = await enteredBy(await entered(), authors);
  assert.deepEqual(by, { name: "Ada Lindqvist", came: "mail", reached: "2026-11-20", on: "2026-11-23", reads: true });
  assert.equal(enteredWords(by), "Entered by Ada Lindqvist on 23 November 2026; it came by mail, and reached us on 20 November 2026.");
  assert.match(enteredWords({ ...by, reads: false }), /has seen it, and does not read this case\.$/);
  assert.match(enteredWords({ ...by, reached: by.on }), /on the same day\.$/);
});

test("a reporter's report claims nothing, and any one of the fields is a claim", async () => {
  const report = await entered();
  const { came, reached, on, author, from, signature, ...plain } = report;
  assert.equal(await enteredBy(plain, authors), null);
  for (const [name, value] of Object.entries({ came, reached, on, author, from, signature })) {
    assert.ok((await enteredBy({ ...plain, [name]: value }, authors)).forged, name);
    const { [name]: _gone, ...less } = report;
    assert.ok((await enteredBy(less, authors)).forged, name);
  }
});

test("every change of a signed report is a forgery", async () => {
  const report = await entered();
  for (const name of Object.keys(report)) assert.ok((await enteredBy({ ...report, [name]: "2026-11-19" }, authors)).forged, name);
  assert.ok((await enteredBy({ ...report, added: 1 }, authors)).forged);
});

test("a signature alone is not enough: it has to be a reader's, and to say how and when", async () => {
  const wrong = [{ author: "olu" }, { author: "mallory" }, { author: null }, { came: "pigeon" }, { came: "toString" }, { reached: "2026-11-24" }, { on: "today" }];
  for (const more of wrong) assert.ok((await enteredBy(await entered(more), authors)).forged, JSON.stringify(more));
});

test("how it came belongs to the words by which a resend is known", () => {
  const other = { ...written, entered: { ...written.entered, came: "staff" } };
  assert.notEqual(canonicalOf(written), canonicalOf(other));
  assert.equal(canonicalOf({ ...written, entered: undefined }), '{"answers":{"what_happened":"He followed her."},"contact":"","readers":"both"}');
});

test("sent again it is the same report to the byte, also when it is signed on another day", async () => {
  const draft = await Draft.begin();
  const send = (on) => draft.report(written, ["ada", "ben"], recipients, "2026-03-03", undefined, (report) => signed(report, { on }));
  assert.deepEqual(await send("2026-11-23"), await send("2026-11-24"));
});

test("the bundle says who entered it, or that nobody real did", async () => {
  const report = await entered();
  const by = await enteredBy(report, authors);
  const forged = await enteredBy({ ...report, came: "staff" }, authors);
  assert.match(reportText({ caseId: "7QK4-M2XR", report, entered: by }), /Entered by Ada Lindqvist on 23 November 2026; it came by mail/);
  assert.match(reportText({ caseId: "7QK4-M2XR", report, entered: forged }), /It says that a reader entered it\. It is not signed by Ada Lindqvist\./);
  assert.doesNotMatch(reportText({ caseId: "7QK4-M2XR", report }), /ntered/);
  assert.equal(circumstances(report, by)[1].text, "In the browser of who entered it: our server never saw the words");
  assert.equal(circumstances(report, forged)[1].text, "In the reporter’s browser: our server never saw the words");
});

test("the choices of readers are those that Python offers", () => {
  const people = [["ada", "reviewer"], ["ben", "reviewer"], ["ines", "alternate"], ["noor", "alternate"], ["olu", "auditor"]].map(([handle, role]) => ({ handle, role }));
  const offered = (among) => Object.fromEntries([...choices({ people: among })].map(([value, who]) => [value, who.map(({ handle }) => handle).join(" ")]));
  assert.deepEqual(offered(people), { both: "ada ben", "not-ada": "ben ines", "not-ben": "ada ines", neither: "ines noor" });
  assert.deepEqual(offered(people.toSpliced(3, 1)), { both: "ada ben", "not-ada": "ben ines", "not-ben": "ada ines" });
  assert.deepEqual(offered(people.toSpliced(2, 2)), { both: "ada ben", "not-ada": "ben", "not-ben": "ada" });
});
