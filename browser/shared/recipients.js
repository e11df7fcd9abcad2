/** `recipients.txt`: an age recipients file, a comment line above each key. What counts are the keys. */

import { fingerprint } from "./fingerprint.js";
import { readers } from "./roster.js";

/** The keys of a recipients file, in its order. @param {string} text @returns {string[]} */
export function recipientsIn(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
}

/**
 * The key of each of these people, by fingerprint.
 * @param {string} text of recipients.txt, which has to fit the roster @param {import("./roster.js").Roster} roster
 * @returns {Promise<Map<string, string>>}
 */
export async function keysByPerson(text, roster) {
  const recipients = recipientsIn(text);
  const found = new Map();
  for (const person of readers(roster)) {
    const prints = await Promise.all(recipients.map((one) => fingerprint(one, person.verifier.text)));
    found.set(person.fingerprint, recipients[prints.indexOf(person.fingerprint)]);
  }
  return found;
}

/**
 * Whether these keys are exactly those of the roster's readers: each fingerprint holds both halves, so the roster's
 * signatures reach to the key that reports are sealed to.
 * @param {string} text @param {import("./roster.js").Roster} roster @returns {Promise<boolean>}
 */
export async function sealsToRoster(text, roster) {
  const recipients = recipientsIn(text);
  const people = readers(roster);
  if (recipients.length !== people.length || new Set(recipients).size !== recipients.length) return false;
  for (const person of people) {
    const prints = await Promise.all(recipients.map((one) => fingerprint(one, person.verifier.text)));
    if (!prints.includes(person.fingerprint)) return false;
  }
  return true;
}
