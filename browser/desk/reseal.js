/**
 * Cases follow the roster: those sealed to a key that reads no more get other heads, a few at a time. All that takes long
 * runs in the Worker, so the page stays as quick as ever; each case is handed in as a step of its own, so nothing is
 * lost with a closed tab.
 */

import { Forged, parsePart } from "../shared/part.js";
import { CaseFile } from "./casefile.js";
import { announce, h, one } from "./dom.js";
import * as key from "./key.js";
import { readNotes } from "./notes.js";
import { post, sealedBytes } from "./server.js";
import { casesWords, placeWords } from "./words.js";

const WHY = {
  damaged: "what is stored of it is damaged",
  "not-for-this-key": "no key of yours opens it",
  "moved-on": "it has moved on meanwhile",
  "another-came": "something came in meanwhile; it is offered again",
};

const CHANGED = "Who reads has changed since you opened your key in this tab. Load the page again and open your key.";

/** What goes on, from page to page of this tab. @type {{done: number, of: number, stop: boolean} | null} */
let work = null;
/** @type {Map<string, string>} cases that failed, and why */
const failed = new Map();

const part = (name) => one(`main [data-part="${name}"]`);

/** @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>}} desk */
export function prepareResealing({ session, run }) {
  if (!part("resealing")) return;
  part("reseal").addEventListener("click", () => run(() => start(session)));
  part("reseal-pause").addEventListener("click", () => {
    if (work) work.stop = true;
    show();
  });
  show();
  run(() => tell(session));
}

/** How many there are, and to whom they go. @returns {Promise<number>} */
async function tell({ authors, keys, past }) {
  const { groups } = await post("/resealing");
  if (groups.some(({ leaves, joins }) => past.isReader(leaves) || (joins && !keys.has(joins)))) {
    part("resealing-groups")?.replaceChildren(h("li", {}, CHANGED));
    return 0;
  }
  const name = (print) => (authors.get(print)?.name ?? "somebody").split(" ")[0];
  const items = groups.map(({ leaves, joins, cases }) =>
    h("li", {}, placeWords(cases, name(leaves), joins && name(joins), past.same(leaves).has(joins))),
  );
  part("resealing-groups")?.replaceChildren(...items);
  if (part("reseal") && !work) part("reseal").disabled = !groups.length;
  return groups.reduce((sum, { cases }) => sum + cases, 0);
}

async function start(session) {
  if (work) return;
  work = { done: 0, of: 0, stop: false };
  failed.clear();
  show();
  try {
    work.of = await tell(session);
    show();
    await sealAll(session);
  } finally {
    const { done, stop } = work;
    work = null;
    show(stop ? `Paused. ${casesWords(done)} sealed anew.` : `${casesWords(done)} sealed anew.`);
  }
  const left = await tell(session);
  announce(left ? "Some cases are left to be sealed anew" : "All cases are sealed anew");
}

/** While the Worker has some, the next few are fetched and the last few handed in. */
async function sealAll(session) {
  let [coming, handing] = [later(post("/resealing/cases", { after: "" })), later(null)];
  while (!work.stop) {
    const { cases, today } = await outcome(coming);
    if (!cases.length) break;
    coming = later(post("/resealing/cases", { after: cases.at(-1).case }));
    const made = [];
    for (const sealed of cases) made.push(...(await attempt(sealed, today, session)));
    await outcome(handing);
    handing = later(hand(made));
  }
  await outcome(handing);
}

/** Started now and looked at later: a failure waits too. @template T @param {Promise<T> | T} started */
const later = (started) => Promise.resolve(started).then((value) => ({ value }), (error) => ({ error }));

/** @template T @param {Promise<{value?: T, error?: Error}>} waiting @returns {Promise<T>} */
async function outcome(waiting) {
  const { value, error } = await waiting;
  if (error) throw error;
  return value;
}

/** A case that cannot be sealed anew is named, and the others go on. */
async function attempt(sealed, today, session) {
  try {
    return [await sealAnew(sealed, today, session)];
  } catch (error) {
    const why = error instanceof Forged ? error.message : WHY[error.kind];
    if (!why) throw error;
    failed.set(sealed.case, why);
    show();
    return [];
  }
}

async function sealAnew({ case: caseId, report_id: reportId, report: sealed, notes, headers, gone, ...place }, today, session) {
  const report = parsePart(await key.open(sealedBytes(sealed)), "report", reportId);
  const file = new CaseFile({ caseId, reportId, report, today, session, gone });
  await readNotes(notes, file);
  return { case: caseId, joins: place.joins, ...(await file.followRoster(headers, place)) };
}

async function hand(made) {
  if (!made.length) return;
  const { refused } = await post("/resealing/headers", { cases: made });
  for (const [caseId, why] of Object.entries(refused)) failed.set(caseId, WHY[why] ?? WHY["moved-on"]);
  if (work) work.done += made.length - Object.keys(refused).length;
  show();
}

/** On whichever page is there; only the inbox has a place for it. @param {string} [said] */
function show(said = "") {
  if (!part("resealing")) return;
  part("reseal").hidden = Boolean(work);
  part("reseal-pause").hidden = !work;
  part("reseal-pause").disabled = Boolean(work?.stop);
  if (work) {
    const bar = one("progress", part("resealing-state")) ?? h("progress", { "aria-label": "Cases sealed anew" });
    Object.assign(bar, { max: work.of || 1, value: work.done });
    const words = work.of ? `${work.done} of ${work.of}` : "Looking for them";
    part("resealing-state").replaceChildren(h("p", {}, bar, " ", h("span", { class: "small soft" }, words)));
  } else if (said) {
    part("resealing-state").replaceChildren(h("p", { role: "status" }, said));
  }
  const items = [...failed].map(([caseId, why]) => h("li", { class: "warning" }, `Case ${caseId} is as it was: ${why}.`.replace("..", ".")));
  part("resealing-failed").replaceChildren(...items);
}
