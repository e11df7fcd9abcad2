/**
 * Coming back: the twelve words stay in this page's memory. The server finds the report by its locator, gives the page
 * with everything still sealed, and gets back only what was sealed here.
 */

import { advise } from "./advice.js";
import { Draft } from "../shared/draft.js";
import { Files } from "./files.js";
import { leaveQuickly } from "./leave.js";
import { openLetters } from "./letters.js";
import { numberOf } from "./local.js";
import { filled, one, sayHow, showTop, tell, tellOf, untell } from "./page.js";
import { inTime, timeFor } from "./patience.js";
import { worked } from "./pow.js";
import { NotAReceipt, receiptFrom } from "../shared/receipt.js";
import { NoKeys, Unreached, fetchRecipients, hand } from "./server.js";
import { plain } from "../shared/written.js";
import { toHex } from "../shared/bytes.js";

const PATIENCE = 90_000; // milliseconds
const LETTERS = 90_000; // milliseconds for all of them
const TRIES = 4; // of one message: another number, a flood

/** @type {import("../shared/receipt.js").Receipt | null} */
let receipt = null;
/** @type {Files | null} */
let files = null;
let busy = false;

/** Every form of these pages is answered here, one at a time. @param {SubmitEvent} event */
async function pressed(event) {
  const form = event.target;
  event.preventDefault();
  if (busy) return;
  busy = true;
  untell();
  try {
    await answer(form, event.submitter);
  } catch (error) {
    if (error instanceof NotAReceipt) tellWords(error);
    else if (error instanceof NoKeys) tellOf("unreached");
    else if (error instanceof Unreached) tellOf(sends(form) ? "unsent" : "unreached");
    else tellOf("broken");
  } finally {
    busy = false;
    files?.hold(false);
    say("");
  }
}

const sends = (form) => form.getAttribute("action").endsWith("/receipt/message"); // whatever language stands before it

async function answer(form, submitter) {
  if (sends(form)) return sendMessage(form);
  const typed = form.elements.words;
  if (typed) receipt = await inTime(receiptFrom(typed.value));
  say("looking");
  const fields = new FormData(form, submitter);
  fields.delete("words");
  return show(await fetchPage(submitter?.getAttribute("formaction") ?? form.action, fields));
}

/**
 * A page of ours, read as a document in which nothing runs: the policy of these pages makes no elements out of text.
 * @param {string} address @param {FormData} fields @returns {Promise<Document>} throws Unreached
 */
function fetchPage(address, fields) {
  fields.set("locator", toHex(receipt.locator));
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", address);
    asked.responseType = "document";
    asked.timeout = PATIENCE;
    asked.onload = () => (asked.response ? resolve(asked.response) : reject(new Unreached()));
    asked.onerror = asked.ontimeout = () => reject(new Unreached());
    asked.send(fields);
  });
}

/** @param {Document} page */
async function show(page) {
  const asksForWords = page.querySelector('form[action$="/receipt"] textarea[name=words]');
  const problem = page.querySelector(".again");
  if (asksForWords && problem) {
    one("h1").after(document.adoptNode(problem)); // the words stay as they were typed
    return one(".again").focus();
  }
  one("main").replaceWith(document.adoptNode(page.querySelector("main")));
  one("nav")?.remove(); // a page in another language would ask for the words anew
  files?.forget();
  const writes = one("form[data-report]");
  files = writes && new Files(writes);
  files?.startAfter(Number(writes.dataset.files));
  if (writes) advise(writes);
  sayHow("browser");
  await inTime(openLetters(receipt), LETTERS);
  showTop(one(".again") ?? one("h1"));
}

async function sendMessage(form) {
  const field = form.elements.text;
  const text = plain(field.value);
  const [length, limit] = [[...text].length, Number(field.dataset.limit)];
  if (!text.trim()) return tellOf("empty");
  if (length > limit) return tellWith("too-long", { length: numberOf(length), limit: numberOf(limit) });
  say("looking");
  await files.settled();
  if (files.failed) return tellOf("files-failed");
  files.hold(true);
  const taken = files.take();
  const { report, readers } = form.dataset;
  const draft = new Draft(receipt, report);
  draft.named(readers.split(" "));
  const written = { readers: "", answers: { what_happened: text }, contact: "" };
  return send(draft, written, {
    token: form.elements.token.value,
    number: Number(form.dataset.number),
    before: Number(form.dataset.files),
    taken,
  });
}

/** @param {Draft} draft @param {import("../shared/written.js").Written} written @param {Record<string, any>} state */
async function send(draft, written, state, tries = TRIES) {
  const list = await fetchRecipients();
  if (list.hash !== one("form[data-report]").dataset.recipients) return renew();
  const [readers] = draft.tried;
  const { token, number, before, taken, ripening = "", work = "" } = state;
  const sealing = draft.message(written, number, readers, list, taken.after(before));
  const { fields, parts } = await inTime(sealing, timeFor(taken.size));
  const { stored, answer: said } = await hand({ ...fields, recipients: list.hash, token, remark: "", ripening, work }, parts);
  if (stored) return arrived(taken.lines(before));
  if (said.choices || said.first) return renew();
  one("form[data-report]").elements.token.value = said.token;
  const next = { token: said.token, number: said.number ?? number, before: said.files ?? before, taken, ripening: said.ripening ?? "" };
  const again = said.number !== undefined || (said.challenge && !work);
  if (!again || tries <= 1) return tell(said);
  if (said.challenge) {
    say("flood");
    next.work = await worked(said.challenge);
    if (!next.work) return tell(said);
  }
  return send(draft, written, next, tries - 1);
}

/**
 * Who reads may be others than those whom this page names, or there is nothing left to add to. The page says which, its
 * form takes what a new one would have, and every word stays.
 */
async function renew() {
  const page = await fetchPage("receipt", new FormData()).catch(() => null);
  if (!page || one(".again", page)) throw new NoKeys();
  const [form, fresh] = [document, page].map((where) => one("form[data-report]", where));
  if (!fresh) return tellOf(one(".nobody", page) ? "nobody" : "gone");
  const same = form.dataset.readers === fresh.dataset.readers;
  form.elements.token.value = fresh.elements.token.value;
  Object.assign(form.dataset, { ...fresh.dataset });
  one(".who", form)?.remove(); // there is none where nobody could say it when this page came
  one(".ask", form).before(document.adoptNode(one(".who", page)));
  tellOf(same ? "changed" : "others");
}

async function arrived(lines) {
  await show(await fetchPage("receipt", new FormData()));
  tellOf("sent", { role: "status" });
  if (!lines.length) return;
  const list = Object.assign(document.createElement("ol"), { className: "told" });
  list.append(...lines);
  one(".again").append(list);
}

const say = (id) => {
  const place = one("#progress");
  if (place) place.textContent = id ? document.getElementById(id).content.textContent : "";
};

const tellWords = ({ what, about }) => tellWith(what, about);

/** A sentence with values in it. @param {string} id @param {Record<string, string>} values */
const tellWith = (id, values) => tellOf(id, { text: filled(id, values).textContent });

leaveQuickly(one("a.leave"));
if (globalThis.crypto?.subtle) {
  sayHow("browser");
  document.addEventListener("submit", pressed);
}
