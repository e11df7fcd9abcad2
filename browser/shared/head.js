/** The head of a sealed file (c2sp.org/age): apart from what opens one, which the page has no use for. */

import { Forged } from "./part.js";

const [NEWLINE, DASH] = [10, 45];

/** Copied: up to the end of the line that begins with three dashes. @param {Uint8Array} sealed @returns {Uint8Array} throws Forged */
export function headOf(sealed) {
  let start = 0;
  for (let end = sealed.indexOf(NEWLINE); end >= 0; end = sealed.indexOf(NEWLINE, start)) {
    if ([0, 1, 2].every((at) => sealed[start + at] === DASH)) return sealed.slice(0, end + 1);
    start = end + 1;
  }
  throw new Forged("What is stored is no sealed file.");
}
