/**
 * A proof of work in ALTCHA's format (reporting/abuse/work.py): look for the number whose hash the server named.
 *
 *     refused.challenge            // {algorithm: "SHA-256", challenge: "9f…", maxnumber: 100000, salt: "…", signature: "…"}
 *     form.set("work", await solve(refused.challenge))
 */

/** More is no challenge of ours: a page must not be kept busy for ever. */
const MOST = 1_000_000;
/** Hashes that are under way at once: one by one, most of the time goes into waiting for each. */
const AT_ONCE = 256;

const encoder = new TextEncoder();
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The server's challenge has no answer, or is none that we take on. */
export class NoAnswer extends Error {}

/**
 * @param {{algorithm: string, challenge: string, maxnumber: number, salt: string, signature: string}} challenge
 * @param {{signal?: AbortSignal}} [how] to stop looking; then the signal's reason is thrown
 * @returns {Promise<string>} what the field `work` takes. Throws NoAnswer.
 */
export async function solve({ algorithm, challenge, maxnumber, salt, signature }, { signal } = {}) {
  if (algorithm !== "SHA-256" || !(maxnumber <= MOST)) throw new NoAnswer("not a challenge of this form");
  const hashed = async (number) => hex(await crypto.subtle.digest(algorithm, encoder.encode(salt + number)));
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    signal?.throwIfAborted();
    const numbers = Array.from({ length: Math.min(AT_ONCE, maxnumber - first + 1) }, (_, after) => first + after);
    const found = (await Promise.all(numbers.map(hashed))).indexOf(challenge);
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  throw new NoAnswer("no number up to the largest one fits");
}
