/**
 * The pinned roster: this browser remembers who reads, and holds each later roster against it. A server can show any
 * chain to who comes for the first time; to who has been here it can only extend the one they know.
 */

import { namesWords } from "./words.js";

/** @typedef {import("../shared/roster.js").Roster} Roster */
/** @typedef {{serial: number, sha256: string, note: string}} Pin */

/** @param {Roster} roster @returns {Pin} */
export const pinOf = ({ serial, sha256, note }) => ({ serial, sha256, note });

/**
 * "first": nothing pinned yet. "same", "extended": the pinned roster is in this verified chain, at its end or before.
 * "older": the chain ends before the pin. "other": another roster stands where the pinned one did.
 * @param {unknown} pin @param {Roster[]} chain verified, oldest first
 * @returns {{verdict: "first" | "same" | "extended" | "older" | "other", before?: Roster}}
 */
export function compare(pin, chain) {
  if (pin === null) return { verdict: "first" };
  if (!Number.isInteger(pin?.serial) || typeof pin.sha256 !== "string") return { verdict: "other" };
  if (pin.serial > chain.length) return { verdict: "older" };
  const before = chain[pin.serial - 1];
  if (before?.sha256 !== pin.sha256) return { verdict: "other" };
  return { verdict: before === chain.at(-1) ? "same" : "extended", before };
}

const called = ({ name, role }) => `${name} (${role})`;

/**
 * What changed between two rosters, one sentence each.
 * @param {Roster} before
 * @param {Roster} after
 * @returns {string[]}
 */
export function changes(before, after) {
  const was = new Map(before.people.map((person) => [person.handle, person]));
  const is = new Map(after.people.map((person) => [person.handle, person]));
  const sentences = [];
  for (const person of after.people) {
    const old = was.get(person.handle);
    if (!old) sentences.push(`${called(person)} was added.`);
    else if (old.fingerprint !== person.fingerprint) sentences.push(`${called(person)} has another key.`);
    else if (old.role !== person.role) sentences.push(`${person.name} is now ${person.role}; was ${old.role}.`);
    else if (old.line !== person.line)
      sentences.push(`${person.name} is described anew: ${person.name}, ${person.about}.`);
  }
  const gone = before.people.filter(({ handle }) => !is.has(handle)).map(called);
  if (gone.length) sentences.push(`${namesWords(gone)} left.`);
  return sentences.length ? sentences : ["The people are the same."];
}
