/** What is said of the access log after sign-in. It never stops the desk: what is sealed to a reader stays sealed. */

import { announce, one, save } from "./dom.js";
import { evidence, holds, lookAtLog, putAway, today, trustLog } from "./logwatch.js";
import { checkpointWords } from "./logwords.js";
import { alarm, dismiss, notice, p } from "./notices.js";
import { showRemembered } from "./thisbrowser.js";
import { dateWords } from "./words.js";

/** @typedef {import("./logwatch.js").Found} Found */

const ASK =
  "Save this as a file and give it to an auditor. Tell the auditors and the other reviewer, over another way than " +
  "this desk, such as the telephone. You can read on meanwhile: reports are sealed to you as before, and what you " +
  "open is still entered.";
const SPOKEN = "I have spoken with the auditor: ";

/** Ask, and say what has to be said. @returns {Promise<void>} */
export async function watchLog() {
  const found = await lookAtLog();
  dismiss("log-unasked");
  await showRemembered();
  if (found.verdict === "unasked") tellUnasked(found);
  if (found.refused.length) warn(found);
}

/** @param {Found} found */
function tellUnasked({ kept }) {
  const last = kept?.checked ? `The last check that held was on ${dateWords(kept.checked)}.` : "";
  notice(
    "log-unasked",
    [p(`The access log could not be checked just now. It is tried again at your next sign-in. ${last}`.trim())],
    [
      { words: "Try again", act: watchLog },
      { words: "Close", act: () => dismiss("log-unasked") },
    ],
  );
}

/** @param {Found} found */
function warn(found) {
  alarm(
    "log",
    found.told.title,
    [...earlier(found), ...found.told.said, ...history(found), ASK].map(p),
    [
      { words: "Save this as a file", act: () => save(`access-log-${today()}.json`, evidence(found, location.origin)) },
      ...(mayTakeUp(found) ? [confirmed(found, takeUp(found))] : []),
      confirmed(found, PUT_AWAY),
    ],
  );
}

const mayTakeUp = ({ verdict, next }) => next !== undefined && !holds(verdict);

/** When it is not of today's answer that the warning speaks. @param {Found} found @returns {string[]} */
function earlier({ told, verdict }) {
  const then = `This was found on ${dateWords(told.on)}, and is kept as evidence.`;
  if (verdict === "unasked") return [then];
  return holds(verdict) ? [`${then} What the desk shows just now holds.`] : [];
}

/** What is kept here, and what came before. @param {Found} found @returns {string[]} */
function history({ known, kept, refused, verdict }) {
  const sentences = [];
  if (known && !holds(verdict)) {
    const checked = kept.checked ? `, last checked on ${dateWords(kept.checked)}` : "";
    sentences.push(`This browser keeps ${checkpointWords(known)}${checked}. It was not replaced.`);
  }
  if (refused.length > 1) {
    sentences.push(`${refused.length} answers of the desk were refused since ${dateWords(refused[0].on)}.`);
  }
  return sentences;
}

/** @param {Found} found */
const takeUp = (found) => ({
  words: found.next ? "remember this one from now on" : "forget the old one",
  title: found.next ? "Remember what the desk shows now?" : "Forget what this browser knows of the log?",
  said: [
    "From now on this browser takes the log that the desk shows for the right one. It forgets " +
      `${found.known ? checkpointWords(found.known) : "what it knew"}, and the evidence with it, and will not warn ` +
      "of this again.",
    "If somebody has changed the log, this is what they hope for. Save the file first.",
  ],
  act: trustLog,
});

const PUT_AWAY = {
  words: "put this warning away",
  title: "Put this warning away?",
  said: [
    "The evidence that is kept here is deleted; save the file first. What this browser remembers of the log stays, " +
      "and is compared again at each sign-in.",
  ],
  act: putAway,
};

/** A button that first says what it means. @param {Found} found */
function confirmed(found, { words, title, said, act }) {
  const done = async () => {
    act(found);
    dismiss("log");
    one("main h1")?.focus();
    announce("The warning is put away");
    await showRemembered();
  };
  const ask = () =>
    alarm("log", title, said.map(p), [
      { words: "Back", act: () => warn(found) },
      { words: `Yes, ${words}`, act: done },
    ]);
  return { words: SPOKEN + words, act: ask };
}
