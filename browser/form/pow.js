/**
 * A proof of work in ALTCHA's format (reporting/abuse/work.py): look for the number whose hash the server named.
 *
 *     refused.challenge            // {algorithm: "SHA-256", challenge: "9f…", maxnumber: 100000, salt: "…", signature: "…"}
 *     form.set("work", await worked(refused.challenge))
 */

import { inTime } from "./patience.js";
import { encode, sha256, toHex } from "../shared/bytes.js";

/** More is no challenge of ours: a page must not be kept busy for ever. */
const MOST = 1_000_000;
const WORK = 90_000; // milliseconds; after that a minute's wait is asked for in its place
/** Hashes that are under way at once: one by one, most of the time goes into waiting for each. */
const AT_ONCE = 256;

/** The server's challenge has no answer, or is none that we take on. */
export class NoAnswer extends Error {}

/**
 * @param {{algorithm: string, challenge: string, maxnumber: number, salt: string, signature: string}} challenge
 * @param {{signal?: AbortSignal}} [how] to stop looking; then the signal's reason is thrown
 * @returns {Promise<string>} what the field `work` takes. Throws NoAnswer.
 */
export async function solve({ algorithm, challenge, maxnumber, salt, signature }, { signal } = {}) {
  if (algorithm !== "SHA-256" || !(maxnumber <= MOST)) throw new NoAnswer("not a challenge of this form");
  const hashed = async (number) => toHex(await sha256(encode(salt + number)));
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    signal?.throwIfAborted();
    const numbers = Array.from({ length: Math.min(AT_ONCE, maxnumber - first + 1) }, (_, after) => first + after);
    const found = (await Promise.all(numbers.map(hashed))).indexOf(challenge);
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  throw new NoAnswer("no number up to the largest one fits");
}

/**
 * What the field `work` takes, or "" when there is no answer in time.
 * @param {Parameters<typeof solve>[0]} challenge @param {number} [limit] milliseconds @returns {Promise<string>}
 */
export function worked(challenge, limit = WORK) {
  const stop = new AbortController();
  const looking = solve(challenge, { signal: stop.signal });
  return inTime(looking, limit)
    .catch(() => "")
    .finally(() => stop.abort()); // what nobody waits for any more would only keep the browser busy
}
