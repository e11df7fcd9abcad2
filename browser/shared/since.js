/**
 * How far the roster had come by what stands before: whose key reads no more by then says nothing any more. What somebody
 * signed while it was their key counts as it did (docs/decisions/0024-of-which-report.md).
 */

import { Forged } from "./part.js";

export class Since {
  /** @param {import("./past.js").Past} past */
  constructor(past) {
    this.past = past;
    this.serial = 1; // of a roster that was in force by now
  }

  /** What it says of its roster; a serial that is not there yet stands for the newest. @param {import("./said.js").Said} said */
  #named({ roster }) {
    return Number.isInteger(roster) && roster > 0 ? Math.min(roster, this.past.chain.length) : 1;
  }

  /** Throws Forged. @param {import("./said.js").Said} said */
  refuseRetired(said) {
    const by = Math.max(this.serial, this.#named(said));
    if (!this.past.readsSince(said.author, by)) throw new Forged("It is signed with a key that read no more by then.");
  }

  /** It holds, so what follows came after it. @param {import("./said.js").Said} said */
  take(said) {
    this.serial = Math.max(this.serial, this.#named(said), this.past.firstRead(said.author));
  }
}

/**
 * Whether it is shown that the key still read when it signed this: it reads today, or somebody who does wrote after it, under a
 * roster that named it.
 * @param {import("./said.js").Said} said @param {import("./said.js").Said[]} later @param {import("./past.js").Past} past
 */
export const isInTime = ({ author }, later, past) =>
  past.isReader(author) || later.some((one) => past.isReader(one.author) && past.readUnder(author, one.roster));
