/** All that somebody has read, opened once more for the search: headlines and names of every case, words of those opened before. */

import { given as answersGiven, story } from "./answers.js";
import { CaseFile } from "./casefile.js";
import { announce, h, part, whileBusy } from "./dom.js";
import { remember, remembers, searchAgain } from "./find.js";
import { known, openThese } from "./inbox.js";
import { readNotes } from "./notes.js";
import { enterRefused, isRefusal, refusedIn } from "./refusals.js";
import { openReport } from "./report.js";
import { Refused, SessionEnded, Unreachable, post } from "./server.js";
import { showThread } from "./thread.js";
import { casesWords } from "./words.js";

/** @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>}} desk */
export function prepareEverything({ session, run }) {
  const [button, stop] = [part("everything"), part("everything-stop")];
  if (!button) return;
  button.disabled = false;
  button.addEventListener("click", () => whileBusy(button, () => run(() => openAll(session, stop))));
}

/** Ends with the page that it was asked for on, or on "Stop". */
async function openAll(session, stop) {
  let [going, done] = [true, 0];
  /** @type {string[]} cases that are not as they were */
  const failed = [];
  stop.hidden = false;
  stop.onclick = () => (going = false);
  const place = part("everything-said");
  const state = h("p", { class: "small", role: "status" });
  place.replaceChildren(state);
  try {
    for await (const one of everyCase(session)) {
      if (!going || !place.isConnected) break;
      if (one.opened && !remembers(one.case) && !(await openOne(one.case, session))) failed.push(one.case);
      done += 1;
      state.textContent = `${casesWords(done)} looked at.`;
    }
  } finally {
    stop.hidden = true;
  }
  if (!place.isConnected) return;
  state.replaceChildren(`${casesWords(done)} searched now.${going ? "" : " You stopped it."}`, ...byHand(failed));
  searchAgain();
  announce(state.textContent);
}

/** @param {string[]} ids @returns {(Node | string)[]} */
function byHand(ids) {
  if (!ids.length) return [];
  const [what, open] = ids.length === 1 ? ["is not as it was", "it"] : ["are not as they were", "them"];
  const ways = ids.flatMap((id, at) => [at ? ", " : " ", h("a", { class: "lone", href: `/cases/${id}` }, id)]);
  return [` ${ids.length === 1 ? "One case" : `${ids.length} cases`} ${what}. Open ${open} by hand:`, ...ways, "."];
}

/** @returns {AsyncGenerator<{case: string, opened: boolean}>} all of this reader's, with headline and name opened */
async function* everyCase(session) {
  for (let after = ""; ; ) {
    const { cases } = await post("/inbox/all", { after });
    if (!cases.length) return;
    const unknown = cases.map((one) => one.case).filter((id) => !known().has(id));
    if (unknown.length) for await (const _ of openThese(unknown, session));
    yield* cases;
    after = cases.at(-1).case;
  }
}

/** Behind its own entry, as ever. @returns {Promise<boolean>} whether it can be found by its words now */
async function openOne(caseId, session) {
  try {
    const given = await post(`/cases/${caseId}/report`, { search: true });
    const opened = await openReport(given, session.authors);
    const { report, sha256, entered } = opened;
    const file = new CaseFile({ caseId, reportId: given.report_id, report, sha256, entered, today: "", session, gone: [] });
    await readNotes(given.notes, file);
    await showThread(given.messages, file);
    const refused = refusedIn(opened) + file.refused;
    await enterRefused(caseId, refused);
    if (file.isReplaced) return false;
    const notes = file.notes.map(({ text, why }) => `${text ?? ""} ${why ?? ""}`);
    const thread = file.thread.map((told) => `${told.text ?? ""} ${story(told)}`);
    remember(caseId, [story(report), ...answersGiven(report).map(({ text }) => text), ...notes, ...thread]);
    return refused === 0;
  } catch (error) {
    if (error instanceof SessionEnded || error instanceof Unreachable) throw error;
    if (isRefusal(error)) await enterRefused(caseId, 1);
    else if (!(error instanceof Refused) && error.kind !== "not-for-this-key") throw error;
    return false;
  }
}
