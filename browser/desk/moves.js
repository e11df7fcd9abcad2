/** The next step of a case: each on its button, with the day that it needs. */

import { announce, one, part } from "./dom.js";
import { isTyped, show } from "./fields.js";
import { eraseAfter } from "./outcomes.js";
import { refresh } from "./navigation.js";
import { post } from "./server.js";

/**
 * What a step, a reply or a decision may have changed on the page; a day that was chosen stays.
 * @param {...string} also @returns {Promise<boolean>} whether it is as the desk has it now
 */
export async function renew(...also) {
  const chosen = [...document.querySelectorAll('main [data-part^="until-"]')].filter(isTyped);
  const isFresh = await refresh("path", "due", "moves", "facts", "erasing", ...also);
  for (const { dataset, value } of chosen) {
    const field = part(dataset.part);
    if (!field) continue;
    field.value = value;
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
  return isFresh;
}

/** What the server knows of the decision and the status. @returns {DOMStringMap} */
export const facts = () => one("#facts").dataset;

/** @param {import("./case.js").CasePage} page */
export function prepareMoves(page) {
  const { caseId, on, here } = page;
  for (const { dataset } of document.querySelectorAll("main [data-to]")) {
    on(`move-${dataset.to}`, async () => {
      const day = part(`until-${dataset.to}`)?.value;
      await post(`/cases/${caseId}/move`, { to: dataset.to, from: facts().status, ...(day ? { until: day } : {}) });
      await renew();
      here();
      announce(`The case is ${facts().status}`);
      page.changed();
    });
  }
}

/**
 * The day on which a concluded case is erased follows from what was decided; the readers may choose another.
 * @param {import("./casefile.js").CaseFile} file @param {Record<string, any> | undefined} proposal
 */
export function suggestErasing(file, proposal) {
  const [field, why] = ["until", "why"].map((name) => part(`${name}-concluded`));
  if (!field || !proposal) return;
  const { day, words } = eraseAfter(proposal.outcomes, file.today, field.dataset.kept.split(" ").map(Number));
  show(field, day);
  why.textContent = words;
}
