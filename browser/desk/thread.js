/** Messages of the reporter: each was written under the thread key that only the report and its writer hold. */

import { Forged, parseMessage } from "../shared/part.js";
import { given, story } from "./answers.js";
import { h } from "./dom.js";
import * as key from "./key.js";
import { rows } from "./report.js";
import { sealedBytes } from "./server.js";
import { block } from "./text.js";
import { dateWords } from "./words.js";

const NOT_SHOWN = {
  "not-for-this-key": "No key of yours opens this message.",
  damaged: "This message was damaged or changed. It is not shown.",
};

/** @typedef {{number: number, direction: string, sent_on: string, sealed: string}} Message */

/** Numbers that ought to be there and are not. @param {Message[]} messages @returns {number[]} */
export function missing(messages) {
  const numbers = new Set(messages.map(({ number }) => number));
  return Array.from({ length: Math.min(Math.max(0, ...numbers), 1000) }, (_, at) => at + 1).filter(
    (number) => !numbers.has(number),
  );
}

/**
 * The reporter's messages, oldest first, with a word in the place of what cannot be shown.
 * @param {Message[]} all @param {string} reportId @param {string} threadKey @returns {Promise<HTMLElement[]>}
 */
export async function showThread(all, reportId, threadKey) {
  const messages = all
    .filter(({ direction }) => direction === "to-readers")
    .sort((one, other) => one.number - other.number);
  const items = [];
  const seen = new Set();
  for (const message of messages) {
    items.push(
      seen.has(message.number) ? forged(message, "It repeats a number.") : await item(message, reportId, threadKey),
    );
    seen.add(message.number);
  }
  const gaps = missing(messages).map((number) => h("li", { class: "warning" }, `Message ${number} is missing.`));
  return [...gaps, ...items];
}

async function item(message, reportId, threadKey) {
  try {
    const told = await parseMessage(await key.open(sealedBytes(message.sealed)), reportId, message, threadKey);
    const answers = h("dl", { class: "answers" }, ...rows(given(told)));
    return h(
      "li",
      { class: "them" },
      h("small", {}, `Reporter, ${dateWords(message.sent_on)}`),
      block(story(told)),
      answers,
    );
  } catch (error) {
    if (error instanceof Forged) return forged(message, error.message);
    if (Object.hasOwn(NOT_SHOWN, error.kind)) return h("li", { class: "warning" }, NOT_SHOWN[error.kind]);
    throw error;
  }
}

const forged = ({ sent_on: day }, why) =>
  h(
    "li",
    { class: "warning" },
    h("b", {}, "Forged. "),
    `Something dated ${dateWords(day)} was put into this thread by somebody else than the reporter. ` +
      `${why} It is not shown.`,
  );
