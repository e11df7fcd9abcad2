/**
 * A concern that came another way: a reader enters it here. The Worker makes, signs and seals it by the modules of the form, to
 * readers of the roster that this browser knows; the server gets sealed parts alone.
 */

import { toBase64, toHex } from "../shared/bytes.js";
import { choices } from "../shared/roster.js";
import { writtenIn, wrongIn } from "../shared/written.js";
import { announce, fromTemplate, h, one, part, whileBusy } from "./dom.js";
import * as key from "./key.js";
import { dismiss, notice, p } from "./notices.js";
import { Refused, SessionEnded, post } from "./server.js";
import * as unsent from "./unsent.js";
import { dateWords } from "./words.js";

/** The Worker's name for what is entered on this page. @type {string | null} */
let name = null;

/** Leaving the page: the Worker forgets it, its words and its keys. */
export function leaveEntering() {
  if (name) key.forgetDraft(name);
  name = null;
}

/** @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>}} desk */
export function prepareEntering({ session, run }) {
  const [form, button] = [part("enter-form"), part("enter")];
  if (!button || button.dataset.live) return;
  button.dataset.live = "yes";
  button.disabled = false;
  leaveEntering();
  name = toHex(crypto.getRandomValues(new Uint8Array(16))); // one page, one report, however often it is sent
  const press = () => {
    part("enter-said").replaceChildren();
    return enter(form, session).catch((error) => {
      if (form.isConnected) tell(error); // else it is kept, and the page that is there says so
    });
  };
  button.addEventListener("click", () => whileBusy(button, () => run(press)));
  run(() => unsent.follow(session.me.fingerprint, "new", { enter: [...form.elements].filter((field) => field.name) }));
}

/** What is wrong is told beside the button; the end of a session is for `run`. */
function tell(error) {
  if (error instanceof SessionEnded || !(error instanceof Refused)) throw error;
  part("enter-said").replaceChildren(h("p", { class: "warning", role: "alert" }, error.message));
}

/** @param {HTMLFormElement} form @param {import("./session.js").Session} session */
async function enter(form, session) {
  const wrong = lacking(form);
  if (wrong.length) return tellWrong(wrong);
  const written = writtenOf(form);
  const readers = choices(session.roster).get(written.readers)?.map(({ fingerprint }) => fingerprint);
  if (!readers) throw new Refused("This browser knows another roster, without this choice of readers. Load the page again.");
  const { today, guidelines } = form.dataset;
  const { me, keys, list } = session;
  const by = { on: today, author: me.fingerprint, from: me.name };
  const { fields, parts, words } = await key.enter({ name, written, readers, recipients: { hash: list, keys }, guidelines, by });
  const sealed = Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, toBase64(bytes)]));
  const said = await post("/cases/new", { ...fields, recipients: list, parts: sealed }).catch((error) => {
    if (error.reason === "other-words") return { warning: error.message }; // its words were never shown
    throw error;
  });
  unsent.drop(me.fingerprint, "new", "enter");
  if (!form.isConnected) return tellStored();
  await key.forgetDraft(name);
  showWords(words, said);
}

/** The page was left before its words were there, and with it they are gone: in the place of what says that it is not sent. */
function tellStored() {
  const words = "The concern that you entered is sealed and stored. You left its page first, so nobody has its twelve words.";
  notice("unsent", [p(words)], [{ words: "Close", act: () => dismiss("unsent") }]);
}

/** @param {HTMLFormElement} form @returns {import("../shared/written.js").Written} */
function writtenOf(form) {
  const { answers, ...rest } = writtenIn(new FormData(form));
  const { came, reached, ...told } = answers;
  return { ...rest, answers: told, entered: { came, reached } };
}

/** What needs another look, in the order of the page. @returns {{field: HTMLElement, words: string}[]} */
function lacking(form) {
  const { came, reached } = form.elements;
  const { today } = form.dataset;
  const wrong = wrongIn(form).map(({ field, what, length, limit }) => ({ field, words: WRONG[what]({ field, length, limit }) }));
  if (!reached.value || reached.value > today) wrong.unshift({ field: reached, words: "When did it reach you? Choose a day, today at the latest." });
  if (!came.value) wrong.unshift({ field: came, words: "How did it come? Choose one." });
  return wrong;
}

const labelOf = (field) => field.labels[0].textContent;
const WRONG = {
  needed: ({ field }) => `${labelOf(field)} Write a few words.`,
  choose: () => "Who should read it? Choose one.",
  "too-long": ({ field, length, limit }) => `${labelOf(field)}: ${length} characters are more than the ${limit} that fit. All of it is still here.`,
};

function tellWrong(wrong) {
  const box = h("div", { class: "warning", role: "alert", tabindex: "-1" }, h("ul", {}, ...wrong.map(item)));
  part("enter-said").replaceChildren(box);
  for (const field of part("enter-form").elements) field.removeAttribute("aria-invalid");
  for (const { field } of wrong) field.setAttribute("aria-invalid", "true");
  box.focus();
}

/** A way to the field, that leaves the page as it is. */
function item({ field, words }) {
  const focus = (event) => {
    event.preventDefault();
    field.focus();
  };
  return h("li", {}, h("a", { class: "lone", href: "#main", click: focus }, words));
}

/** Once: the server does not know them, and this page forgets them with the document. @param {string[]} twelve */
function showWords(twelve, { warning, acknowledge }) {
  const page = fromTemplate("entered");
  part("words", page).replaceChildren(...twelve.map((word) => h("li", {}, word)));
  part("line", page).textContent = twelve.join(" ");
  part("warning", page).replaceChildren(...(warning ? [h("p", { class: "warning", role: "alert" }, warning)] : []));
  part("day", page).replaceChildren(...(acknowledge ? [`By ${dateWords(acknowledge)} it should be acknowledged.`] : []));
  one("main").replaceChildren(page);
  scrollTo(0, 0);
  one("main h1").focus({ preventScroll: true });
  announce("It is sealed and stored");
}
