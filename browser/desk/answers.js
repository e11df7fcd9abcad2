/** The answers of a report as the desk names them. Pure: from the sealed JSON to words and texts. */

import { isMapping } from "../shared/part.js";
import { WHERE, dateWords } from "./words.js";

const VALUES = {
  risk: { danger: "Someone is in danger", ongoing: "It is still going on", no: "No", unsure: "Not sure" },
  kind: {
    disrespect: "Disrespect",
    harassment: "Harassment",
    privacy: "Privacy",
    promotion: "Promotion",
    law: "Law",
    other: "Something else",
  },
  where: WHERE,
  when: {
    days: "In the last days",
    week: "About a week ago",
    month: "About a month ago",
    earlier: "Earlier",
    unsure: "Not sure",
  },
  involvement: { me: "To me", saw: "I saw it", told: "I was told of it", behalf: "I write for somebody else" },
  tell_today: { yes: "Yes: this was sent as urgent" },
};

/** Label of each field, in the order in which it is shown; those of "what the reporter asks of us" stand apart. */
const LABELS = {
  risk: "Going on, or at risk?",
  tell_today: "Tell the readers today",
  kind: "About",
  where: "Where",
  where_named: "Which place",
  when: "Roughly when",
  who: "Who did it",
  involvement: "To whom",
  links: "Links",
  others: "Does anyone else know?",
  earlier: "Told us before",
};
const APART = ["what_happened", "exposure", "limits", "act_without_me", "quote_me"];
const MAY_BE_EMPTY = [
  "risk",
  "kind",
  "where",
  "when",
  "who",
  "involvement",
  "exposure",
  "limits",
  "links",
  "others",
  "earlier",
];
const EMPTY = { exposure: "whether someone could guess who wrote", limits: "limits", earlier: "told us before" };
const SEALED_BY = {
  server: "On our server, in its memory",
  browser: "In the reporter’s browser: our server never saw the words",
};

const SEALED_BY_READER = "In the browser of who entered it: our server never saw the words";
const sealedBy = ({ sealed_by: where }) => (Object.hasOwn(SEALED_BY, where) ? SEALED_BY[where] : "It does not say where");

/** A text of any answer, whatever its type turns out to be. @param {unknown} value @returns {string} */
function asText(value) {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

const named = (field, value) =>
  Object.hasOwn(VALUES, field) && Object.hasOwn(VALUES[field], value) ? VALUES[field][value] : asText(value);

/** @param {string} field @param {unknown} value @returns {string} */
const words = (field, value) =>
  Array.isArray(value) ? value.map((one) => named(field, asText(one))).join(", ") : named(field, asText(value));

const mapping = (value) => (isMapping(value) ? value : {});

/** @typedef {{label: string, text: string, known: boolean}} Row */

/** What a message of before says of how to reach its writer: forms leave it out of messages by now. @returns {string} */
export const contactIn = (message) => asText(mapping(message.answers).contact ?? "");

/** The same message without it. @param {{answers?: unknown}} message */
export function withoutContact(message) {
  const { contact: _contact, ...answers } = mapping(message.answers);
  return { ...message, answers };
}

/**
 * Label and text of each answer; fields that we do not know come last, under their own names.
 * @param {{answers?: unknown}} part a report or a message @returns {Row[]}
 */
export function given(part) {
  const answers = mapping(part.answers);
  const known = Object.keys(LABELS).filter((field) => Object.hasOwn(answers, field));
  const foreign = Object.keys(answers).filter((field) => !Object.hasOwn(LABELS, field) && !APART.includes(field));
  return [
    ...known.map((field) => ({ label: LABELS[field], text: words(field, answers[field]), known: true })),
    ...foreign.map((field) => ({ label: field, text: asText(answers[field]), known: false })),
  ];
}

/**
 * Under which rules, and where it was sealed.
 * @param {Record<string, any>} report @param {import("./entered.js").EnteredBy | null} [entered] @returns {Row[]}
 */
export function circumstances(report, entered = null) {
  return [
    { label: "Rules in force", text: `Guidelines of ${dateWords(report.guidelines)}`, known: true },
    {
      label: "Sealed",
      text: entered && !entered.forged ? SEALED_BY_READER : sealedBy(report),
      known: true,
    },
  ];
}

/** What was left empty, as one line of words. @param {Record<string, any>} report @returns {string} */
export function leftEmpty(report) {
  const answers = mapping(report.answers);
  const label = (field) => EMPTY[field] ?? LABELS[field].replace("?", "").toLowerCase();
  return MAY_BE_EMPTY.filter((field) => !Object.hasOwn(answers, field))
    .map(label)
    .join(", ");
}

/** @param {{answers?: unknown}} report or a message @returns {string} */
export const story = (report) => asText(mapping(report.answers).what_happened ?? "");

/**
 * What the reporter asks of us, sentence by sentence; `strong` is the part not to be overlooked.
 * @param {Record<string, any>} report @returns {{before?: string, strong: string, after: string}[]}
 */
export function asks(report) {
  const { act_without_me: act, quote_me: quote, exposure } = mapping(report.answers);
  const act1 =
    act === "yes"
      ? { strong: "You may act", after: " without hearing from the reporter again." }
      : { strong: "Ask first", after: " before you act." };
  const quote1 =
    quote === "yes"
      ? { strong: "You may show", after: " the words to the person." }
      : { strong: "Do not show", after: " the words to the person." };
  const guess = {
    yes: { before: "Someone ", strong: "could", after: " guess who wrote." },
    maybe: { before: "Someone could ", strong: "maybe", after: " guess who wrote." },
    no: { strong: "Nobody", after: " could guess who wrote, the reporter thinks." },
  };
  return [act1, quote1, ...(Object.hasOwn(guess, exposure) ? [guess[exposure]] : [])];
}

/** Anything we must not do, in the reporter's own words. @param {Record<string, any>} report @returns {string} */
export const limits = (report) => asText(mapping(report.answers).limits ?? "");
