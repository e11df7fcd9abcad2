/**
 * Cases follow the roster: those sealed to a key that reads no more get other heads, a few at a time. All that takes long
 * runs in the Worker, so the page stays as quick as ever; each case is handed in as a step of its own, so nothing is
 * lost with a closed tab.
 */

import { batches } from "../shared/batches.js";
import { inFours } from "../shared/fingerprint.js";
import { Forged } from "../shared/part.js";
import { CaseFile } from "./casefile.js";
import { announce, h, one, part } from "./dom.js";
import { Refused, SessionEnded, Unreachable, post } from "./server.js";
import { casesWords, leftWords, placeWords } from "./words.js";

const WHY = {
  damaged: "what is stored of it is damaged",
  "not-for-this-key": "no key of yours opens it",
  "moved-on": "it has moved on meanwhile",
  "another-came": "something came in meanwhile; it is offered again",
};

/** Of one request, in bytes of JSON: well below what the desk takes (16 MiB). */
const MOST = 12 * 2 ** 20;

const CHANGED = "Who reads has changed since you opened your key in this tab. Load the page again and open your key.";

/** What goes on, from page to page of this tab. @type {{done: number, of: number, stop: boolean} | null} */
let work = null;
/** @type {Map<string, string>} cases that failed, and why */
const failed = new Map();
/** @type {Map<string, string[]>} cases that are done but for some of what is in them */
const left = new Map();
/** @type {Set<string>} fingerprints that were compared by voice, in this tab */
const compared = new Set();
/** @type {string[]} keys that cases are to be sealed to */
let joining = [];

/**
 * @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>,
 *   sealed: () => Promise<void>}} desk `sealed`: some cases are done, and the list still names who read them before
 */
export function prepareResealing({ session, run, sealed }) {
  if (!part("resealing")) return;
  part("reseal").addEventListener("click", () => run(() => start(session, sealed)));
  part("reseal-pause").addEventListener("click", () => {
    if (work) work.stop = true;
    show();
  });
  show();
  run(() => tell(session));
}

/** How many there are, and to whom they go. @returns {Promise<number | null>} null when the roster is another than in this tab */
async function tell({ authors, keys, past }) {
  const { groups } = await post("/resealing");
  if (groups.some(({ leaves, joins }) => past.isReader(leaves) || (joins && !keys.has(joins)))) {
    part("resealing-groups")?.replaceChildren(h("li", {}, CHANGED));
    if (part("reseal")) part("reseal").disabled = true;
    return null;
  }
  const name = (print) => (authors.get(print)?.name ?? "somebody").split(" ")[0];
  const items = groups.map(({ leaves, joins, cases }) => {
    const said = placeWords(cases, name(leaves), joins && name(joins), past.same(leaves).has(joins));
    return h("li", {}, h("p", {}, said), ...(joins ? comparing(joins, name(joins)) : []));
  });
  joining = groups.map(({ joins }) => joins).filter(Boolean);
  part("resealing-groups")?.replaceChildren(...items);
  enable(groups.length > 0);
  return groups.reduce((sum, { cases }) => sum + cases, 0);
}

/** One reviewer alone can have put a key into the roster in a colleague's name: only their voice tells. */
function comparing(fingerprint, name) {
  const box = h("input", { type: "checkbox", checked: compared.has(fingerprint) });
  box.addEventListener("change", () => {
    compared[box.checked ? "add" : "delete"](fingerprint);
    enable(true);
  });
  return [
    h("p", {}, h("code", { class: "key" }, inFours(fingerprint))),
    h("p", {}, `That is the fingerprint of the key: compare it with ${name} by voice before you go on.`),
    h("p", {}, h("label", { class: "tick" }, box, " ", h("span", {}, `I have compared it with ${name}`))),
  ];
}

/** @param {boolean} some whether there is anything to do */
function enable(some) {
  if (!part("reseal") || work) return;
  part("reseal").disabled = !some || !joining.every((one) => compared.has(one));
  part("reseal").hidden = !some;
}

async function start(session, sealed) {
  if (work) return;
  work = { done: 0, of: 0, stop: false };
  failed.clear();
  left.clear();
  show();
  try {
    const found = await tell(session);
    work.of = found ?? 0;
    show();
    if (found) await sealAll(session);
  } finally {
    const { done, of, stop } = work;
    work = null;
    part("resealing-state")?.replaceChildren();
    if (!of) show(); // nothing is to be done, or the roster has changed, which is said above
    else show(stop ? `Paused. ${casesWords(done)} sealed anew.` : `${casesWords(done)} sealed anew.`);
  }
  const waiting = await tell(session);
  await sealed();
  if (waiting === null) return announce("The roster has changed. Load the page again and open your key");
  announce(waiting ? "Some cases are left to be sealed anew" : "All cases are sealed anew");
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
    const why = error instanceof Forged || isAboutIt(error) ? error.message : WHY[error.kind];
    if (!why) throw error;
    failed.set(sealed.case, why);
    show();
    return [];
  }
}

/** Refused for what it is, and not since the desk cannot be reached, or who asks is nobody to it. */
const isAboutIt = (error) => error instanceof Refused && !(error instanceof Unreachable) && !(error instanceof SessionEnded);

async function sealAnew({ case: caseId, report_id: reportId, sealed, gone, leaves, joins }, today, session) {
  if (!sealed) throw new Forged(WHY.damaged);
  if (joins !== null && !compared.has(joins)) throw new Forged("It is for a key that you have not compared.");
  const file = await CaseFile.whole({ caseId, reportId, sealed, gone, today, session });
  return { case: caseId, joins, ...(await file.followRoster(sealed, { leaves, joins })) };
}

async function hand(made) {
  for (const some of batches(made, MOST)) await handIn(some);
}

/** Refused together, each goes alone, so that the one that is refused is named. */
async function handIn(some) {
  const cases = some.map(({ unfit: _unfit, ...one }) => one);
  try {
    const { refused } = await post("/resealing/headers", { cases });
    for (const { case: caseId, unfit } of some) {
      if (Object.hasOwn(refused, caseId)) failed.set(caseId, WHY[refused[caseId]] ?? WHY["moved-on"]);
      else if (unfit.length) left.set(caseId, unfit);
    }
    if (work) work.done += some.length - Object.keys(refused).length;
  } catch (error) {
    if (!isAboutIt(error)) throw error;
    if (some.length > 1) for (const one of some) await handIn([one]);
    else failed.set(some[0].case, error.message);
  }
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
  const but = [...left].map(([caseId, names]) => h("li", { class: "warning" }, `Case ${caseId} is sealed anew, but for ${leftWords(names)}`));
  part("resealing-failed").replaceChildren(...items, ...but);
}
