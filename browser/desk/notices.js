/** What the desk says above the page: quiet lines, offers, and alarms that stop everything until somebody acts. */

import { short } from "../shared/fingerprint.js";
import { h, one } from "./dom.js";

/** @param {string} words */
export const p = (words) => h("p", {}, words);

/** @param {string[]} sentences */
export const list = (sentences) => h("ul", {}, ...sentences.map((words) => h("li", {}, words)));

/** What went wrong, beside where it did. @param {string} words */
export const wrong = (words) => h("span", { class: "wrong" }, words);

/** One notice a name: a later one takes the place of the one before. */
function place(name, element, where = "append") {
  element.dataset.notice = name;
  dismiss(name);
  one("#notices")[where](element);
  return element;
}

/** @param {string} name */
export const dismiss = (name) => one(`[data-notice="${name}"]`)?.remove();

const button = (words, act, looks = "quiet") => h("button", { type: "button", class: looks, click: act }, words);

/**
 * @param {string} name
 * @param {(Node | string)[]} inside
 * @param {{words: string, act: (event: Event) => void}[]} [actions]
 */
export function notice(name, inside, actions = []) {
  const acts = actions.map(({ words, act }) => button(words, act));
  return place(
    name,
    h("div", { class: "notice", role: "status" }, h("div", {}, ...inside), h("p", { class: "go" }, ...acts)),
  );
}

/**
 * A warning that cannot be overlooked: above all else, and focus goes to it.
 * @param {string} name @param {string} title @param {(Node | string)[]} inside
 * @param {{words: string, act: (event: Event) => void}[]} [actions]
 */
export function alarm(name, title, inside, actions = []) {
  const acts = actions.map(({ words, act }, at) => button(words, act, at ? "quiet" : ""));
  const heading = h("h2", { tabindex: "-1" }, title);
  const element = h("section", { class: "alarm", role: "alert" }, heading, ...inside, h("p", { class: "go" }, ...acts));
  place(name, element, "prepend");
  heading.focus();
  return element;
}

/**
 * People with their short fingerprints, to compare with what one has on paper.
 * @param {import("../shared/roster.js").Person[]} people
 */
export function peopleList(people) {
  const rows = people.map(({ name, role, about, fingerprint }) => {
    const described = `, ${[about, role].filter(Boolean).join(", ")} `;
    return h("li", {}, h("b", {}, name), described, h("span", { class: "key" }, short(fingerprint)));
  });
  return h("ul", { class: "people" }, ...rows);
}
