/**
 * Seals the form in the reporter's browser. Loaded once the page can be used; without it the page works as it did, and
 * says so. Nothing is kept on the device, and nothing is ever sent in clear unless the person presses the button for it.
 */

import { advise } from "./advice.js";
import { confirm } from "./confirmed.js";
import { Draft } from "../shared/draft.js";
import { Files } from "./files.js";
import { leaveQuickly } from "./leave.js";
import { inTime, timeFor } from "./patience.js";
import { worked } from "./pow.js";
import { one, sayBusy, sayFlood, sayHow, showReaders, tell, tellOf, tellWrong, untell } from "./page.js";
import { NoKeys, Unreached, fetchRecipients, hand } from "./server.js";
import { toBase64 } from "../shared/bytes.js";
import { writtenIn, wrongIn } from "../shared/written.js";

const form = one("form[data-recipients]");
let [busy, draft, ripening] = [false, null, ""]; // ripening: what a flood asks for, once a minute has gone by
const files = form && new Files(form);
/** @type {HTMLElement[]} what is said of the files that are on their way */
let lines = [];
let recipients = fetchRecipients().catch(() => null); // before anybody writes, so that it tells of nobody's writing

/** @param {Event} event the form is sent, in whatever way */
function pressed(event) {
  event.preventDefault();
  untell();
  const wrong = wrongIn(form);
  if (wrong.length) tellWrong(wrong);
  else work(sendReport);
}

/** One thing at a time, and no failure unsaid. @param {() => Promise<void>} does */
async function work(does) {
  if (busy) return;
  busy = true;
  sayBusy(true);
  try {
    await does();
  } catch (error) {
    if (error instanceof NoKeys) tellOf("no-keys");
    else if (error instanceof Unreached) tellOf("unreached");
    else tellOf("unsealed", instead());
  } finally {
    busy = false;
    files.hold(false);
    if (form.isConnected) sayBusy(false);
  }
}

async function sendReport() {
  const taken = await takeFiles(0);
  if (!taken) return;
  const written = writtenIn(new FormData(form));
  draft ??= await inTime(Draft.begin());
  const list = await currentRecipients();
  const named = form.dataset.recipients;
  const { guidelines } = form.elements;
  const readers = one("[name=readers]:checked", form).dataset.readers.split(" ");
  // A list that is not the one the page named: nothing is sealed, and the server says who reads now.
  const post =
    list.hash === named ? draft.report(written, readers, list, guidelines.value, taken.after(0)) : draft.question(written);
  await send(await inTime(post, timeFor(taken.size)), written);
}

/** All files as they are now, once they are looked through; none when that failed, which is said. */
async function takeFiles(before) {
  files.startAfter(before);
  await files.settled();
  if (files.failed) {
    tellOf("files-failed", instead());
    return null;
  }
  files.hold(true);
  const taken = files.take();
  lines = taken.lines(before);
  return taken;
}

async function currentRecipients() {
  recipients = (await recipients) ?? (await fetchRecipients());
  return recipients;
}

/** A list that holds their keys, if the server has one by now: somebody may have come in since the page did. */
async function recipientsWith(readers) {
  const list = await currentRecipients();
  if (!readers.every((one) => list.keys.has(one))) recipients = null;
  return currentRecipients();
}

async function send(post, written, work = "") {
  const { fields, parts } = post;
  const { token, remark } = form.elements;
  const also = { recipients: form.dataset.recipients, token: token.value, remark: remark.value, ripening, work };
  const { stored, answer } = await hand({ number: "", ...fields, ...also }, parts);
  if (stored) return arrived(answer, written);
  token.value = answer.token;
  remark.value = "";
  ripening = answer.ripening ?? "";
  if (work || !answer.challenge) return refused(answer, written);
  sayFlood();
  const done = await worked(answer.challenge); // in a flood, in place of a minute's wait
  return done ? send(post, written, done) : refused(answer, written);
}

function arrived(answer, written) {
  try {
    confirm(answer, draft.receipt.words, written.answers.act_without_me === "yes", lines, draft.numberOf(answer.number));
  } catch {
    throw new Unreached(); // it is stored; sent again, it gets the same words
  }
  draft = null;
  files.forget();
}

/** The server said no: what it brings along says what can be done. @param {Record<string, any>} answer */
function refused(answer, written) {
  const { title, text, choices, first, taken, left_out: leftOut } = answer;
  if (choices) {
    showReaders(answer);
    recipients = fetchRecipients().catch(() => null);
  }
  if (taken) draft = null;
  if (!first) return tell({ title, text });
  draft.named(first); // by the text that is shown with it
  const add = () => work(() => sendMessage(written, answer));
  const anew = () => {
    draft = null;
    work(sendReport);
  };
  return tell({ title, text: [text, ...notAlong(leftOut, written)].join(" "), acts: [...(first.length ? [["as-message", add]] : []), ["as-new", anew]] });
}

/** What does not go along with a message, of what was filled in. @returns {string[]} */
const notAlong = ({ contact, tell_today: today } = {}, written) =>
  [written.contact && contact, written.answers.tell_today && today].filter(Boolean);

async function sendMessage(written, { number, first, files: before }) {
  const taken = await takeFiles(before);
  if (!taken) return;
  const post = draft.message(written, number, first, await recipientsWith(first), taken.after(before));
  await send(await inTime(post, timeFor(taken.size)), written);
}

/** What else can be done, as `tell` takes it. */
const instead = () => ({
  more: files.askOfThoseThatStay(),
  acts: [
    ["by-server", sendToServer],
    ["go-on", goOn],
  ],
});

function goOn() {
  untell();
  form.elements.what_happened.focus();
}

/** The person has chosen it. The same receipt goes along, so that what may have arrived already stays one report. */
function sendToServer() {
  if (draft) form.elements.receipt_entropy.value = base64Url(draft.receipt.entropy);
  files.giveBack();
  HTMLFormElement.prototype.submit.call(form);
}

const base64Url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

leaveQuickly(one("a.leave"));
if (form) {
  advise(form);
  form.addEventListener("submit", pressed);
  if (globalThis.crypto?.subtle) sayHow("browser");
}
