/**
 * A change of the roster that is not in force yet: whether it follows the roster that this browser knows, and what
 * signing it means, in words. The twin of `reporting.roster.changes`, held to it by tests/vectors/roster.json.
 */

import { toHex } from "./bytes.js";
import { checkPeople, parseListing } from "./listing.js";
import { BadRoster, maySign, read, readers, signedBy } from "./roster.js";

/** @typedef {import("./listing.js").Person} Person */
/** @typedef {import("./listing.js").Listing} Listing */
/**
 * @typedef {{text: string, listing: Listing, changes: string[], maySign: Person[], signed: Person[], newKeys: Person[],
 *   unfinished: BadRoster | null}} Proposal `text` is what is signed; `unfinished` is why it cannot be signed as it is
 */

/**
 * @param {string} whole the draft @param {import("./roster.js").Roster} roster in force, as this browser verified it
 * @returns {Promise<Proposal>} throws BadRoster for what no honest desk would show
 */
export async function readProposal(whole, roster) {
  const note = read(whole, 0);
  const listing = await parseListing(note.text);
  const signatures = await signedBy(note, roster);
  if (listing.serial !== roster.serial + 1 || listing.previous !== roster.sha256) {
    throw new BadRoster("change-refused", "it does not follow the roster in force");
  }
  const able = maySign(listing, roster);
  // A signing key that stands beside a fingerprint that is known is a new key too: the line alone does not bind the two.
  const keysOf = ({ fingerprint, verifier }) => `${fingerprint} ${toHex(verifier.raw)}`;
  const known = new Set(roster.people.map(keysOf));
  return {
    text: note.text,
    listing,
    changes: [...changesBetween(roster, listing)],
    maySign: able,
    signed: able.filter(({ handle }) => signatures.has(handle)),
    newKeys: listing.people.filter((person) => !known.has(keysOf(person))),
    unfinished: whyUnfinished(listing, roster, able),
  };
}

/** @returns {BadRoster | null} */
function whyUnfinished(listing, roster, able) {
  try {
    checkPeople(listing);
  } catch (error) {
    return error;
  }
  if (![...changesBetween(roster, listing)].length) return new BadRoster("change-refused", "it changes nothing");
  const stay = new Set(readers(listing).map(({ fingerprint }) => fingerprint));
  if (readers(roster).filter(({ fingerprint }) => !stay.has(fingerprint)).length > 1) {
    return new BadRoster("change-refused", "two readers would lose their keys at once; change one, seal the cases anew, then the other");
  }
  if (able.length) return null;
  return new BadRoster("change-refused", "it is about both reviewers, so nobody may sign it; replace one at a time");
}

/** What signing means. @param {Listing} before @param {Listing} after */
function* changesBetween(before, after) {
  if (before.community !== after.community) yield `renames the community to ${after.community}`;
  const was = new Map(before.people.map((person) => [person.handle, person]));
  for (const person of after.people) {
    const old = was.get(person.handle);
    if (!old) yield `adds ${person.name} as ${person.role}`;
    else if (old.line !== person.line) yield* changesOf(old, person);
  }
  const is = new Set(after.people.map(({ handle }) => handle));
  for (const { handle, name } of before.people) if (!is.has(handle)) yield `retires ${name}`;
  const lines = (people, others) =>
    people.map(({ line }) => line).filter((line) => others.some((one) => one.line === line));
  if (lines(after.people, before.people).join("\n") !== lines(before.people, after.people).join("\n")) {
    yield "changes the order in which people are asked";
  }
}

function* changesOf(old, now) {
  if (old.role !== now.role) yield `makes ${old.name} ${now.role} instead of ${old.role}`;
  if (old.verifier.text !== now.verifier.text || old.fingerprint !== now.fingerprint) yield `gives ${old.name} other keys`;
  if (old.name !== now.name) yield `calls ${old.name} ${now.name}`;
  if (old.about !== now.about) yield `describes ${now.name} as ${now.about || "nothing in particular"}`;
}
