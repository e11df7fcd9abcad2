/**
 * Advice while writing: small things in a text that could tell people who wrote it. Found here, in this page, and sent
 * nowhere; it asks for nothing and stops nobody.
 *
 *     findings("Write to me@home.example at 14:32")    // [{kind: "address", from: 9, to: 24}, {kind: "clock", …}]
 */

import { one } from "./page.js";

const WAIT = 900; // milliseconds without a key pressed: advice must not speak into a sentence
const DIGIT = "[0-9\u0660-\u0669]";

/** "My team", in the languages of our pages, whichever of them the page is in: people write in their own. */
const MINE = [
  "(?:my|our)(?: own)? (?:team|talk|manager|boss|session|workshop|desk|department|office|class|lecture|stand|shift|seat)",
  "(?:mon|ma|mes|notre|nos) (?:propres? )?(?:équipe|exposé|conférence|chef|cheffe|patron|patronne|responsable|manager|session|séance|atelier|bureau|service|département|classe|cours|stand|place)",
  "(?:mein|unser)(?:e|er|em|en|es)? (?:eigenen? )?(?:team|vortrag|chefin|chef|vorgesetzter?n?|leiterin|leiter|sitzung|workshop|abteilung|büro|kurs|klasse|vorlesung|stand|schicht|platz)",
  "[وبلفك]?(?:فريق|مدير|مديرت|محاضرت|ورشت|جلست|مكتب|قسم|صف|مناوبت|مقعد)(?:ي|نا)",
];
const CLOCK = [
  "(?:[01]?\\d|2[0-3])(?::| ?h ?)[0-5]\\d(?!\\p{N}|[.:]\\d)",
  "(?:1[0-2]|0?[1-9])(?:[:.][0-5]\\d)? ?[ap]\\.?m\\.?(?!\\p{L})",
  "(?:[01]?\\d|2[0-3])(?:[.:][0-5]\\d)? ?uhr(?!\\p{L})",
  `الساعة ${DIGIT}{1,2}(?::${DIGIT}{2})?`,
];

/** Every repetition is bounded, so that no text keeps the page busy. @type {Record<string, RegExp>} */
const SIGNS = {
  address: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,253}\.\p{L}{2,24}/gu,
  phone: new RegExp(`(?<![\\p{N}\\p{L}/.:-])[+(]?${DIGIT}(?:${DIGIT}|[ ()/.-]){5,28}${DIGIT}(?![\\p{N}\\p{L}])`, "gu"),
  profile: /https?:\/\/[^\s<>"]{1,200}?(?:\/(?:u|user|users|profile|member|people|in)\/|\/@|[?&](?:id|uid|user|userid|u)=)[^\s<>"]{1,200}/giu,
  clock: new RegExp(`(?<![\\p{N}:.])(?:${CLOCK.join("|")})`, "giu"),
  mine: new RegExp(`(?<!\\p{L})(?:${MINE.join("|")})(?!\\p{L})`, "giu"),
  quotation: /["“„«][^"”“»\n]{20,400}["”“»]/gu,
};
const [LEAST_DIGITS, MOST_DIGITS] = [7, 15]; // of a number that can be called (ITU-T E.164)
const DATE = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$/u;

/** @typedef {{kind: string, from: number, to: number}} Finding */

/**
 * @param {string} text @param {[string, string][]} [small] names of small spaces, with the kind of finding that each is
 * @returns {Finding[]} all of every kind, in the order of the text
 */
export function findings(text, small = []) {
  const signs = [...Object.entries(SIGNS), ...small.map(([name, kind]) => [kind, signOf(name)])];
  const found = signs.flatMap(([kind, sign]) => allOf(kind, text.matchAll(sign)));
  return found.sort((one, other) => one.from - other.from);
}

const ARTICLE = /^(?:(?:the|les?|la|der|die|das) |l['’]|ال)/iu;

/** "The choir" as people write it: "Choir", "at the  choir", «بالجوقة». @param {string} name @returns {RegExp} */
function signOf(name) {
  const bare = name.trim().replace(ARTICLE, "").trim().replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const loose = bare.replace(/['’]/g, "['’]").replace(/\s+/g, "\\s{1,9}");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:[وفبك]?ال|لل)?${loose}(?![\\p{L}\\p{N}])`, "giu");
}

const allOf = (kind, matches) =>
  [...matches]
    .filter(({ 0: text }) => kind !== "phone" || isPhone(text))
    .map(({ 0: text, index }) => ({ kind, from: index, to: index + text.length }));

function isPhone(text) {
  const { length } = text.replace(/\P{N}/gu, "");
  return length >= LEAST_DIGITS && length <= MOST_DIGITS && !DATE.test(text);
}

/**
 * Watch the fields in which people write about themselves without meaning to.
 * @param {HTMLFormElement} form
 */
export function advise(form) {
  for (const name of ["what_happened", "where_named", "who", "others", "limits", "links", "earlier", "text"]) {
    const field = form.elements[name];
    if (field) watch(field);
  }
}

function watch(field) {
  const left = new Set(); // what the person has looked at and wants to keep
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  field.after(said);
  let timer = 0;
  const look = () => show(field, said, left);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  look(); // a browser may have kept the text over a reload
}

const box = () => document.getElementById("advice");

/** Of the named space alone the page says how small it is: it stands beside the field in which it is named. */
const foundIn = (field) => findings(field.value, field.name === "where_named" ? JSON.parse(box().dataset.small ?? "[]") : []);
const textOf = (field, { from, to }) => field.value.slice(from, to);

function show(field, said, left) {
  if (!field.isConnected) return; // it was sent within the wait, and the form is gone
  const found = foundIn(field).find((one) => !left.has(textOf(field, one)));
  const key = found ? `${found.kind} ${textOf(field, found)}` : "";
  if (said.dataset.about === key) return; // said again it would only disturb
  said.dataset.about = key;
  said.replaceChildren(...(found ? [advice(field, said, left, found)] : []));
}

function advice(field, said, left, found) {
  const made = box().content.cloneNode(true).firstElementChild;
  for (const other of made.querySelectorAll(`[data-kind]:not([data-kind="${found.kind}"])`)) other.remove();
  for (const other of made.querySelectorAll("p:not(.acts)")) if (!one("[data-kind]", other)) other.remove();
  const [showIt, leaveIt] = made.querySelectorAll("button");
  const text = textOf(field, found);
  showIt.addEventListener("click", () => select(field, text));
  leaveIt.addEventListener("click", () => {
    left.add(text);
    field.focus();
    show(field, said, left);
  });
  one("p", made).normalize();
  return made;
}

/** Where it stands now: the text may have moved since. */
function select(field, text) {
  const found = foundIn(field).find((one) => textOf(field, one) === text);
  field.focus();
  if (found) field.setSelectionRange(found.from, found.to);
}
