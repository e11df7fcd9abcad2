/**
 * The one Trusted Types policy: two doors, each for one purpose. The policy itself is not handed out.
 */

const WORKER = "/static/desk-worker.js";

const rules = {
  /** Pages of our own, parsed in a document where nothing runs (navigation.js). */
  createHTML: (html) => html,

  /** The Worker and nothing else. */
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError("no other script");
    return url;
  },
};

const policy = globalThis.trustedTypes?.createPolicy("desk", rules) ?? rules;

/** @param {string} html the text of a page that came from our own origin @returns {Document} */
export const parsePage = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");

/** @returns {Worker} */
export const startWorker = () => new Worker(policy.createScriptURL(WORKER), { type: "module" });
