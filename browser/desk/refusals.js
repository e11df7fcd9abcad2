/** What was found forged, damaged or missing is entered into the access log too: how many, and nothing of what. */

import { Forged } from "../shared/part.js";
import { notice, p } from "./notices.js";
import { Refused, SessionEnded, post } from "./server.js";

const REFUSED = ["forged", "missing", "foreign"];

/** Whether an error says that something was forged or damaged, and not only that this key does not open it. @param {any} error */
export const isRefusal = (error) => error instanceof Forged || error?.kind === "damaged";

/** @param {import("./report.js").OpenedReport} opened */
export const refusedIn = ({ verdicts, entered }) =>
  Object.values(verdicts).filter((verdict) => REFUSED.includes(verdict)).length + (entered?.forged ? 1 : 0);

/**
 * The page shows what is wrong in any case; that no entry says so is told beside it.
 * @param {string} caseId @param {number} count
 */
export async function enterRefused(caseId, count) {
  if (!count) return;
  try {
    await post(`/cases/${caseId}/refused`, { count });
  } catch (error) {
    if (!(error instanceof Refused) || error instanceof SessionEnded) throw error;
    notice("not-entered", [p("What is forged or missing here could not be entered into the access log. Tell an auditor yourself.")]);
  }
}
