/**
 * Showing what a stranger wrote. It may hold markup, marks that turn the direction of writing round, or a line of a
 * megabyte: all of it is shown as what it is and none of it reaches the page around it.
 */

import { h } from "./dom.js";

const AT_ONCE = 50_000; // characters; the form takes no more, a hostile report may

// Controls, invisible marks, bidi controls, line separators, tags: all that changes a text without being seen.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const RUNS = new RegExp(`((${UNSEEN.source})\\2*)`, "gu");

const nameOf = (mark) => `U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * The pieces of a text: plain ones, and runs of one unseen mark.
 * @param {string} text @returns {{plain?: string, mark?: string, times?: number}[]}
 */
export function pieces(text) {
  const whole = text.replace(/\r\n?/g, "\n");
  const found = [];
  let at = 0;
  for (const { 0: run, 2: mark, index } of whole.matchAll(RUNS)) {
    found.push({ plain: whole.slice(at, index) }, { mark: nameOf(mark), times: run.length / mark.length });
    at = index + run.length;
  }
  found.push({ plain: whole.slice(at) });
  return found.filter(({ plain, mark }) => plain || mark);
}

/** @param {string} text @returns {Node[]} */
function visible(text) {
  return pieces(text).map(({ plain, mark, times }) => {
    if (plain) return document.createTextNode(plain);
    return h("span", { class: "unseen", title: "a mark that cannot be seen" }, times > 1 ? `${mark} × ${times}` : mark);
  });
}

/** On paper nothing is left behind a button. */
export function unfoldForPrinting() {
  addEventListener("beforeprint", () => {
    for (let more; (more = document.querySelector("main [data-more]")); ) more.click();
  });
}

/** A short answer, set apart in its own direction of writing. @param {string} text */
export const inline = (text) => fill(h("bdi", { class: "theirs" }), text);

/** A long text with its own line breaks. @param {string} text @param {string} [looks] class names */
export const block = (text, looks = "") => fill(h("div", { class: `theirs ${looks}`.trim(), dir: "auto" }), text);

/** At most so much at once, the rest on a button. */
function fill(holder, text) {
  holder.append(...visible(text.slice(0, AT_ONCE)));
  const rest = text.slice(AT_ONCE);
  if (!rest) return holder;
  const more = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "data-more": true,
      click: () => {
        more.remove();
        fill(holder, rest);
      },
    },
    `Show more (${rest.length.toLocaleString("en")} characters are left)`,
  );
  holder.append("\n", more);
  return holder;
}
