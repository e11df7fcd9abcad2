/**
 * The text of one roster note: five lines, then one for each person. The twin of `reporting.roster.listing`.
 *
 *     reporting roster v1
 *     community Larkfield Network
 *     serial 1
 *     date 2026-11-23
 *     previous -
 *     reviewer ada+1a2b3c4d+AbCd…= <fingerprint> Ada Lindqvist, ethics board
 */

import { toHex } from "./bytes.js";
import { parseVerifier } from "./signednote.js";

export const ROLES = ["reviewer", "alternate", "auditor"];
const HEAD =
  /^reporting roster v1\ncommunity ([^\n]+)\nserial ([1-9][0-9]{0,3})\ndate ([0-9]{4}-[0-9]{2}-[0-9]{2})\nprevious (-|[0-9a-f]{64})\n/;
export const HANDLE = /^(?!log$)[a-z][a-z0-9-]{0,30}$/; // keys/log.pub is the access log's
const FINGERPRINT = /^[0-9a-hjkmnp-tv-z]{52}$/;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/**
 * @typedef {{role: string,
 *   verifier: import("./signednote.js").VerifierKey,
 *   handle: string,
 *   fingerprint: string,
 *   name: string,
 *   about: string,
 *   line: string}} Person
 */
/** @typedef {{community: string, serial: number, date: string, previous: string, people: Person[]}} Listing */

/** A roster, or its chain, that does not verify; `reason` is the one that `reporting.roster` gives. */
export class BadRoster extends Error {
  /** @param {string} reason @param {string} message */
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

const malformed = (message) => new BadRoster("malformed", message);

/** Fits on one line and looks like what it is. @param {string} text @param {number} [limit] characters */
function isPlain(text, limit = 120) {
  return [...text].length <= limit && !UNPRINTABLE.test(text) && text === text.trim();
}

function isDate(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && !text.startsWith("0000");
}

/** @param {string} text of a note @returns {Promise<Listing>} */
export async function parseListing(text) {
  const head = HEAD.exec(text);
  if (!head) throw malformed("it does not begin with its five lines");
  const [opening, community, serial, date, previous] = head;
  if (!isDate(date)) throw malformed("its date is in no calendar");
  if (!isPlain(community)) throw malformed("the community's name holds characters that cannot be seen");
  const people = await Promise.all(text.slice(opening.length).split("\n").slice(0, -1).map(parsePerson));
  const ranks = people.map(({ role }) => ROLES.indexOf(role));
  if (ranks.some((rank, at) => rank < ranks[at - 1])) throw malformed("its roles are out of order");
  return { community, serial: Number(serial), date, previous, people };
}

/** Name and description can be told apart once they are written. @param {string} name @param {string} about */
export const isWellNamed = (name, about) => isPlain(name, 80) && name && !name.includes(",") && isPlain(about);

/** @param {string} line @returns {Promise<Person>} */
async function parsePerson(line) {
  const [role, verifierText, fingerprint, ...rest] = line.split(" ");
  const words = rest.join(" ");
  const [name, about = ""] = words.split(/, (.*)/s);
  const named = isWellNamed(name, about) && words === [name, about].filter(Boolean).join(", ");
  if (!ROLES.includes(role) || !named || !FINGERPRINT.test(fingerprint)) throw malformed("a line of it names nobody");
  const verifier = await parseVerifier(verifierText).catch((error) => {
    throw malformed(error.message);
  });
  if (!HANDLE.test(verifier.name)) throw malformed("a handle of it is none");
  return { role, verifier, handle: verifier.name, fingerprint, name, about, line };
}

/** Exactly two reviewers, nobody and no key twice. @param {Listing} listing */
export function checkPeople({ people }) {
  if (people.filter(({ role }) => role === "reviewer").length !== 2) {
    throw new BadRoster("not-two-reviewers", "it does not name exactly two reviewers");
  }
  for (const own of [
    (one) => one.handle,
    (one) => one.name,
    (one) => one.fingerprint,
    (one) => toHex(one.verifier.raw),
  ]) {
    if (new Set(people.map(own)).size < people.length) throw new BadRoster("duplicate", "somebody stands in it twice");
  }
}
