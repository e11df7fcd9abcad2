/** The thread: each message was written under the thread key, which only the reporter and the readers have. */

import { attachments } from "../shared/attachment.js";
import { Forged, parseMessage, parsePart } from "../shared/part.js";
import { AnotherReport, checkAuthor } from "../shared/said.js";
import { Since } from "../shared/since.js";
import { contactIn, given, story, withoutContact } from "./answers.js";
import { h } from "./dom.js";
import * as key from "./key.js";
import { isRefusal } from "./refusals.js";
import { rows } from "./report.js";
import { sealedBytes } from "./server.js";
import { block } from "./text.js";
import { dateWords } from "./words.js";

const WRITERS = { "to-readers": "the reporter", "to-reporter": "the readers" };
const NOT_SHOWN = {
  "not-for-this-key": "No key of yours opens this message.",
  damaged: "This message was damaged or changed. It is not shown.",
};

const WITH_CONTACT = "A way to reach them came along: it stands with the contact, once that is opened.";

/** @typedef {{number: number, direction: string, sent_on: string, sealed: string}} Message */

/** Numbers that ought to be there and are not. @param {Message[]} messages @returns {number[]} */
export function missing(messages) {
  const numbers = new Set(messages.map(({ number }) => number));
  return Array.from({ length: Math.min(Math.max(0, ...numbers), 1000) }, (_, at) => at + 1).filter(
    (number) => !numbers.has(number),
  );
}

/**
 * Both directions by their days, with a word in the place of what cannot be shown.
 * @param {Message[]} all @param {import("./casefile.js").CaseFile} file @returns {Promise<HTMLElement[]>}
 */
export async function showThread(all, file) {
  const gaps = Object.keys(WRITERS).flatMap((direction) => gapsIn(all, direction));
  const [seen, shown] = [new Set(), new Map()];
  const since = new Since(file.session.past);
  for (const message of [...all].sort((a, b) => a.number - b.number)) {
    const place = `${message.direction} ${message.number}`;
    const twice = { item: forged(message, "It repeats a number."), refused: true };
    shown.set(message, seen.has(place) ? twice : await read(message, file, since));
    seen.add(place);
  }
  const found = all.map((message) => shown.get(message));
  file.thread = found.map(({ told }) => told).filter(Boolean);
  file.refused += gaps.length + found.filter(({ refused }) => refused).length;
  file.nextReply = Math.max(0, ...all.filter(isReply).map(({ number }) => number)) + 1;
  return [...gaps, ...found.map(({ item }) => item)];
}

const isReply = ({ direction }) => direction === "to-reporter";

/** Whether both wrote on one day: which came first nobody knows then. @param {Message[]} all */
export function bothOnOneDay(all) {
  const answered = new Set(all.filter(isReply).map(({ sent_on: day }) => day));
  return all.some((message) => !isReply(message) && answered.has(message.sent_on));
}

function gapsIn(all, direction) {
  const gone = missing(all.filter((one) => one.direction === direction));
  return gone.map((number) => h("li", { class: "warning" }, `Message ${number} of ${WRITERS[direction]} is missing.`));
}

/** @returns {Promise<{item: HTMLElement, told?: Record<string, any>, refused?: boolean}>} `told` where it is real */
async function read(message, file, since) {
  try {
    const plaintext = await key.open(sealedBytes(message.sealed));
    // Before its MAC, which another report's thread key would not fit.
    if (isReply(message)) await file.ofThisReport(parsePart(plaintext, "message", file.reportId));
    const told = await parseMessage(plaintext, file.reportId, message, file.report.reporter?.thread_key);
    const item = isReply(message) ? await ours(told, file) : theirs(told, message);
    if (isReply(message)) {
      since.refuseRetired(told);
      since.take(told);
    }
    return { item, told: { ...told, day: told.on ?? message.sent_on } };
  } catch (error) {
    const refused = isRefusal(error);
    if (error instanceof AnotherReport) return { item: ofAnother(error, file), refused };
    if (error instanceof Forged) return { item: forged(message, error.message), refused };
    if (Object.hasOwn(NOT_SHOWN, error.kind)) return { item: h("li", { class: "warning" }, NOT_SHOWN[error.kind]), refused };
    throw error;
  }
}

/** A reader's own, and yet not of this case as it lies there. @param {AnotherReport} error @param {import("./casefile.js").CaseFile} file */
export function ofAnother({ said }, file) {
  const what = `What ${file.nameOf(said.author)} signed on ${dateWords(said.on)} speaks of another report than the one that lies here now.`;
  return h("li", { class: "warning" }, h("b", {}, "Of another report."), ` ${what} It is not shown.`);
}

function theirs(told, { sent_on: day }) {
  const answers = h("dl", { class: "answers" }, ...rows(given(withoutContact(told))));
  const files = attachments(told.files ?? []).map(({ name }) => name);
  if (files.length) answers.append(h("dt", {}, "Brought along"), h("dd", {}, `${files.join(", ")} (above, under “Files”)`));
  const apart = contactIn(told) ? [h("p", { class: "small soft" }, WITH_CONTACT)] : [];
  return h("li", { class: "them" }, h("small", {}, `Reporter, ${dateWords(day)}`), block(story(told)), answers, ...apart);
}

/** @param {import("../shared/said.js").Said} said a reply @param {import("./casefile.js").CaseFile} file */
export async function ours(said, file) {
  await checkAuthor(said, file.session.authors, file.ever);
  return h("li", {}, h("small", {}, `${file.nameOf(said.author)}, ${dateWords(said.on)}`), block(String(said.text)));
}

const forged = ({ sent_on: day, direction }, why) =>
  h(
    "li",
    { class: "warning" },
    h("b", {}, "Forged. "),
    `Something dated ${dateWords(day)} was put into this thread by somebody else than ${WRITERS[direction] ?? "those who may"}. ` +
      `${why} It is not shown.`,
  );
