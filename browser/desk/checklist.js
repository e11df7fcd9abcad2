/** The checklist: the newest answers count, each with the name of whoever gave it. */

import { announce, one, part } from "./dom.js";
import { isTyped, show } from "./fields.js";
import { facts } from "./moves.js";
import { inline } from "./text.js";

const ASKED_IN = ["assessing", "addressing", "reconsidering"];

/** @typedef {import("./casefile.js").CaseFile} CaseFile */

/** Every answer that was given, with its author. @param {CaseFile} file @returns {Record<string, {value: string, by: string}>} */
function answersOf(file) {
  const found = Object.create(null); // names come from outside
  for (const { kind, answers, author } of file.notes) {
    if (kind !== "checklist") continue;
    for (const [name, value] of Object.entries(answers ?? {})) {
      if (found[name]?.value !== value) found[name] = { value: String(value), by: author };
    }
  }
  return found;
}

const fields = () => [...one("form", part("checklist")).elements].filter(({ name }) => name);

/** Questions without an answer that is kept. @param {CaseFile} file @returns {number} */
export function unanswered(file) {
  const answers = answersOf(file);
  return fields().filter(({ name }) => !answers[name]?.value).length;
}

/** @param {CaseFile} file @param {import("./case.js").CasePage} page */
export function prepareChecklist(file, { on, sent, changed }) {
  on("check", async () => {
    const before = answersOf(file);
    const asked = fields().map((field) => [field, field.value]);
    const takenBack = (field) => isTyped(field) && before[field.name]?.value;
    const given = asked.filter(([field, value]) => value.trim() || takenBack(field));
    const answers = Object.fromEntries(given.map(([{ name }, value]) => [name, value.trim()])); // "" takes one back
    await file.note("checklist", { answers }, { from: facts().status });
    sent("check");
    for (const [field, value] of asked) if (field.value === value) field.value = value.trim();
    announce("The answers are kept");
    changed();
  });
}

/** @param {CaseFile} file */
export function showChecklist(file) {
  const answers = answersOf(file);
  const asked = ASKED_IN.includes(facts().status);
  part("checklist").hidden = part("to-checklist").hidden = !asked && !Object.keys(answers).length;
  part("check-hint").hidden = part("check-act").hidden = !asked;
  part("check-closed").hidden = asked;
  for (const field of fields()) {
    const { value = "", by = "" } = answers[field.name] ?? {};
    show(field, value);
    const row = field.closest("[data-check]");
    const given = one("[data-given]", row);
    given.replaceChildren(value ? inline(value) : "not answered");
    given.hidden = asked;
    field.hidden = !asked;
    row.classList.toggle("open", !value);
    const name = by && file.nameOf(by);
    const kept = one("[data-by]", row);
    const other = Boolean(isTyped(field) && name); // what was typed stays, and beside it stands what is kept
    kept.classList.toggle("kept", other);
    kept.replaceChildren(...(other ? [`${name}: `, inline(value || "not answered")] : [name]));
  }
}
