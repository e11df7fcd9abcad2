/** What the person wrote, read off the page as reporting/form reads it off a post, and what needs another look. */

import { canonical } from "./part.js";

/**
 * @typedef {{readers: string, answers: Record<string, string | string[]>, contact: string, entered?: Entered}} Written
 * @typedef {{came: string, reached: string}} Entered of a concern that came another way: how, and on which day
 */

const APART = new Set([
  ...["readers", "contact", "remark", "token", "receipt_entropy", "guidelines"],
  ...["files", "files_as", "files_each", "files_stayed"],
]);
const SEVERAL = new Set(["kind"]);
// They show nothing and say nothing, so they are dropped and the words kept (form/arrival.py).
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Line ends as \n, nothing unseen, no half letters. @param {string} text @returns {string} */
export const plain = (text) => text.replace(/\r\n?/g, "\n").replace(UNSEEN, "").replace(/\p{Surrogate}/gu, "\ufffd");

/** @param {FormData} data the page's form @returns {Written} */
export function writtenIn(data) {
  const answers = {};
  for (const name of new Set(data.keys())) {
    const values = data.getAll(name).filter((value) => typeof value === "string").map(plain);
    if (APART.has(name) || !values[0]) continue;
    answers[name] = SEVERAL.has(name) ? [...new Set(values)] : values[0];
  }
  return { readers: data.get("readers") ?? "", answers, contact: plain(data.get("contact") ?? "") };
}

/** The bytes by which the same words are known again, as text. @param {Written} written @returns {string} */
export const canonicalOf = ({ readers, answers, contact, entered }) => canonical({ readers, answers, contact, ...entered });

/**
 * The questions that need another look, in the order of the page.
 * @param {HTMLFormElement} form
 * @returns {{field: HTMLElement, what: "needed" | "choose" | "too-long", length?: number, limit?: number}[]}
 */
export function wrongIn(form) {
  const [reader] = form.querySelectorAll("[name=readers]");
  const chosen = form.querySelector("[name=readers]:checked");
  const texts = [...form.querySelectorAll("[data-limit]")].map(wrongWith).filter(Boolean);
  return [...(chosen ? [] : [{ field: reader, what: "choose" }]), ...texts];
}

function wrongWith(field) {
  const text = plain(field.value);
  const [length, limit] = [[...text].length, Number(field.dataset.limit)];
  if (field.required && !text.trim()) return { field, what: "needed" };
  return length > limit && { field, what: "too-long", length, limit };
}
