/** The inbox: the headlines of the rows that are shown are opened here, a title each. */

import { Forged, parsePart } from "../shared/part.js";
import { checkAuthor } from "../shared/said.js";
import { announce, h, one, part, whileBusy } from "./dom.js";
import * as key from "./key.js";
import { post, sealedBytes } from "./server.js";
import { dangersWords, filesWords, riskWords, title } from "./words.js";

const AT_ONCE = 50;
const LENGTH = "7QK4-M2XR".length; // of a case's number: what lies set aside has a report's id, and cannot be walked to

/** @typedef {{title: string, risk: string, files: string} | {problem: string}} Headline */

/** Opened already in this tab; going back to the inbox asks for no headline twice. @type {Map<string, Headline>} */
const opened = new Map();

/** Names that readers gave, by case. @type {Map<string, string>} */
const names = new Map();

/** @param {string} caseId @returns {Headline | undefined} */
export const headlineOf = (caseId) => opened.get(caseId);

/**
 * The headline was held against its report and did not fit, or there was none to hold it against.
 * @param {string} caseId
 */
export const distrust = (caseId) => opened.set(caseId, { problem: "its headline does not fit its report" });

/** Cases of which this tab knows a headline or a name. @returns {Set<string>} */
export const known = () => new Set([...opened.keys(), ...names.keys()].filter((id) => id.length === LENGTH));

/** @param {string} caseId */
export function forgetNames(caseId) {
  names.delete(caseId);
  opened.delete(caseId);
}

/** @param {string} id @returns {string} all by which a case can be found before it is opened */
export const wordsOf = (id) => [names.get(id), opened.get(id)?.title, opened.get(id)?.risk, id].filter(Boolean).join(" ");

/** What readers call a case; the newest word counts, and "" takes the name away. @param {string} caseId @param {string} name */
export const rename = (caseId, name) => (name ? names.set(caseId, name) : names.delete(caseId));

/** @param {string} caseId @returns {string} what it is called, or the headline's words */
export const nameOf = (caseId) => names.get(caseId) ?? opened.get(caseId)?.title ?? "";

/**
 * Opens what is not open yet of the rows in the page. Throws SessionEnded.
 * @param {import("./session.js").Session} session
 * @param {(...ids: string[]) => Promise<boolean>} refresh takes over some of the page as the desk has it now
 */
export async function openHeadlines(session, refresh) {
  const rows = [...document.querySelectorAll("main [data-case]")];
  const dangers = part("dangers", document); // by the time they are open another page may be there
  for (const row of rows) show(row);
  const wanted = rows.filter(({ dataset }) => !opened.has(dataset.case));
  for (let at = 0; at < wanted.length; at += AT_ONCE) await openBatch(wanted.slice(at, at + AT_ONCE), session);
  dangers.textContent = dangersWords(rows.filter(isDanger).length);
  if (dangers.isConnected) await markUrgent(rows.filter((row) => isDanger(row) && row.dataset.urgent === "no"), refresh);
  if (wanted.length && dangers.isConnected) announce(wanted.length === 1 ? "One headline opened" : `${wanted.length} headlines opened`);
}

/** Danger is read here first: the desk learns which are due today, and the list is in its new order. */
async function markUrgent(rows, refresh) {
  if (!rows.length) return;
  await post("/inbox/urgent", { cases: rows.map(({ dataset }) => dataset.case) });
  await renewList(refresh);
}

/**
 * The list as the desk has it now, with what is opened already; somebody who has walked on meanwhile is not fetched back.
 * @param {(...ids: string[]) => Promise<boolean>} refresh @returns {Promise<boolean>} whether it is there
 */
export async function renewList(refresh) {
  const focused = document.activeElement?.closest("main [data-case] a")?.getAttribute("href");
  if (!(await refresh("list"))) return false;
  for (const row of document.querySelectorAll("main #list [data-case]")) show(row);
  if (focused) one(`main #list a[href="${focused}"]`)?.focus();
  return true;
}

/**
 * What lies set aside: live from now on.
 * @param {{run: (work: () => Promise<void>) => Promise<void>, arrive: () => Promise<void>}} desk
 */
export function prepareAside({ run, arrive }) {
  for (const button of document.querySelectorAll("main [data-bring]")) {
    const bring = async () => {
      await post("/inbox/bring", { report: button.dataset.bring });
      await arrive();
    };
    button.addEventListener("click", () => whileBusy(button, () => run(bring)));
  }
}

async function openBatch(rows, session) {
  const byId = new Map(rows.map((row) => [row.dataset.case, row]));
  for await (const id of openThese([...byId.keys()], session)) show(byId.get(id));
}

/**
 * Headlines and names of so many cases, AT_ONCE at most; gives each id once both are there.
 * @param {string[]} ids @param {import("./session.js").Session} session
 */
export async function* openThese(ids, session) {
  const { headlines, titles } = await post("/inbox/headlines", { cases: ids });
  for (const id of ids) {
    opened.set(id, Object.hasOwn(headlines, id) ? await openHeadline(headlines[id]) : { problem: "its headline is missing" });
    if (Object.hasOwn(titles, id)) await openTitle(id, titles[id], session);
    yield id;
  }
}

/** A name counts when somebody of the roster signed it for this case; who reads it, is seen when it is opened. */
async function openTitle(caseId, sealed, { authors }) {
  try {
    const said = parsePart(await key.open(sealedBytes(sealed)), "note");
    if (said.case_id !== caseId || said.kind !== "title") return;
    await checkAuthor(said, authors, [...authors.keys()]);
    rename(caseId, String(said.text));
  } catch (error) {
    if (!(error instanceof Forged || ["damaged", "not-for-this-key"].includes(error.kind))) throw error;
  }
}

/** @param {unknown} sealed @returns {Promise<Headline>} */
async function openHeadline(sealed) {
  try {
    return describe(parsePart(await key.open(sealedBytes(sealed)), "headline"));
  } catch (error) {
    if (error.kind === "not-for-this-key") return { problem: "no key of yours opens this" };
    if (error.kind === "damaged" || error instanceof Forged) return { problem: "its headline is damaged or forged" };
    throw error;
  }
}

/** @param {Record<string, unknown>} headline @returns {Headline} */
export const describe = (headline) => ({
  title: title(headline),
  risk: riskWords(headline.risk),
  files: filesWords(headline.files),
});

const isDanger = ({ dataset }) => opened.get(dataset.case)?.risk === riskWords("danger"); // none of what was left meanwhile

/** @param {HTMLElement} row */
function show(row) {
  const headline = opened.get(row.dataset.case);
  if (!headline) return;
  row.classList.toggle("unopened", "problem" in headline);
  const given = names.get(row.dataset.case);
  part("name", row).textContent = given ?? headline.title ?? row.dataset.called ?? `Case ${row.dataset.case}`;
  const words = given && headline.title ? `${headline.title}, ` : "";
  part("facts", row).textContent = headline.problem ? `${headline.problem}, ` : `${words}${headline.files}`;
  part("risk", row).replaceChildren(...chip(headline.risk));
}

/** @param {string} words @returns {Node[]} */
export function chip(words) {
  const looks = words === riskWords("danger") ? "chip warn" : "chip";
  return words ? [h("span", { class: looks }, words)] : [];
}
