/** Outcomes of a decision in words, and how long a case is kept after each. Pure. */

import { dateWords } from "./words.js";

const OUTCOMES = {
  "no-breach": "No rule was broken",
  "not-enough": "Not enough to judge by",
  "out-of-scope": "Not for us",
  "pattern-only": "Kept in mind, in case it comes again",
  reminder: "A reminder",
  "content-removed": "Content removed",
  suspended: "Suspended",
  removed: "Removed",
  "excluded-from-events": "Kept out of events",
  "reported-to-authorities": "Reported to the authorities",
  "passed-on": "Passed on",
  withdrawn: "Taken back by the reporter",
};
const SANCTIONS = ["reminder", "content-removed", "suspended", "removed", "excluded-from-events"];
const UNTIL = ["suspended", "excluded-from-events"];
const ACTIONS = [...SANCTIONS, "reported-to-authorities", "passed-on"];

/** @typedef {{outcome: string, what?: string, clause?: string, version?: string, until?: string}} Outcome */

/** What is missing from a proposal, as sentences. @param {Outcome[]} outcomes @param {string} why @returns {string[]} */
export function lacking(outcomes, why) {
  const said = outcomes.length ? [] : ["Choose at least one outcome."];
  for (const { outcome, what, clause, version, until } of outcomes) {
    const name = OUTCOMES[outcome];
    if (SANCTIONS.includes(outcome) && !(what && clause && version)) {
      said.push(`“${name}” needs to say for whom or what, and to cite a clause and its guidelines.`);
    }
    if (UNTIL.includes(outcome) && !until) said.push(`“${name}” needs a day on which it ends.`);
  }
  return why ? said : [...said, "Say why, in a sentence or two."];
}

/** @param {Outcome} one @returns {{title: string, lines: string[]}} */
export function outcomeWords({ outcome, what, clause, version, until }) {
  const title = Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : String(outcome);
  const lines = [
    what && String(what),
    clause && `clause ${clause}, guidelines of ${dateWords(version)}`,
    until && `until ${dateWords(until)}`,
  ];
  return { title, lines: lines.filter(Boolean) };
}

/**
 * By the clocks of this desk: months when something was done, months when nothing was, days when it is not for us.
 * @param {Outcome[]} outcomes @param {string} today ISO @param {[number, number, number]} kept
 * @returns {{day: string, words: string}}
 */
export function eraseAfter(outcomes, today, [action, none, outOfScope]) {
  const chosen = outcomes.map(({ outcome }) => outcome);
  if (chosen.some((one) => ACTIONS.includes(one))) return { day: later(today, action, 0), words: `${many(action, "month")}, since something was done` };
  if (chosen.every((one) => one === "out-of-scope")) return { day: later(today, 0, outOfScope), words: `${many(outOfScope, "day")}, since it is not for us` };
  return { day: later(today, none, 0), words: `${many(none, "month")}, since nothing was done` };
}

const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** The same day some months on, or the last of that month. @param {string} iso */
function later(iso, months, days) {
  const [year, month, day] = iso.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last) + days)).toISOString().slice(0, 10);
}
