/**
 * Finding a case again: in what this tab has opened, and nowhere else. Nothing that is typed here leaves the browser. What was
 * opened in earlier days is opened once more on a button, since a list of words kept anywhere would outlive the cases.
 */

import { h, part } from "./dom.js";
import { forgetNames, known, nameOf, wordsOf } from "./inbox.js";

/** Texts of opened cases, in the memory of this tab. @type {Map<string, string>} */
const texts = new Map();

/** @param {string} caseId @param {string[]} said report, notes and thread of an opened case */
export const remember = (caseId, said) => texts.set(caseId, plain(said.join("\n")));

/** Of what is left for good or erased nothing is found any more. @param {string} caseId */
export function forgetWords(caseId) {
  texts.delete(caseId);
  forgetNames(caseId);
}

/** Without case or accents, so that "Uber" finds "über". @param {string} text */
export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} asked @param {string} text plain @returns {boolean} whether every word of it is there */
export const matches = (asked, text) => plain(asked).split(/\s+/u).every((word) => text.includes(word));

/** @param {string} caseId @returns {boolean} whether this tab knows its words */
export const remembers = (caseId) => texts.has(caseId);

/** Look once more for what stands in the field. */
export const searchAgain = () => part("find") && show(part("find").value.trim());

/** The field above the list of the inbox: live from now on. */
export function prepareSearch() {
  const field = part("find");
  if (!field) return;
  field.disabled = false;
  field.addEventListener("input", () => show(field.value.trim()));
  show(field.value.trim());
}

function show(asked) {
  const rows = [...document.querySelectorAll("main tbody [data-case]")];
  const here = new Set(rows.map(({ dataset }) => dataset.case));
  for (const row of rows) row.hidden = Boolean(asked) && !matches(asked, plain(row.textContent) + (texts.get(row.dataset.case) ?? ""));
  for (const group of document.querySelectorAll("main tbody")) {
    group.hidden = Boolean(asked) && ![...group.querySelectorAll("[data-case]")].some((row) => !row.hidden);
  }
  const others = new Set([...texts.keys(), ...known()]).difference(here);
  const elsewhere = asked ? [...others].filter((id) => matches(asked, plain(wordsOf(id)) + (texts.get(id) ?? ""))) : [];
  const found = rows.filter((row) => !row.hidden).length + elsewhere.length;
  part("found").replaceChildren(...(asked ? [found === 1 ? "One case is found." : `${found || "No"} cases are found.`] : []));
  part("elsewhere").replaceChildren(...elsewhere.map(link));
}

const link = (id) => h("li", {}, h("a", { class: "lone", href: `/cases/${id}` }, nameOf(id) || `Case ${id}`), ` on another page, case ${id}`);
