/**
 * The readers' own texts: one book of all readers, signed by whoever changed it last, and sealed to everybody who reads
 * under today's roster (docs/sealed-format.md, "Texts of the readers").
 */

import { toBase64 } from "../shared/bytes.js";
import { padJson } from "../shared/padme.js";
import { Forged, parsePart } from "../shared/part.js";
import { checkAuthor, everRead } from "../shared/said.js";
import * as key from "./key.js";
import { AnotherCame, Refused, get, post, sealedBytes } from "./server.js";

export const MOST = 100;
const LEAST = 4096; // bytes of a padded book
const LONGEST = 2 ** 19; // and at most, with its padding
const CANNOT = {
  "not-for-this-key":
    "The texts that are kept were sealed before your key could read them. Ask another reader to open the page of these texts " +
    "once: then they are sealed to you too. What you keep before that takes their place.",
  damaged: "What is stored here is damaged or was changed, so no text is shown. What you keep now takes its place.",
};

/** @typedef {{name: string, text: string}} Snippet @typedef {import("./session.js").Session} Session */

/** The book as this browser knows it. */
export class SnippetBook {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    this.number = 0;
    this.problem = ""; // why nothing of what is stored is shown
    this.former = ""; // the name of who signed it, when that key is no reader's any more
    this.isBehind = false; // sealed to others than those who read now, or with a day in it
    /** @type {Snippet[]} by name */
    this.snippets = [];
  }

  /** Fetch it, open it, hold it against its signature. Raises Refused. */
  async load() {
    const { number, sealed } = await get("/snippets");
    Object.assign(this, { number, problem: "", former: "", isBehind: false, snippets: [] });
    if (!sealed) return;
    try {
      await this.take(parsePart(await key.open(sealedBytes(sealed)), "snippets"));
    } catch (error) {
      if (error instanceof Forged) this.problem = `Forged: no text is shown. ${error.message}`;
      else if (Object.hasOwn(CANNOT, error.kind)) this.problem = CANNOT[error.kind];
      else throw error;
    }
  }

  /** @param {import("../shared/said.js").Said} said */
  async take(said) {
    const { authors, keys } = this.session;
    await checkAuthor(said, authors, everRead(authors));
    if (said.number !== this.number) throw new Forged("It was moved from another place.");
    this.snippets = snippetsIn(said);
    this.former = keys.has(said.author) ? "" : authors.get(said.author).name;
    const bearsDay = Object.hasOwn(said, "on"); // as it was kept before: who was left out of a case could read it
    this.isBehind = bearsDay || String(said.readers) !== String(this.readers);
  }

  get readers() {
    return [...this.session.keys.keys()];
  }

  /**
   * Load it, and where others read now than those whom it was sealed to, seal it anew: who came can read it from now on, and who
   * left nothing that is kept from now on. On a page of no case alone, since those who were left out of one see that it is another.
   */
  async follow() {
    await this.load();
    if (!this.isBehind || this.former) return;
    try {
      await this.keep(this.snippets);
    } catch (error) {
      if (!(error instanceof AnotherCame)) throw error; // then somebody else has just done it
    }
  }

  /** Raises Refused, also where it would sign what somebody left behind who reads no more; AnotherCame. @param {Snippet[]} snippets */
  async keep(snippets) {
    if (this.former) {
      throw new Refused(`${this.former} signed what is kept, with a key that is no reader’s any more. Look at all of it, and sign it first.`);
    }
    await this.sign(snippets);
  }

  /** Sign, seal and hand in. Raises Refused, AnotherCame. @param {Snippet[]} snippets all of which their signer has seen */
  async sign(snippets) {
    const { session, readers } = this;
    const { me, keys } = session;
    const number = this.number + 1;
    const book = { v: 1, part: "snippets", number, snippets, readers, author: me.fingerprint };
    const padded = padJson(await key.say(book), LEAST);
    if (padded.length > LONGEST) throw new Refused("These texts are too long together. Remove one first.");
    const sealed = await key.seal(padded, [...keys.values()], keys.size);
    await post("/snippets", { number, sealed: toBase64(sealed), recipients: session.list });
    Object.assign(this, { number, snippets, problem: "", former: "", isBehind: false });
  }
}

/** @param {Record<string, any>} said @returns {Snippet[]} */
function snippetsIn({ snippets }) {
  const sound = Array.isArray(snippets) && snippets.every((one) => typeof one?.name === "string" && typeof one.text === "string");
  if (!sound) throw new Forged("It is not written in a form that we know.");
  return snippets.slice(0, MOST).map(({ name, text }) => ({ name, text }));
}
