/**
 * One document (design.md, D16): pages of our own are fetched and swapped in, so that the Worker with the opened key
 * lives from page to page. To the person it is ordinary walking: address, back, title, focus, scroll.
 */

import { announce, one } from "./dom.js";
import { parsePage } from "./trust.js";

const SWAPPED = ["main", ".top"];

/**
 * @typedef {{arrived: () => void, failed: (again: () => void) => void, ended: (again: () => void) => void,
 *   mayLeave: () => boolean}} Hooks
 */

/** @type {Hooks} */
let hooks;
let walking = new AbortController();
const place = () => location.pathname + location.search;
let at = history.state?.at ?? 0; // how many pages lie before this one
let shown = place(); // a step to another part of the same page fetches nothing: what was written on it stays

/** @param {Hooks} given `ended`: the server answered with its sign-in page instead */
export function start(given) {
  hooks = given;
  history.scrollRestoration = "manual";
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  history.replaceState({ ...history.state, at }, "");
  addEventListener("popstate", ({ state }) => place() !== shown && stepTo(state ?? {}));
}

/** Back or forward. The browser has taken the step already: where it must not be taken, it is taken back. */
function stepTo({ at: there = at - 1, scroll }) {
  if (!hooks.mayLeave()) return history.go(at - there);
  at = there;
  return go(location.href, { step: "none", scroll });
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const plain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || (url.hash && samePage(url))) return;
  event.preventDefault();
  if (hooks.mayLeave()) go(url.href);
}

const samePage = (url) => url.pathname === location.pathname && url.search === location.search;

/**
 * Forms that only ask (filters). One with a target brings a file, which goes to the disk past us; all others belong to
 * the module that made them.
 */
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.target) return;
  event.preventDefault();
  if (form.method !== "get") return;
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form, event.submitter));
  if (url.origin === location.origin) go(url.href);
}

/** @param {string} href @returns {Promise<{page: Document, url: string} | null>} null when superseded or left alone */
async function fetchPage(href, signal) {
  const response = await fetch(href, {
    headers: { Accept: "text/html" },
    credentials: "same-origin",
    cache: "no-store",
    signal,
  });
  const html = response.headers.get("Content-Type")?.startsWith("text/html");
  if (!html || new URL(response.url).origin !== location.origin) throw new TypeError("not a page of ours");
  return { page: parsePage(await response.text()), url: response.url };
}

/**
 * Walk to a page of our own.
 * @param {string} href @param {{step?: "push" | "replace" | "none", scroll?: number}} [how] what becomes of the history
 */
export async function go(href, { step = "push", scroll = 0 } = {}) {
  walking.abort();
  walking = new AbortController();
  const { signal } = walking;
  one("main").setAttribute("aria-busy", "true");
  const again = () => go(href, { step, scroll });
  const arrived = await fetchPage(href, signal).catch((error) => (signal.aborted ? null : error));
  if (!arrived || signal.aborted) return;
  one("main").removeAttribute("aria-busy");
  if (arrived instanceof Error) return hooks.failed(again);
  if (isSignIn(arrived) && new URL(href, location.href).pathname !== "/") return hooks.ended(again);
  if (step !== "none") walk(arrived.url, step);
  shown = place();
  swap(arrived.page);
  scrollTo(0, scroll);
  hooks.arrived();
}

const isSignIn = ({ page }) => page.body.dataset.page === "sign-in" && !page.body.dataset.me;

function walk(url, step) {
  if (step === "replace") return history.replaceState({ at }, "", url);
  history.replaceState({ ...history.state, scroll: scrollY }, "");
  at += 1;
  return history.pushState({ at }, "", url);
}

function swap(page) {
  for (const selector of SWAPPED) {
    const [old, fresh] = [one(selector), one(selector, page)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  Object.assign(document.body.dataset, { page: page.body.dataset.page, me: page.body.dataset.me ?? "" });
  focusHeading();
  announce(page.title);
}

function focusHeading() {
  if (document.activeElement?.closest(".alarm")) return; // it came while we walked, and comes first
  const heading = one("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

/**
 * Fetch this page once more and take over some of it, so that what was opened on it stays. Nothing is taken over into another
 * page, to which somebody has walked meanwhile.
 * @param {string[]} ids @returns {Promise<boolean>} whether it is as the desk has it now
 */
export async function refresh(...ids) {
  const [{ signal }, here] = [walking, place()];
  const fetched = await fetchPage(location.href, signal).catch(() => null);
  if (!fetched || signal.aborted || place() !== here || isSignIn(fetched)) return false;
  for (const id of ids) {
    const [old, fresh] = [document.getElementById(id), fetched.page.getElementById(id)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  return true;
}
