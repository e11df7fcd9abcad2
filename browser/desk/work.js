/** What readers do with an opened case: thread, checklist, notes, decision. */

import { prepareBundle } from "./bundle.js";
import { REPLACED } from "./casefile.js";
import { prepareChecklist, showChecklist } from "./checklist.js";
import { prepareDecision, showDecision } from "./decision.js";
import { announce, h, part } from "./dom.js";
import { remember } from "./find.js";
import { clear, show } from "./fields.js";
import { rename } from "./inbox.js";
import { renew } from "./moves.js";
import { go } from "./navigation.js";
import { caseNumber, readNotes, showNotes } from "./notes.js";
import { enterRefused } from "./refusals.js";
import { Refused, post } from "./server.js";
import { prepareSnippets } from "./snippets.js";
import { bothOnOneDay, ours, showThread } from "./thread.js";
import { follow } from "./unsent.js";
import { dateWords, leftWords } from "./words.js";

/** @typedef {import("./casefile.js").CaseFile} CaseFile @typedef {import("./case.js").CasePage} CasePage */
/** @typedef {{messages: object[], notes: object[]}} Given sealed, as the server has them */

/** @param {CaseFile} file @param {Given} given @param {CasePage} page */
export async function prepareWork(file, given, page) {
  const { changed } = page;
  let warnings = [];
  const show = async (now) => {
    warnings = await readNotes(now.notes, file); // first, since they say who reads
    const thread = await showThread(now.messages, file);
    page.here();
    part("messages").replaceChildren(...thread);
    part("no-messages").hidden = now.messages.length > 0;
    part("one-day").hidden = !bothOnOneDay(now.messages);
    if (file.isReplaced) tellReplaced(file);
    page.changed();
    await enterRefused(file.caseId, file.wrongParts + file.refused);
  };
  page.changed = () => {
    changed();
    rememberAll(file);
    part("note-list").replaceChildren(...warnings, ...showNotes(file));
    showChecklist(file);
    showDecision(file);
  };
  page.load = async () => {
    const now = await post(`/cases/${file.caseId}/report`);
    page.here();
    file.forget();
    await renew();
    await show(now);
  };
  await show(given);
  page.here();
  if (!file.isMine) return tellStranger();
  for (const prepare of [prepareReply, prepareSnippets, prepareNote, prepareLink, prepareChecklist, prepareDecision, prepareLettingIn, prepareTitle, prepareBundle]) prepare(file, page);
  page.changed();
  part("thread").hidden = part("notes").hidden = false;
  await keepTyped(file);
  page.here();
  showChecklist(file); // with what is kept beside what came back
}

/** What is typed here and not sent outlives the page. @param {CaseFile} file */
function keepTyped({ caseId, session }) {
  const inside = (name) => [...part(name).querySelectorAll("[name]")];
  return follow(session.me.fingerprint, caseId, {
    reply: [part("reply-text")],
    note: [part("note-text")],
    "title-keep": [part("title-text")],
    link: [part("link-case"), part("link-text")],
    check: inside("checklist"),
    propose: inside("propose-form"),
  });
}

/** For the search of this tab. */
function rememberAll(file) {
  const noted = file.notes.map(({ text, why }) => `${text ?? ""} ${why ?? ""}`);
  remember(file.caseId, [part("report").textContent, part("messages").textContent, ...noted]);
  const title = file.newest("title");
  if (!title) return;
  rename(file.caseId, String(title.text));
  part("title").textContent = String(title.text || (part("title").dataset.headline ?? `Case ${file.caseId}`));
  if (part("title-text")) show(part("title-text"), String(title.text));
}

function prepareTitle(file, { on, sent, changed }) {
  on("title-keep", async () => {
    const named = file.newest("title")?.text; // only a name that is there can be taken away
    const text = (named ? part("title-text").value : written(part("title-text"))).trim().slice(0, 120);
    await file.note("title", { text });
    rename(file.caseId, text);
    sent("title-keep");
    changed();
    announce(text ? "The case has a new name" : "The case has no name any more");
  });
}

/** It was sealed to this key, and says that it is for others: nothing is sealed from here. */
function tellStranger() {
  part("report").prepend(h("p", { class: "warning", role: "alert" }, "This report does not name you among its readers."));
}

/** Nothing is shown whose check fails: of this report no word any more. @param {CaseFile} file */
function tellReplaced(file) {
  const [{ author, on: day }] = file.ofAnother;
  const why =
    ` What ${file.nameOf(author)} signed on ${dateWords(day)} is about another one, so somebody who has the machine has changed what is ` +
    "stored. Nothing of it is shown, and nothing is sealed to the readers whom it names. Tell the other reader and an auditor, by voice.";
  part("report").replaceChildren(h("p", { class: "warning", role: "alert" }, h("b", {}, REPLACED), why));
}

/** Somebody stepped back, and another takes the place. */
function prepareLettingIn(file, { on, here }) {
  on("let-in", async () => {
    const bar = h("progress", { max: "1", value: "0", "aria-label": "Sealing all of the case to them" });
    part("let-in-said").replaceChildren(bar);
    const left = await file.letIn((done, of) => Object.assign(bar, { max: of, value: done }));
    here();
    if (left.length) return tellLeft(left);
    await go(location.href, { step: "none" });
    announce("It is sealed to them too. Open the report to go on");
  });
}

/** It is said where it is read, before the page is another. */
function tellLeft(left) {
  part("let-in").hidden = true;
  const said = `It is sealed to them too, but for ${leftWords(left)}`;
  part("let-in-said").replaceChildren(
    h("p", { class: "warning", role: "alert" }, said),
    h("p", { class: "go" }, h("a", { class: "lone", href: location.pathname }, "Go on with the case")),
  );
}

function prepareReply(file, { on, here, sent, changed }) {
  on("reply", async () => {
    const field = part("reply-text");
    const text = written(field);
    const said = await file.reply(text);
    sent("reply");
    const item = await ours(said, file);
    here();
    clear(field, text);
    part("messages").append(item);
    part("no-messages").hidden = true;
    await renew();
    here();
    changed();
    announce("It is sealed and sent");
  });
}

function prepareNote(file, { on, here, sent, changed }) {
  on("note", async () => {
    const field = part("note-text");
    const text = written(field);
    await file.note("note", { text });
    sent("note");
    clear(field, text);
    await renew(); // a note may have been what a message waited for
    here();
    changed();
    announce("The note is added");
  });
}

function prepareLink(file, { on, here, sent, changed }) {
  on("link", async () => {
    const [number, why] = [part("link-case"), part("link-text")];
    const other = caseNumber(number.value);
    if (!other) throw new Refused("A case’s number has eight letters and digits, as 7QK4-M2XR. It stands at the top of its page.");
    if (other === file.caseId) throw new Refused("That is this case.");
    await file.note("note", { case: other, text: why.value.trim() });
    sent("link");
    number.value = why.value = "";
    await renew();
    here();
    changed();
    announce("The cases are linked");
  });
}

/** @param {HTMLTextAreaElement} field */
function written({ value }) {
  if (!value.trim()) throw new Refused("Write something first.");
  return value;
}
