/**
 * At each sign-in the desk is asked for the newest checkpoint of its access log. What holds is remembered; what does
 * not is kept beside it as evidence, until the person has dealt with it: a log that was forked for one day only would
 * otherwise leave no trace of that day.
 */

import { HOLDS, isAnswer, judge, recall } from "./checkpoint.js";
import { forgetCheckpoint, keepCheckpoint, keepRefused, keptCheckpoint, keptRefused } from "./kept.js";
import { describe } from "./logwords.js";
import { Refused, SessionEnded, Unreachable, post } from "./server.js";

const PATIENCE = 30_000; // milliseconds
const AT_MOST = 8; // the first ones stay: a flood of later ones must not wash them out

/** @typedef {import("./checkpoint.js").Remembered} Remembered */
/** @typedef {{on: string, verdict: string, title: string, said: string[],
 *   remembered: Remembered | null, shown: import("./checkpoint.js").Shown | null}} Evidence */
/**
 * @typedef {import("./checkpoint.js").Judged & {kept: Remembered | null, refused: Evidence[],
 *   told?: {on?: string, title: string, said: string[]}}} Found
 * `refused`: what has been refused so far and is not dealt with, oldest first; `told`: the one to speak of
 */

export const today = () => new Date().toISOString().slice(0, 10);

/** @returns {Promise<Found>} the verdict may be "unasked" too */
export async function lookAtLog() {
  const kept = keptCheckpoint();
  const known = await recall(kept);
  const shown = await ask(known?.size ?? 0);
  if (shown === undefined) return { verdict: "unasked", known, kept, ...before() };
  const judged = await judge(kept, known, shown).catch(() => unreadable(known));
  if (judged.verdict === "none") return { ...judged, kept, ...before() };
  if (!holds(judged.verdict)) return { ...judged, kept, ...withEvidence(judged, kept, shown) };
  remember(judged.next, kept);
  return { ...judged, kept, ...before() };
}

/** Whether what the desk shows may stand. @param {string} verdict */
export const holds = (verdict) => verdict === "none" || HOLDS.includes(verdict);

// Whatever the desk sent must not be able to silence us by making this code fail.
const unreadable = (known) => ({ verdict: "malformed", known, reason: "it cannot be read" });

/** What was refused at an earlier sign-in. */
function before() {
  const refused = keptRefused();
  return { refused, told: refused.at(-1) };
}

/** @param {number} size @returns {Promise<unknown>} undefined when the desk could not be asked */
async function ask(size) {
  try {
    return await post("/checkpoint", { from: size }, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    if (error instanceof Unreachable || error instanceof SessionEnded) return undefined;
    if (error instanceof Refused) return { error: error.message };
    throw error;
  }
}

/** Unless another tab has meanwhile gone on from what this one had. */
function remember({ key, note }, kept) {
  if (JSON.stringify(keptCheckpoint()) === JSON.stringify(kept)) keepCheckpoint({ key, note, checked: today() });
}

/** What is refused now is kept beside what was refused before, once, each with what was remembered then. */
function withEvidence(judged, kept, answer) {
  const told = describe(judged);
  const shown = isAnswer(answer) ? { key: answer.key, checkpoint: answer.checkpoint, proof: answer.proof } : null;
  const earlier = keptRefused();
  const one = { on: today(), verdict: judged.verdict, ...told, remembered: kept, shown };
  if (earlier.some((other) => JSON.stringify({ ...other, on: one.on }) === JSON.stringify(one))) {
    return { refused: earlier, told };
  }
  const refused = [...earlier, one];
  keepRefused(refused.slice(0, AT_MOST));
  return { refused, told };
}

/** The person has asked the auditor: what is shown now is the log from now on. @param {Found} found */
export function trustLog({ next }) {
  if (next) keepCheckpoint({ key: next.key, note: next.note, checked: today() });
  else forgetCheckpoint();
  putAway();
}

/** The person has told the auditor; what is remembered stays. */
export const putAway = () => keepRefused([]);

/**
 * All that an auditor needs to see for themselves, as JSON.
 * @param {Found} found @param {string} desk its origin @returns {string}
 */
export function evidence({ kept, refused }, desk) {
  const about = "What a browser at this desk remembered of its access log, and what the desk showed instead.";
  return `${JSON.stringify({ about, desk, saved_on: today(), remembered: kept, refused }, null, 1)}\n`;
}
