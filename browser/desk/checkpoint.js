/**
 * The remembered checkpoint: this browser remembers how long the access log was and the root above it, and holds each
 * later one against that. A server can show any log to who comes for the first time; to who has been here only one that
 * begins with what they know (docs/access-log.md, "What the desk's page remembers").
 */

import { fromBase64, same } from "../shared/bytes.js";
import { Malformed, WrongSignature, openCheckpoint } from "../shared/checkpoints.js";
import { isConsistent } from "../shared/merkle.js";

/** @typedef {import("../shared/checkpoints.js").Checkpoint} Checkpoint */
/** @typedef {{key: string, note: string, checked?: string}} Remembered the log's verifier key, a note, a date */
/** @typedef {{key: string | null, checkpoint: string | null, proof: string[]}} Shown */
/**
 * `known` and `now` are what is remembered and what is shown, where they can be read. `next` is what may be remembered
 * from now on: null means nothing, and where it is missing there is nothing that one could rely on.
 * @typedef {{verdict: string, known?: Checkpoint, now?: Checkpoint, next?: Remembered | null, reason?: string}} Judged
 */

/** Verdicts after which what is shown takes the place of what was remembered, without asking anybody. */
export const HOLDS = ["first", "same", "extended"];

const isText = (value) => typeof value === "string";

/** @param {unknown} shown @returns {shown is Shown} */
export const isAnswer = (shown) =>
  [shown?.key, shown?.checkpoint].every((part) => part === null || isText(part)) &&
  Array.isArray(shown.proof) &&
  shown.proof.every(isText);

/** A checkpoint, or why it is none. @returns {Promise<Checkpoint | Malformed | WrongSignature>} */
async function opened(key, note) {
  try {
    return await openCheckpoint(key, note);
  } catch (error) {
    if (error instanceof Malformed || error instanceof WrongSignature) return error;
    throw error;
  }
}

/**
 * What was remembered. Verified again, since a checkpoint is evidence only with its signature.
 * @param {unknown} kept @returns {Promise<Checkpoint | null | undefined>} null: nothing; undefined: it is damaged
 */
export async function recall(kept) {
  if (kept === null) return null;
  if (!isText(kept?.key) || !isText(kept.note)) return undefined;
  const known = await opened(kept.key, kept.note);
  return known instanceof Error ? undefined : known;
}

/**
 * Hold what the desk shows against what this browser remembers.
 *
 * "none": there is no checkpoint yet, and none is known. "first", "same", "extended": it holds. "rolled-back",
 * "forked", "rewritten", "emptied", "other-key", "wrong-signature", "malformed", "damaged": it does not.
 * @param {Remembered | null} kept @param {Checkpoint | null | undefined} known what `recall` made of it
 * @param {unknown} shown @returns {Promise<Judged>}
 */
export async function judge(kept, known, shown) {
  if (!isAnswer(shown)) return { verdict: "malformed", known, reason: "it is not what was asked for" };
  if (shown.checkpoint === null) return judgeNone(known);
  const now = await opened(shown.key ?? "", shown.checkpoint);
  const readable = now instanceof Error ? {} : { now, next: { key: shown.key, note: shown.checkpoint } };
  if (known && kept.key !== shown.key && (now instanceof Error || !(await isFollowed(kept.key, shown.checkpoint)))) {
    return { verdict: "other-key", known, ...readable };
  }
  if (now instanceof Error) {
    const verdict = now instanceof WrongSignature ? "wrong-signature" : "malformed";
    return { verdict, known, reason: now.message };
  }
  if (known === undefined) return { verdict: "damaged", ...readable };
  if (known === null) return { verdict: "first", ...readable };
  return { verdict: await compare(known, now, shown.proof), known, ...readable };
}

/**
 * Whether the old key has signed what is shown as well: so the log's key is changed (`reporting log rotate`), by whoever
 * holds both, and the new one continues what is remembered.
 */
const isFollowed = async (before, note) => !((await opened(before, note)) instanceof Error);

function judgeNone(known) {
  if (known === null) return { verdict: "none" };
  return { verdict: known ? "emptied" : "damaged", known, next: null };
}

/** @param {Checkpoint} known @param {Checkpoint} now @param {string[]} proof in base64 @returns {Promise<string>} */
async function compare(known, now, proof) {
  if (now.size < known.size) return "rolled-back";
  if (now.size === known.size) return same(now.root, known.root) ? "same" : "forked";
  return (await isConsistent(known.size, now.size, hashes(proof), known.root, now.root)) ? "extended" : "rewritten";
}

/** @returns {Uint8Array[]} none at all when one of them cannot be read: a proof with a hole proves nothing */
function hashes(proof) {
  try {
    return proof.map(fromBase64);
  } catch {
    return [];
  }
}
