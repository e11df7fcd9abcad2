/**
 * Being signed in: the key signs a challenge, then the roster that the server gives is held against what this browser
 * knows. Nothing is opened before that is settled.
 */

import { encode, sha256, toBase64, toHex } from "../shared/bytes.js";
import { fingerprint } from "../shared/fingerprint.js";
import { Past } from "../shared/past.js";
import { BadRoster, readers, verifyChain } from "../shared/roster.js";
import { keysByPerson, sealsToRoster } from "../shared/recipients.js";
import * as key from "./key.js";
import { keepPin, keptPin } from "./kept.js";
import { changes, compare, pinOf } from "./pin.js";
import { SessionEnded, get, post } from "./server.js";

/** @typedef {import("../shared/roster.js").Roster} Roster */
/**
 * @typedef {{me: import("../shared/roster.js").Person, roster: Roster, formOrigin: string, keys: Map<string, string>,
 *   list: string, authors: import("../shared/said.js").Authors, past: Past}} Session `keys`: the readers' recipients by
 * fingerprint; `list`: the hex SHA-256 of the list that they stand in
 */
/** @typedef {{session: Session | null, verdict: string, sentences: string[]}} Welcome */

/** A signature over the server's challenge; the key itself stays where it is. */
async function signIn() {
  const { nonce } = await post("/sign-in/challenge");
  const signature = await key.signIn(nonce);
  await post("/sign-in", { key: toBase64(key.current().verifyKey), nonce, signature: toBase64(signature) });
}

/** Ends the session, or all of this person's, and before it the key in this tab. @param {boolean} everywhere */
export async function signOut(everywhere) {
  key.lock();
  await post("/sign-out", { everywhere }).catch((error) => {
    if (!(error instanceof SessionEnded)) throw error;
  });
}

/**
 * Sign in, or go on with the session that is there when it belongs to the key that is open.
 * @param {string} sessionOf fingerprint of whoever is signed in according to the page, or empty
 * @returns {Promise<Welcome>}
 */
export async function enter(sessionOf) {
  const given = sessionOf ? await get("/roster").catch(endedIsNone) : null;
  if (given) {
    const welcome = await welcomeTo(given);
    if (welcome.verdict !== "not-me") return welcome;
  }
  await signIn();
  return welcomeTo(await get("/roster"));
}

/** The roster may have changed since: the same look at it as after signing in. @returns {Promise<Welcome>} */
export const lookAgain = async () => welcomeTo(await get("/roster"));

function endedIsNone(error) {
  if (error instanceof SessionEnded) return null;
  throw error;
}

/** @param {{notes: string[], recipients: string, form_origin: string, me: string}} given @returns {Promise<Welcome>} */
async function welcomeTo(given) {
  const chain = await verifyChain(given.notes).catch((error) => {
    if (error instanceof BadRoster) return error;
    throw error;
  });
  if (chain instanceof BadRoster) return { session: null, verdict: "bad", sentences: [chain.message] };
  const roster = chain.at(-1);
  const me = await whoIs(roster, given.me);
  if (!me) return { session: null, verdict: "not-me", sentences: [] };
  const session = {
    me,
    roster,
    formOrigin: given.form_origin,
    keys: new Map(),
    list: "",
    authors: authorsOf(chain),
    past: new Past(chain),
  };
  if (!(await sealsToRoster(given.recipients, roster))) return { session, verdict: "keys", sentences: [] };
  session.keys = await keysByPerson(given.recipients, roster);
  session.list = toHex(await sha256(encode(given.recipients)));
  const { verdict, before } = compare(keptPin(), chain);
  if (["first", "extended"].includes(verdict)) keepPin(pinOf(roster));
  return { session, verdict, sentences: before ? changes(before, roster) : [] };
}

/**
 * Everybody who was ever in the roster: what somebody signed then still counts. `reads`: it named them as a reader once.
 * @param {Roster[]} chain
 */
function authorsOf(chain) {
  const read = new Set(chain.flatMap(readers).map(({ fingerprint: print }) => print));
  const people = chain.flatMap((roster) => roster.people);
  return new Map(people.map(({ fingerprint: print, name, verifier }) => [print, { name, raw: verifier.raw, reads: read.has(print) }]));
}

/** The person of that fingerprint, when both halves of the open key are theirs. */
async function whoIs(roster, claimed) {
  const { recipient, verifyKey } = key.current();
  const person = roster.people.find((one) => one.fingerprint === claimed);
  if (!person || toHex(person.verifier.raw) !== toHex(verifyKey)) return null;
  return (await fingerprint(recipient, person.verifier.text)) === person.fingerprint ? person : null;
}

/** The person has compared the roster with others and says that it is right. @param {Session} session */
export const trust = ({ roster }) => keepPin(pinOf(roster));

/**
 * Whether the form seals to the keys that the roster names.
 * @param {Session} session @returns {Promise<"equal" | "different" | "unreachable">}
 */
export async function compareForm({ formOrigin, roster }) {
  const asked = { credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10_000) };
  try {
    const response = await fetch(`${formOrigin}/recipients.txt`, asked);
    if (!response.ok) return "unreachable";
    return (await sealsToRoster(await response.text(), roster)) ? "equal" : "different";
  } catch {
    return "unreachable";
  }
}

/** @param {Session} session @returns {boolean} whether reports can be sealed to this person */
export const reads = ({ me, roster }) => readers(roster).includes(me);
