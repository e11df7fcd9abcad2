/** What the readers wrote, opened here with the reporter's own key; what they did not write is named and never shown. */

import { longDate } from "./local.js";
import { fill } from "./page.js";
import { fromBase64, toBase64 } from "../shared/bytes.js";
import { openSealed } from "../shared/opening.js";
import { Forged, parseMessage } from "../shared/part.js";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** @typedef {{number: number, author: string, on: string, text: string}} Letter */

/**
 * Throws when it is not a reader's, or not for this place.
 * @param {Uint8Array} sealed @param {number} number @param {string} reportId
 * @param {import("../shared/receipt.js").Receipt} receipt @returns {Promise<Letter>}
 */
async function openLetter(sealed, number, reportId, { identity, threadKey }) {
  const plaintext = await openSealed(sealed, identity);
  const place = { direction: "to-reporter", number };
  const { from, on, text } = await parseMessage(plaintext, reportId, place, toBase64(threadKey));
  const sound = [from, on, text].every((one) => typeof one === "string") && DAY.test(on);
  if (!sound) throw new Forged("It says too little.");
  return { number, author: from, on, text };
}

/** Open every letter of the page, in its place. @param {import("../shared/receipt.js").Receipt} receipt */
export async function openLetters(receipt) {
  const list = document.querySelector("[data-report].letters");
  let expected = 1;
  for (const item of list?.querySelectorAll("li") ?? []) {
    const number = Number(item.dataset.number);
    for (; expected < number; expected += 1) item.before(warning("missing", expected));
    expected = number + 1;
    await openOne(item, number, list.dataset.report, receipt);
  }
}

async function openOne(item, number, reportId, receipt) {
  try {
    const letter = await openLetter(fromBase64(item.dataset.sealed), number, reportId, receipt);
    item.replaceChildren(document.getElementById("letter").content.cloneNode(true));
    fill(item, { ...letter, on: longDate(letter.on) });
    item.querySelector("time").dateTime = letter.on;
  } catch {
    item.replaceWith(warning("forged", number)); // whatever went wrong, nothing of it is shown
  }
}

function warning(what, number) {
  const item = document.createElement("li");
  item.className = "warn";
  item.append(document.getElementById(what).content.cloneNode(true));
  fill(item, { number: String(number) });
  return item;
}
