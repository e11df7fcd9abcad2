/** The twelve words, on the page of the form: the same page that comes from the server when that has sealed. */

import { fill, one, showTop } from "./page.js";

/**
 * @param {Record<string, any>} answer of the server: readers, openers, two days, whether it was a message
 * @param {string[]} twelve the words, which the server does not know
 * @param {boolean} mayAct @param {Node[]} files what became of each
 * @param {string} number of the sealed report
 */
export function confirm(answer, twelve, mayAct, files, number) {
  const found = document.getElementById("confirmed");
  const page = found.content.cloneNode(true);
  const no = [answer.message ? "report" : "message", mayAct ? "ask-first" : "act", ...(files.length ? [] : ["files"]), ...(answer.message ? ["number"] : [])];
  for (const which of no) one(`[data-if="${which}"]`, page).remove();
  fill(page, { readers: answer.readers, openers: answer.openers, plain: answer.acknowledge.plain, number });
  one(".told", page)?.append(...files);
  page.querySelectorAll(".words li").forEach((item, at) => (item.textContent = twelve[at]));
  one(".line", page).textContent = twelve.join(" ");
  for (const time of page.querySelectorAll("[data-day]")) showDay(time, answer[time.dataset.day]);
  const around = [...document.querySelectorAll("[data-then]")].map((then) => [then.dataset.then, then.content]);
  one("main").replaceChildren(page);
  one("nav")?.remove(); // a page in another language would not have the words
  for (const [where, what] of around) one(where).replaceChildren(what);
  document.title = found.dataset.title; // "Notes": nobody learns from a list of windows what it is about
  document.body.className = "sheet";
  showTop(one("h1"));
}

function showDay(time, { iso, number, long }) {
  time.dateTime = iso;
  time.textContent = long;
  one("text", time.closest("li")).textContent = String(number);
}
