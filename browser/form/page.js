/** What the page shows while and after it seals. Every word of it stands in the page's own templates. */

import { numberOf } from "./local.js";

/** @param {string} selector @param {ParentNode} [inside] @returns {HTMLElement | null} */
export const one = (selector, inside = document) => inside.querySelector(selector);

const template = (id) => document.getElementById(id);
const copy = (id) => template(id).content.cloneNode(true);
const words = (id) => template(id).content.textContent;

/** Say which of the two ways the page goes. @param {"browser" | "server"} how */
export function sayHow(how) {
  for (const element of document.querySelectorAll("[data-how]")) element.hidden = element.dataset.how !== how;
}

/** Another page has come in place of the one before: it is read from its heading on. @param {HTMLElement} heading */
export function showTop(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** While it works, the button says so and a second press does nothing. @param {boolean} busy */
export function sayBusy(busy) {
  one(".send button").setAttribute("aria-disabled", String(busy));
  one("#progress").textContent = busy ? words("busy") : "";
}

/** Others are many just now, and it takes a little longer. */
export const sayFlood = () => (one("#progress").textContent = words("flood"));

/**
 * A box at the top of the form, where the page without JavaScript has it too; of the page, where nothing can be written any more.
 * @param {{title: string, text: string, role?: string, fields?: HTMLElement[], more?: HTMLElement[], acts?: [string, () => void][]}} told
 *   role: `status` where nothing is wrong
 */
export function tell({ title, text, role = "alert", fields = [], more = [], acts = [] }) {
  untell();
  const box = copy("told").firstElementChild;
  box.setAttribute("role", role);
  one("h2", box).textContent = title;
  one("p", box).textContent = text;
  one("ul", box).append(...fields.map(linkTo));
  one(".acts", box).before(...more);
  one(".acts", box).append(...acts.map(([id, act]) => button(id, act)));
  for (const empty of box.querySelectorAll("ul:empty, .acts:empty")) empty.remove();
  (one("form") ?? one("main")).prepend(box);
  box.focus();
}

/** @param {string} id of a template whose title and text are meant @param {object} [more] as `tell` takes it */
export const tellOf = (id, more) => tell({ title: template(id).dataset.title, text: words(id), ...more });

export function untell() {
  one(".again")?.remove();
  for (const wrong of document.querySelectorAll("form .error")) wrong.remove();
  for (const marked of document.querySelectorAll("form .wrong")) marked.classList.remove("wrong");
  for (const field of document.querySelectorAll("form [aria-invalid]")) field.removeAttribute("aria-invalid");
}

function button(id, act) {
  const made = one("button", copy(id));
  made.addEventListener("click", act);
  return made;
}

const group = (field) => field.closest("fieldset") ?? field.parentElement;
const nameOf = (field) => one("legend, .q", group(field)).textContent;

function linkTo(field) {
  const [item, link] = [document.createElement("li"), document.createElement("a")];
  link.className = "lone";
  link.href = `#${field.id}`;
  link.textContent = nameOf(field);
  item.append(link);
  return item;
}

/** The questions that need another look, each marked where it stands. @param {ReturnType<wrongIn>} wrong */
export function tellWrong(wrong) {
  tellOf("look-again", { fields: wrong.map(({ field }) => field) });
  for (const about of wrong) mark(about);
}

function mark({ field, what, length, limit }) {
  const said = document.createElement("p");
  said.className = "error";
  said.id = `${field.name}-error`;
  said.append(copy(what));
  fill(said, length ? { length: numberOf(length), limit: numberOf(limit) } : {});
  const whole = group(field);
  whole.classList.add("wrong");
  (one(".hint", whole) ?? one("legend, .q", whole)).after(said);
  field.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
  const described = whole.matches("fieldset") ? whole : field;
  const hint = one(".hint", whole)?.id ?? "";
  described.setAttribute("aria-describedby", `${said.id} ${hint}`.trim());
}

/** Put values where the words leave room for them. @param {ParentNode} into @param {Record<string, string>} values */
export function fill(into, values) {
  for (const slot of into.querySelectorAll("[data-slot]")) slot.textContent = values[slot.dataset.slot] ?? "";
}

/** A template's words with values in their places. @param {string} id @param {Record<string, string>} values */
export function filled(id, values) {
  const made = copy(id);
  fill(made, values);
  return made;
}

/** Who reads has changed: show it beside every word that was typed. @param {Record<string, any>} now from the server */
export function showReaders({ recipients, choices, people }) {
  one("form").dataset.recipients = recipients;
  const chosen = one("[name=readers]:checked")?.value;
  const options = one("[name=readers]").closest(".opts");
  options.replaceChildren(...choices.map((choice, at) => option(options.firstElementChild, choice, at, chosen)));
  const list = one(".people");
  list.replaceChildren(...people.map((person) => reader(list.firstElementChild, person)));
}

function option(pattern, { value, label, note, readers }, at, chosen) {
  const made = pattern.cloneNode(true);
  const input = one("input", made);
  Object.assign(input, { id: `readers-${at}`, value });
  input.toggleAttribute("checked", value === chosen);
  input.checked = value === chosen;
  input.dataset.readers = readers;
  const small = document.createElement("small");
  small.textContent = note;
  one("span", made).replaceChildren(label, ...(note ? [" ", small] : []));
  return made;
}

function reader(pattern, { name, about, short }) {
  const made = pattern.cloneNode(true);
  const bold = one("b", made);
  bold.textContent = name;
  bold.nextSibling.textContent = about ? `, ${about} ` : " ";
  one(".key", made).textContent = short;
  return made;
}
