/**
 * The roster: who reads and who audits, as a chain of signed notes. Who may change it is said by the one before: the
 * first is signed by both its reviewers; each later one by a reviewer of the one before whose own line it leaves as it
 * was. The twin of `reporting.roster.succession`, held to it by tests/vectors/roster.json.
 */

import { encode, sha256, toHex } from "./bytes.js";
import { BadRoster, checkPeople, parseListing } from "./listing.js";
import { WrongSignature, parseNote, signers } from "./signednote.js";

export { BadRoster };

/** @typedef {import("./listing.js").Person} Person */
/** @typedef {import("./listing.js").Listing & {sha256: string, note: string}} Roster */

/** @param {import("./listing.js").Listing} roster @returns {Person[]} */
export const reviewers = ({ people }) => people.filter(({ role }) => role === "reviewer");

/** @param {string} whole @param {number} [atLeast] @returns {import("./signednote.js").Note} */
export function read(whole, atLeast) {
  try {
    return parseNote(whole, atLeast);
  } catch (error) {
    throw new BadRoster("malformed", error.message);
  }
}

/**
 * Whose signatures count for what follows `before`: the first roster needs both its reviewers.
 * @param {import("./listing.js").Listing} listing @param {import("./listing.js").Listing} [before] @returns {Person[]}
 */
export const maySign = (listing, before) =>
  reviewers(before ?? listing).filter(({ line }) => listing.people.some((one) => one.line === line));

/** Handles of those reviewers whose signatures stand under a note and hold. */
export async function signedBy(note, roster) {
  try {
    return await signers(
      note,
      reviewers(roster).map(({ verifier }) => verifier),
    );
  } catch (error) {
    if (error instanceof WrongSignature) throw new BadRoster("wrong-signature", error.message);
    throw error;
  }
}

async function checkSignatures(note, listing, before) {
  const signed = await signedBy(note, before ?? listing);
  if (signed.size < (before ? 1 : 2)) throw new BadRoster("unsigned", "a signature that it needs is missing");
  if (!maySign(listing, before).some(({ handle }) => signed.has(handle))) {
    throw new BadRoster("self-signed", "only the reviewer whom it is about has signed it");
  }
}

/**
 * The whole chain, oldest first; throws BadRoster for the first note that fails.
 * @param {string[]} notes @returns {Promise<Roster[]>} never empty
 */
export async function verifyChain(notes) {
  /** @type {Roster[]} */
  const chain = [];
  for (const whole of notes) {
    const note = read(whole);
    const listing = await parseListing(note.text);
    const before = chain.at(-1);
    if (listing.serial !== chain.length + 1) throw new BadRoster("skipped-serial", "one is missing in the chain");
    if (listing.previous !== (before?.sha256 ?? "-")) {
      throw new BadRoster("previous-mismatch", "it does not follow the one that stands before it");
    }
    checkPeople(listing);
    await checkSignatures(note, listing, before);
    chain.push({ ...listing, sha256: toHex(await sha256(encode(whole))), note: whole });
  }
  if (!chain.length) throw new BadRoster("skipped-serial", "there is no first roster");
  return chain;
}

/**
 * Who reads, by the value of each choice: both, without one of them, without either (`reporting.roster.readers`).
 * @param {Roster} roster @returns {Map<string, Person[]>}
 */
export function choices({ people }) {
  const [first, second] = reviewers({ people });
  const alternates = people.filter(({ role }) => role === "alternate");
  const without = (out, left) => [`not-${out.handle}`, [left, ...alternates.slice(0, 1)]];
  const neither = alternates.length > 1 ? [["neither", alternates.slice(0, 2)]] : [];
  return new Map([["both", [first, second]], without(first, second), without(second, first), ...neither]);
}

/** Reviewers and alternates: those to whom reports may be sealed. @param {import("./listing.js").Listing} roster @returns {Person[]} */
export const readers = ({ people }) => people.filter(({ role }) => role !== "auditor");
