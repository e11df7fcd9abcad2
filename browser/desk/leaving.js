/** A case that somebody leaves, or that is erased: nothing of it stays in this tab. */

import { announce, one, part } from "./dom.js";
import { forgetWords } from "./find.js";
import { go } from "./navigation.js";
import { Refused, post } from "./server.js";
import * as unsent from "./unsent.js";

/**
 * It is erased, or no more this person's: nothing of it is found in this tab any more, nor kept of what was written and not sent.
 * @param {import("../shared/roster.js").Person} me @param {string} caseId
 */
export function forgetCase(me, caseId) {
  unsent.forget(me.fingerprint, caseId);
  forgetWords(caseId);
}

/** The desk says that there is no such case for this person: left in another tab, perhaps. @param {import("./session.js").Session} session */
export function forgetWhatIsNotHere({ me }) {
  const [, caseId] = /^\/cases\/([^/]+)$/.exec(location.pathname) ?? [];
  if (caseId && one('main [data-status="404"]')) forgetCase(me, caseId);
}

/** For good: what was opened leaves the page, and the case the inbox. @param {string} name @param {import("./case.js").CasePage} page */
export function prepareSteppingBack(name, { caseId, on, here, session: { me } }) {
  on(name, async () => {
    if (!part(`${name}-sure`).checked) throw new Refused("Tick the box first: this cannot be undone.");
    await post(`/cases/${caseId}/step-back`, { sure: true });
    forgetCase(me, caseId);
    here();
    await go("/inbox", { step: "replace" });
    announce("You have stepped back from this case");
  });
}

/**
 * Asked once more by a box to tick; then what was opened leaves the page too.
 * @param {import("./case.js").CasePage} page @param {(caseId: string) => void} forgetHeadline on the page and in the inbox
 */
export function prepareErasing({ caseId, on, here, session: { me } }, forgetHeadline) {
  on("erase", async () => {
    if (!part("erase-sure").checked) throw new Refused("Tick the box first: what is erased cannot be brought back.");
    await post(`/cases/${caseId}/erase`, { sure: true });
    forgetCase(me, caseId);
    here();
    forgetHeadline(caseId);
    await go(location.href, { step: "none" });
    announce("Erased");
  });
}
