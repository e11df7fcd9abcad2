/**
 * A report that a reader entered, since it came another way: it says how, and is signed by who entered it, over all that it
 * holds (docs/sealed-format.md, "Entered by a reader"). Nobody else can say that they did.
 */

import { Forged } from "../shared/part.js";
import { checkAuthor, everRead } from "../shared/said.js";
import { dateWords } from "./words.js";

const FIELDS = ["came", "reached", "on", "author", "from", "signature"];
const CAME = {
  staff: "it came through staff at an event",
  mail: "it came by mail",
  organiser: "it came through the organiser",
  "in-person": "it was told in person",
  other: "it came another way",
};
const DAY = /^\d{4}-\d\d-\d\d$/;

/** @typedef {{name?: string, came?: string, reached?: string, on?: string, reads?: boolean, forged?: string}} EnteredBy */

/**
 * Who entered it and how it came; or why that is not to be believed, in `forged`. Null where it does not claim it.
 * @param {Record<string, any>} report @param {import("../shared/said.js").Authors} authors @returns {Promise<EnteredBy | null>}
 */
export async function enteredBy(report, authors) {
  if (!FIELDS.some((name) => Object.hasOwn(report, name))) return null;
  try {
    return await checked(report, authors);
  } catch (error) {
    if (error instanceof Forged) return { forged: error.message };
    throw error;
  }
}

async function checked(report, authors) {
  const { came, reached, on, author, readers } = report;
  const may = everRead(authors);
  if (!may.includes(author)) throw new Forged("It is signed by nobody who ever read reports.");
  await checkAuthor(report, authors, may);
  const known = Object.hasOwn(CAME, came) && DAY.test(on) && DAY.test(reached) && reached <= on;
  if (!known) throw new Forged("How and when it came is not written in a form that we know.");
  return { name: authors.get(author).name, came, reached, on, reads: Array.isArray(readers) && readers.includes(author) };
}

/** "Entered by Ada Lindqvist on 3 March 2026; it came by mail …" @param {EnteredBy} entered */
export function enteredWords({ name, came, reached, on, reads }) {
  const day = reached === on ? "the same day" : dateWords(reached);
  const seen = reads ? "" : " Whoever entered it has seen it, and does not read this case.";
  return `Entered by ${name} on ${dateWords(on)}; ${CAME[came]}, and reached us on ${day}.${seen}`;
}
