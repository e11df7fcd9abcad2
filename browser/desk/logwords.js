/** What is wrong with the access log, in words: for each verdict of checkpoint.js that does not hold. */

const entries = ({ size }) => (size === 1 ? "1 entry" : `${size.toLocaleString("en")} entries`);

/** @type {Record<string, {title: string, said: (judged: import("./checkpoint.js").Judged) => string[]}>} */
const WORDS = {
  "rolled-back": {
    title: "The access log is shorter than it was",
    said: ({ known, now }) => [
      `This browser has seen a log of ${entries(known)}. Now the desk shows one of ${entries(now)}.`,
      "Entries have been taken away, or an older state of the desk has been put back.",
    ],
  },
  forked: {
    title: "There are two access logs",
    said: ({ known }) => [
      `This browser knows a log of ${entries(known)}. The desk now shows another one of the same length.`,
      "Somebody is shown another log than somebody else, or what was in it has been changed. Both are signed.",
    ],
  },
  rewritten: {
    title: "The access log has been changed",
    said: ({ known, now }) => [
      `The log of ${entries(now)} that the desk shows now does not begin with the ${entries(known)} that this ` +
        "browser knows, or the desk does not prove that it does.",
      "Entries may have been changed, left out or put in.",
    ],
  },
  emptied: {
    title: "The access log has been emptied",
    said: ({ known }) => [
      `This browser has seen a log of ${entries(known)}. Now the desk says that there never was a checkpoint.`,
    ],
  },
  "other-key": {
    title: "The access log is signed with another key",
    said: () => [
      "The desk shows another key of the log than the one that this browser knows.",
      "Such a key is changed seldom, and the auditors know of it before.",
    ],
  },
  "wrong-signature": {
    title: "The access log is not signed as it must be",
    said: ({ reason }) => [`What the desk shows as the log’s newest checkpoint cannot be relied on: ${reason}.`],
  },
  malformed: {
    title: "The desk does not show its access log",
    said: ({ reason }) => [`In the place of the log’s newest checkpoint it gave something else: ${reason}.`],
  },
  damaged: {
    title: "What this browser knew of the access log is damaged",
    said: () => [
      "Something has changed it in this browser. Whether the log is still the one that it was cannot be told here.",
    ],
  },
};

/** Every verdict that is a warning. */
export const REFUSALS = Object.keys(WORDS);

/** @param {import("./checkpoint.js").Judged} judged @returns {{title: string, said: string[]}} */
export function describe(judged) {
  const { title, said } = WORDS[judged.verdict];
  return { title, said: said(judged) };
}

/** "the checkpoint of 64 entries" @param {import("../shared/checkpoints.js").Checkpoint} checkpoint */
export const checkpointWords = (checkpoint) => `the checkpoint of ${entries(checkpoint)}`;
