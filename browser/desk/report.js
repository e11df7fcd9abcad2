/** An opened report on the page: checked first, then shown; what fails its check is named and never shown as real. */

import { isAttachment } from "../shared/attachment.js";
import { sha256, toHex } from "../shared/bytes.js";
import { compareParts, parseMessage, parsePart } from "../shared/part.js";
import { asks, circumstances, given, leftEmpty, limits, story } from "./answers.js";
import { h } from "./dom.js";
import { enteredBy, enteredWords } from "./entered.js";
import * as key from "./key.js";
import { sealedBytes } from "./server.js";
import { block, inline } from "./text.js";

/** @typedef {Record<string, any>} Part */
/**
 * @typedef {{report: Part, headline: Part | null, verdicts: Record<string, string>,
 *   sha256: string, entered: import("./entered.js").EnteredBy | null}} OpenedReport `sha256` of the report's padded bytes */

const NAMES = { headline: "The headline", contact: "The way to reach them" };

const WRONG = {
  forged: "was replaced or changed after the report was written. It is not shown.",
  missing: "is missing: the report names it, and it is not stored.",
  foreign: "was put beside this report by somebody else than its writer. It is not shown.",
};

/**
 * Opens report and headline and checks what belongs together. Throws Forged or KeyRefused when the report itself
 * cannot be relied on.
 * @param {{report_id: string, sealed: Record<string, string>, present: string[],
 *   messages: import("./thread.js").Message[]}} given
 * @param {import("../shared/said.js").Authors} authors who may have entered it
 * @returns {Promise<OpenedReport>}
 */
export async function openReport({ report_id: reportId, sealed, present, messages }, authors) {
  const bytes = await key.open(sealedBytes(sealed.report));
  const report = parsePart(bytes, "report", reportId);
  const entered = await enteredBy(report, authors);
  const parts = present.filter((part) => part !== "report");
  const plaintext = parts.includes("headline") ? await key.open(sealedBytes(sealed.headline)).catch(damaged) : null;
  const listed = [...report.manifest, ...(await filesOf(messages, reportId, report))];
  const verdicts = await compareParts(listed, parts, plaintext ? { headline: plaintext } : {});
  const real = verdicts.headline === "real";
  return {
    report: { ...report, manifest: listed },
    sha256: toHex(await sha256(bytes)),
    headline: real ? parsePart(plaintext, "headline", reportId) : null,
    verdicts,
    entered,
  };
}

/** What messages say of the files that they brought; only those count that are really the reporter's. */
async function filesOf(messages, reportId, report) {
  const named = [];
  for (const message of messages.filter(({ direction }) => direction === "to-readers")) {
    try {
      const plaintext = await key.open(sealedBytes(message.sealed));
      const { files } = await parseMessage(plaintext, reportId, message, report.reporter?.thread_key);
      const fresh = (files ?? []).filter(({ part }) => isAttachment(part) && !named.some((one) => one.part === part));
      named.push(...fresh.filter(({ part }) => !report.manifest.some((one) => one.part === part)));
    } catch {
      // The thread says of each message that does not hold what is wrong with it.
    }
  }
  return named;
}

/** A headline that does not open is one whose bytes match nothing. */
function damaged(error) {
  if (error.kind === "damaged" || error.kind === "not-for-this-key") return new Uint8Array(0);
  throw error;
}

/**
 * One warning for each part that is not as the report says; missing files are told in the list of files.
 * @param {Record<string, string>} verdicts
 * @returns {Node[]}
 */
export function warnings(verdicts) {
  return Object.entries(verdicts)
    .filter(([part, verdict]) => Object.hasOwn(WRONG, verdict) && !(isAttachment(part) && verdict === "missing"))
    .map(([part, verdict]) => {
      const name = Object.hasOwn(NAMES, part) ? NAMES[part] : h("span", {}, "A part called ", inline(part));
      return h("p", { class: "warning", role: "alert" }, h("b", {}, name), ` ${WRONG[verdict]}`);
    });
}

/** Two things that do not fit: either may be the one that was put there. @param {Record<string, string>} verdicts */
const doubt = (verdicts) =>
  Object.values(verdicts).includes("forged")
    ? [h("p", { class: "warning" }, "It may also be this text that was replaced. Do not act on it as the reporter’s.")]
    : [];

/** @param {import("./entered.js").EnteredBy | null} entered @returns {Node[]} */
function origin(entered) {
  if (!entered) return [];
  if (!entered.forged) return [h("p", { class: "note" }, enteredWords(entered))];
  const what = ` This report says that one of you entered it. ${entered.forged} Take it as the words of somebody unknown.`;
  return [h("p", { class: "warning", role: "alert" }, h("b", {}, "Forged."), what)];
}

/** @param {OpenedReport} opened @returns {Node[]} */
export function showReport({ report, verdicts, entered }) {
  const empty = leftEmpty(report);
  const left = empty ? [h("dt", {}, "Left empty"), h("dd", { class: "soft" }, empty)] : [];
  return [
    ...warnings(verdicts),
    ...doubt(verdicts),
    ...origin(entered),
    block(story(report), "said"),
    h("div", { class: "note asks" }, h("h3", {}, "What the reporter asks of us"), h("ul", {}, ...asked(report))),
    h("dl", { class: "answers" }, ...rows([...given(report), ...circumstances(report, entered)]), ...left),
  ];
}

/** @param {import("./answers.js").Row[]} answers @returns {HTMLElement[]} */
export const rows = (answers) =>
  answers.flatMap(({ label, text, known }) => [h("dt", {}, known ? label : inline(label)), h("dd", {}, block(text))]);

function asked(report) {
  const sentences = asks(report).map(({ before = "", strong, after }) =>
    h("li", {}, before, h("b", {}, strong), after),
  );
  return limits(report) ? [...sentences, h("li", {}, "In their own words: ", inline(limits(report)))] : sentences;
}
