/**
 * What is written at the desk and not sent yet outlives the page: the desk that locks itself, a walk to the inbox, a page
 * that is loaded anew. It is sealed to its writer's own key and kept in this tab alone, by person, place and form; when the
 * key is open and the form is there again, so are the words.
 *
 * Sealed a moment after it was typed and not when the page goes, since then no browser waits. Until that is done, and where
 * a browser keeps nothing, it asks before it goes.
 */

import { decode, fromBase64, toBase64 } from "../shared/bytes.js";
import { padJson } from "../shared/padme.js";
import { h, part } from "./dom.js";
import { isTick, isTyped, valueOf } from "./fields.js";
import * as key from "./key.js";

const PREFIX = "reporting.unsent";
const MOMENT = 500; // milliseconds
const PATIENCE = 2000; // how long a desk that locks itself waits for the last words
const LEAST = 4096; // bytes
const LOST = ["not-for-this-key", "damaged"]; // no waiting helps

/** @typedef {import("./fields.js").Field} Field */
/**
 * @typedef {{name: string, at: string, fields: Field[], kept: string | null, ready: boolean}} Form `kept`: what was typed, as
 * it was last sealed; `ready`: what was kept of it before is back in it
 */

/** @type {Form[]} those of this page */
let forms = [];
let timer = 0;
let asking = true;
/** How often each place was written to: what was sealed more slowly must not follow what came later. */
const turns = new Map();
/** @type {Set<Promise<void>>} */
const sealing = new Set();

/**
 * Keep what is typed into these forms from now on, and put back what was kept.
 * @param {string} me fingerprint @param {string} place a case, or "new"
 * @param {Record<string, (Field | null)[]>} written the fields of each form, by the name of its button
 */
export async function follow(me, place, written) {
  const followed = Object.entries(written).map(([name, fields]) => {
    const at = `${PREFIX} ${me} ${place} ${name}`;
    return { name, at, fields: fields.filter(Boolean), kept: "", ready: false };
  });
  forms.push(...followed);
  for (const field of followed.flatMap(({ fields }) => fields)) {
    field.autocomplete = "off"; // else some browsers write it to the disk, for when the page is loaded anew
    field.addEventListener("input", soon);
  }
  await Promise.all(sealing);
  for (const form of followed) await bringBack(form);
}

function soon() {
  timer ||= setTimeout(look, MOMENT);
}

/** Seal whatever has changed. */
export function look() {
  clearTimeout(timer);
  timer = 0;
  for (const form of forms.filter((one) => one.ready && isOpen(one))) keep(form);
}

/** Whether something is typed that is not kept as it is. @param {Form} form */
const isOpen = (form) => JSON.stringify(typedIn(form)) !== (form.kept || "[]");

/** @param {Form} form @returns {[string, string | boolean][]} */
const typedIn = ({ fields }) => fields.filter(isTyped).map((field) => [nameOf(field), valueOf(field)]);
const nameOf = (field) => `${field.name || field.dataset.part}${isTick(field) ? ` ${field.value}` : ""}`;

/** @param {Form} form */
function keep(form) {
  const { at } = form;
  const typed = typedIn(form);
  form.kept = JSON.stringify(typed);
  if (!typed.length) return remove(at);
  const turn = next(at);
  const work = seal({ v: 1, at, typed })
    .then((sealed) => turns.get(at) === turn && sessionStorage.setItem(at, toBase64(sealed)))
    .catch(() => {
      form.kept = null; // tried again with the next letter; until then the browser asks before it goes
    })
    .finally(() => sealing.delete(work));
  return sealing.add(work);
}

const seal = async (unsent) => key.seal(padJson(unsent, LEAST), [key.current().recipient], 1);

function next(at) {
  turns.set(at, (turns.get(at) ?? 0) + 1);
  return turns.get(at);
}

function remove(at) {
  next(at);
  attempt(() => sessionStorage.removeItem(at));
}

/** Storage may be switched off: then nothing lies there. */
function attempt(work, otherwise) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** @param {Form} form */
async function bringBack(form) {
  const sealed = attempt(() => sessionStorage.getItem(form.at), null);
  const typed = sealed ? await opened(form.at, sealed) : [];
  const before = JSON.stringify(typedIn(form));
  const fields = typed.map(([name, value]) => fill(form, name, value)).filter(Boolean);
  form.ready = true;
  form.kept = before === "[]" ? JSON.stringify(typedIn(form)) : null; // what was typed meanwhile is to be kept too
  if (before !== "[]") soon();
  if (!fields.some((field) => field.checkVisibility())) return;
  const said = h("p", { class: "small soft", role: "status" }, "What you had written is here again.");
  part(`${form.name}-said`).replaceChildren(said);
}

/** @returns {Promise<[string, string | boolean][]>} none when it is not what was kept there */
async function opened(at, sealed) {
  try {
    const kept = JSON.parse(decode(await key.open(fromBase64(sealed))));
    return kept.at === at ? kept.typed : []; // nobody can have a note put into an answer to the reporter
  } catch (error) {
    if (!LOST.includes(error.kind)) throw error;
    remove(at);
    return [];
  }
}

/** @param {Form} form @returns {Field | null} the field that was filled */
function fill({ fields }, name, value) {
  const field = fields.find((one) => nameOf(one) === name);
  if (!field) return null;
  const both = isTyped(field) && !isTick(field) && field.localName === "textarea" && field.value !== value;
  if (isTick(field)) field.checked = value;
  else field.value = both ? `${value}\n\n${field.value}` : value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const fold = field.closest("details");
  if (fold) fold.open = true;
  return field;
}

/** The page is another: what was typed on it is sealed, and its forms are none of ours any more. */
export function leave() {
  look();
  forms = [];
}

/**
 * It is sent, whatever page is there by now; its form may be written in again.
 * @param {string} me @param {string} place @param {string} name
 */
export const sent = (me, place, name) => remove(`${PREFIX} ${me} ${place} ${name}`);

/** It is sent, and its form goes. @param {string} me @param {string} place @param {string} name */
export function drop(me, place, name) {
  sent(me, place, name);
  forms = forms.filter(({ at }) => at !== `${PREFIX} ${me} ${place} ${name}`);
}

/** All of a person in this tab, or all of a case. @param {string} me @param {string} [place] */
export function forget(me, place) {
  const under = [PREFIX, me, ...(place ? [place] : []), ""].join(" ");
  forms = forms.filter(({ at }) => !at.startsWith(under));
  for (const at of [...turns.keys(), ...names()].filter((one) => one.startsWith(under))) remove(at);
}

const names = () => attempt(() => Object.keys(sessionStorage), []);

/** Where this person has written something that is not sent. @param {string} me @returns {Promise<string[]>} */
export async function places(me) {
  await Promise.all(sealing);
  const mine = names().filter((one) => one.startsWith(`${PREFIX} ${me} `));
  return [...new Set(mine.map((one) => one.split(" ")[2]))].sort();
}

/** The desk locks itself and nobody is there to be asked. Resolves when the last words are sealed, or soon in any case. */
export async function settle() {
  asking = false;
  look();
  await Promise.race([Promise.all(sealing), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

addEventListener("blur", look);
addEventListener("beforeunload", (event) => {
  if (!asking) return;
  look();
  if (sealing.size || forms.some(isOpen)) event.preventDefault();
});
