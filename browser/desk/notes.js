/** The notes of a case: each opened, held against its author's signature and its place, then shown or named as forged. */

import { Forged, parsePart } from "../shared/part.js";
import { AnotherReport, checkAuthor } from "../shared/said.js";
import { h } from "./dom.js";
import * as key from "./key.js";
import { isRefusal } from "./refusals.js";
import { sealedBytes } from "./server.js";
import { block } from "./text.js";
import { missing, ofAnother } from "./thread.js";
import { dateWords } from "./words.js";

const NOT_SHOWN = {
  "not-for-this-key": "No key of yours opens this note.",
  damaged: "This note was damaged or changed. It is not shown.",
};

/** @typedef {{number: number, kind: string, author: string, written_on: string, sealed: string}} Stored */

/**
 * Take every note that is real into the case file.
 * @param {Stored[]} stored @param {import("./casefile.js").CaseFile} file
 * @returns {Promise<HTMLElement[]>} a warning for each that is not
 */
export async function readNotes(stored, file) {
  const warnings = missing(stored).map((number) => h("li", { class: "warning" }, `Note ${number} is missing.`));
  file.refused += warnings.length;
  for (const one of [...stored].sort((a, b) => a.number - b.number)) {
    try {
      await readOne(one, file);
    } catch (error) {
      if (isRefusal(error)) file.refused += 1;
      warnings.push(error instanceof AnotherReport ? ofAnother(error, file) : notShown(one, error));
    }
  }
  file.nextNote = Math.max(0, ...stored.map(({ number }) => number)) + 1;
  return warnings;
}

async function readOne(one, file) {
  const said = parsePart(await key.open(sealedBytes(one.sealed)), "note", file.reportId);
  const place = said.case_id === file.caseId && said.number === one.number && said.kind === one.kind;
  if (!place || said.author !== one.author) throw new Forged("It was moved from another place.");
  await file.ofThisReport(said);
  await checkAuthor(said, file.session.authors, file.readers);
  file.since.refuseRetired(said);
  const follows = file.nextNote === said.number; // after a gap there is nothing to hold it against
  if (follows && said.previous !== file.before) throw new Forged("It was written after another note than the one before.");
  await file.take(said);
}

function notShown({ written_on: day }, error) {
  if (error instanceof Forged) {
    const what = ` Something dated ${dateWords(day)} was put among the notes. ${error.message} It is not shown.`;
    return h("li", { class: "warning" }, h("b", {}, "Forged."), what);
  }
  if (Object.hasOwn(NOT_SHOWN, error.kind ?? "")) return h("li", { class: "warning" }, NOT_SHOWN[error.kind]);
  throw error;
}

/** Free notes, links and names of the case, as a list. @param {import("./casefile.js").CaseFile} file */
export const showNotes = (file) =>
  file.notes.filter(({ kind }) => Object.hasOwn(SHOWN, kind)).map((said) => item(said, file));

/** What people type for the number of a case, as it stands in addresses; "" when it is none. @param {string} typed */
export const caseNumber = (typed) => {
  const [, first, second] = /^\s*([0-9a-z]{4})[\s-]*([0-9a-z]{4})\s*$/i.exec(typed) ?? [];
  return first ? `${first}-${second}`.toUpperCase() : "";
};

const SHOWN = {
  note: ({ case: other, text }) => (other ? `The same person, perhaps: case ${other}. ${text ?? ""}` : String(text)),
  retraction: () => "What I proposed is taken back.",
  recusal: ({ leaves, joins, because }, file) => changed(file.nameOf(leaves), joins && file.nameOf(joins), file.session.past.same(leaves).has(joins), because),
};

function changed(leaves, joins, same, because) {
  if (because !== "roster") return `${leaves} stepped back. ${joins} reads in their place.`;
  if (same) return `Everything here is sealed to ${leaves}’s new key, and no more to the old one.`;
  const left = `${leaves} is no longer a reader, and nothing here is sealed to that key any more.`;
  return joins ? `${left} ${joins} reads in their place.` : `${left} Nobody could take the place.`;
}

function item(said, file) {
  const text = SHOWN[said.kind](said, file);
  const who = h("b", { class: "small soft" }, `${file.nameOf(said.author)}, ${dateWords(said.on)}`);
  const other = said.kind === "note" ? caseNumber(String(said.case ?? "")) : "";
  const way = other ? [h("a", { class: "lone noprint", href: `/cases/${other}` }, `Go to case ${other}`)] : [];
  return h("li", {}, who, block(text), ...way);
}
