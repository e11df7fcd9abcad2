/** What is said of the roster after sign-in, and whether the desk may go on by itself (design.md, D3). */

import { alarm, dismiss, list, notice, p, peopleList } from "./notices.js";
import { trust } from "./session.js";

const ASK =
  "Nothing is opened here until this is settled. Ask the other reviewer and the auditors over another " +
  "way than this desk, such as the telephone: a call costs little.";

/** For each verdict that stops the desk: what is wrong, in words. */
const STOPS = {
  bad: ({ sentences }) => [
    "The roster of this desk does not verify",
    [p(`The list of who reads and who audits came with signatures that do not hold: ${sentences[0]}.`)],
  ],
  "not-me": () => [
    "This desk takes you for somebody else",
    [p("The person whom it says has signed in is not the one whose key is open in this tab.")],
  ],
  keys: () => [
    "This desk names keys that the roster does not",
    [p("The keys that it would have reports sealed to are not those of the signed roster.")],
  ],
  older: () => [
    "This desk shows an older roster than before",
    [p("This browser has already seen a newer one. Someone may have put old keys back.")],
  ],
  other: ({ session }) => [
    "This is not the roster that this browser knows",
    [
      p("It does not follow from the one that this browser has pinned. This is what the desk shows now:"),
      peopleList(session.roster.people),
    ],
  ],
};

/** Verdicts after which a person, having asked the others, may take the new roster for the right one. */
const MAY_TRUST = ["older", "other"];

/**
 * @param {import("./session.js").Welcome} welcome
 * @param {{begin: () => void, leave: () => void}} acts
 * @returns {boolean} whether the desk may go on now
 */
export function greet(welcome, { begin, leave }) {
  const { verdict, session, sentences } = welcome;
  if (STOPS[verdict]) {
    const [title, inside] = STOPS[verdict](welcome);
    const settled = {
      words: "I have asked, and this roster is right",
      act: () => {
        trust(session);
        dismiss("roster");
        begin();
      },
    };
    alarm(
      "roster",
      title,
      [...inside, p(ASK)],
      [{ words: "Sign out", act: leave }, ...(MAY_TRUST.includes(verdict) ? [settled] : [])],
    );
    return false;
  }
  const close = (words) => [{ words, act: () => dismiss("roster") }];
  if (verdict === "first") {
    notice(
      "roster",
      [
        p(
          "This browser meets this desk for the first time, and from now on remembers these keys. Compare them " +
            "once with what the others have on paper or say on the telephone.",
        ),
        peopleList(session.roster.people),
      ],
      close("I have compared them"),
    );
  }
  if (verdict === "extended") {
    notice(
      "roster",
      [p("The roster has changed since this browser was last here. The change is properly signed:"), list(sentences)],
      close("Close"),
    );
  }
  return true;
}

/** @param {"equal" | "different" | "unreachable"} verdict @param {(words: string) => void} sayBelow */
export function tellOfForm(verdict, sayBelow) {
  if (verdict === "equal") return sayBelow("The form seals to the keys you know.");
  if (verdict === "unreachable") {
    return sayBelow("The form could not be reached just now, so the keys that it seals to were not compared.");
  }
  sayBelow("The form seals to other keys than those you know.");
  alarm(
    "form",
    "The form seals to other keys than those you know",
    [
      p("New reports may go to somebody who is not in the roster. What has come in already is not touched by this."),
      p(
        "Tell the other reviewer and whoever runs the machine, over another way than this desk. Until it is " +
          "settled, ask people not to use the form.",
      ),
    ],
    [{ words: "I have read this", act: () => dismiss("form") }],
  );
}
