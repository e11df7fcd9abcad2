/**
 * Who is who in the chain of rosters, under whichever key, and whom a reporter may have left out. The twin of
 * `reporting.roster.past`, held to it by tests/vectors/past.json: a server says who takes a place, and this browser
 * holds it against the signed rosters.
 */

import { readers as readersOf, reviewers } from "./roster.js";

const PAIR = 2;
const prints = (people) => people.map(({ fingerprint }) => fingerprint);
const union = (sets) => new Set(sets.flatMap((one) => [...one]));

export class Past {
  /** @param {import("./roster.js").Roster[]} chain verified, oldest first */
  constructor(chain) {
    this.chain = chain;
    /** @type {Map<string, Set<string>>} */
    this.people = new Map();
    const names = new Map();
    let before = new Map();
    for (const { people } of chain) {
      for (const { name, handle, fingerprint } of people) {
        if (!names.has(name)) names.set(name, fingerprint);
        this.#join(fingerprint, names.get(name));
        this.#join(fingerprint, before.get(handle) ?? fingerprint);
      }
      before = new Map(people.map(({ handle, fingerprint }) => [handle, fingerprint]));
    }
  }

  #join(one, other) {
    const person = union([this.same(one), this.same(other)]);
    for (const each of person) this.people.set(each, person);
  }

  /** Every key of this person, now and before. @param {string} fingerprint @returns {Set<string>} */
  same(fingerprint) {
    return this.people.get(fingerprint) ?? new Set([fingerprint]);
  }

  /** Every key of these people. @param {Iterable<string>} fingerprints @returns {Set<string>} */
  allOf(fingerprints) {
    return union([...fingerprints].map((one) => this.same(one)));
  }

  /** Whether this key reads now. @param {string} fingerprint */
  isReader(fingerprint) {
    return prints(readersOf(this.chain.at(-1))).includes(fingerprint);
  }

  /** Whether this key read under the roster of that serial. @param {string} fingerprint @param {unknown} serial */
  readUnder(fingerprint, serial) {
    const roster = Number.isInteger(serial) ? this.chain[serial - 1] : undefined;
    return Boolean(roster) && prints(readersOf(roster)).includes(fingerprint);
  }

  /** Whether this key reads under the roster of that serial, or a later one. @param {string} fingerprint @param {number} serial */
  readsSince(fingerprint, serial) {
    return this.chain.some((_, at) => at + 1 >= serial && this.readUnder(fingerprint, at + 1));
  }

  /** The serial of the first roster under which this key read; 0 for none. @param {string} fingerprint */
  firstRead(fingerprint) {
    return this.chain.findIndex((_, at) => this.readUnder(fingerprint, at + 1)) + 1;
  }

  /** Every key of those who may have been left out of a report that these people read, or have read. @param {string[]} readers */
  leftOut(readers) {
    const persons = new Set(readers.map((one) => [...this.same(one)].sort().join(" ")));
    const pair = Math.min(PAIR, persons.size);
    const under = this.chain.filter((roster) => {
      const there = prints(readersOf(roster));
      return [...persons].filter((person) => person.split(" ").some((one) => there.includes(one))).length >= pair;
    });
    const own = this.allOf(readers);
    const reviewed = this.allOf(under.flatMap((roster) => prints(reviewers(roster))));
    return new Set([...reviewed].filter((one) => !own.has(one)));
  }

  /**
   * Whether a place may go to this key: the same person's newer one, or somebody who may come to the case.
   * @param {string} leaves @param {string} joins @param {string[]} ever all who read the case at some time
   */
  mayJoin(leaves, joins, ever) {
    if (!this.isReader(joins) || this.isReader(leaves)) return false;
    return this.same(leaves).has(joins) || this.mayCome(joins, ever);
  }

  /**
   * Whether this key reads now, and is of somebody who neither had a place before nor may have been left out by the reporter.
   * @param {string} joins @param {string[]} known all who read the case at some time, or stepped back from it
   */
  mayCome(joins, known) {
    return this.isReader(joins) && !this.allOf(known).has(joins) && !this.leftOut(known).has(joins);
  }

  /**
   * Whether there was a roster under which this key could take a place among these. What was right when it was signed stays so,
   * whoever has become a reviewer since.
   * @param {string} joins @param {string[]} ever
   */
  couldCome(joins, ever) {
    return this.chain.some((_, at) => {
      const then = new Past(this.chain.slice(0, at + 1));
      return then.isReader(joins) && !then.leftOut(ever).has(joins);
    });
  }
}
