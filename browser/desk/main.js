/** The desk in the browser: what stands above the page, and what happens once the key is open. */

import { leaveAttachments } from "./attachments.js";
import { prepareCase } from "./case.js";
import { h, one, whileBusy } from "./dom.js";
import { leaveEntering, prepareEntering } from "./entering.js";
import { leaveEnrol, mayLeave, prepareEnrol } from "./enrol.js";
import { prepareEverything } from "./everything.js";
import { greet, tellOfForm } from "./greeting.js";
import { prepareSearch, searchAgain } from "./find.js";
import { lockWhenIdle } from "./idle.js";
import { openHeadlines, prepareAside, renewList } from "./inbox.js";
import * as key from "./key.js";
import { catchDrops, keyring } from "./keyring.js";
import { forgetWhatIsNotHere } from "./leaving.js";
import { watchLog } from "./logwarning.js";
import * as navigation from "./navigation.js";
import { dismiss, notice } from "./notices.js";
import { preparePeople } from "./people.js";
import { prepareResealing } from "./reseal.js";
import { Refused, SessionEnded } from "./server.js";
import { compareForm, enter, lookAgain, reads, signOut } from "./session.js";
import { listenToKeys } from "./shortcuts.js";
import { unfoldForPrinting } from "./text.js";
import { PLACE as TEXTS, prepareTexts } from "./texts.js";
import { offerPasskey, sayBelow, showThisBrowser } from "./thisbrowser.js";
import * as unsent from "./unsent.js";

const WHY = {
  "sign-in": "It stays in this browser. The desk gets a signature, never the key.",
  home: "You are signed in, but no key is open in this tab.",
  locked: "You are signed in, but no key is open in this tab. Open it to go on; the page stays as it is.",
  aside:
    "You are signed in, and this page is whole as it stands. With your key open, this browser also checks that roster and " +
    "access log go on from what it knows of them.",
};
/** What the server says in the clear, and all of it: entries of the log, and who reads while nobody proposes anything. */
const IN_THE_CLEAR = ["log", "openings", "clocks", "checkpoint"];
const needsNoKey = () => IN_THE_CLEAR.includes(page()) || (page() === "people" && !one("#change [data-part=change], [data-propose]"));

const page = () => document.body.dataset.page;
/** On the sign-in page a place of its own, and none before there is a roster; elsewhere above the page. */
const panelSlot = () => one(page() === "sign-in" ? 'main [data-part="panel"]' : "#panel");
const leave = () => location.assign("/");

/** @type {import("./session.js").Session | null} set only when nothing stands in the way of opening */
let session = null;

/** A page is there: on first load, or after walking. */
function arrived() {
  dismiss("failed");
  dismiss("unsent");
  unsent.leave();
  leaveAttachments();
  leaveEnrol();
  if (page() !== "new") leaveEntering();
  if (page() === "enrol") return prepareEnrol();
  if (!session) return askForKey();
  if (page() === "sign-in") return goHome();
  if (page() === "inbox") {
    run(() => openHeadlines(session, navigation.refresh)).then(prepareSearch);
    prepareEverything({ session, run });
    prepareResealing({ session, run, sealed: listAnew });
    prepareAside({ run, arrive });
    tellUnsent(session.me.fingerprint);
  }
  if (page() === "people") preparePeople({ session: () => session, run, renew, arrive });
  if (page() === "case") prepareCase({ session, run });
  if (page() === "error") forgetWhatIsNotHere(session);
  if (page() === "new") prepareEntering({ session, run });
  if (page() === TEXTS) prepareTexts({ session, run });
}

/** Other people read some of its cases now, and others may have come. */
async function listAnew() {
  if (page() !== "inbox" || !(await renewList(navigation.refresh))) return;
  await openHeadlines(session, navigation.refresh);
  searchAgain();
}

const OF_NO_CASE = { new: ["/cases/new", "the concern that you enter"], [TEXTS]: ["/texts", "a text to use again"] };

/** What waits to be sent is found again from here. */
async function tellUnsent(me) {
  const places = await unsent.places(me);
  if (!places.length || page() !== "inbox") return;
  const words = (place) => OF_NO_CASE[place] ?? [`/cases/${place}`, `case ${place}`];
  const link = ([href, text]) => h("a", { href }, text);
  const links = places.flatMap((place, at) => [at ? ", " : "", link(words(place))]);
  notice("unsent", [h("p", {}, "You have written something and not sent it: ", ...links, ". It is sealed in this tab.")]);
}

const arrive = () => navigation.go(location.href, { step: "none" });

/** The roster is another by now: look at it as after signing in. @returns {Promise<boolean>} whether to go on */
async function renew() {
  const welcome = await lookAgain();
  const goOn = () => {
    session = welcome.session;
    showSession();
  };
  const begin = () => (goOn(), arrive()); // the page is at work already, and everything on it would be done twice
  session = null; // and so it stays when something is wrong with the roster
  if (!greet(welcome, { begin, leave: () => end(false) })) return false;
  goOn();
  return true;
}

/** What stands below every page. */
function showSession() {
  showThisBrowser(session);
  compareForm(session).then((verdict) => tellOfForm(verdict, sayBelow));
}

function askForKey() {
  const signedIn = Boolean(document.body.dataset.me);
  if (!signedIn && page() !== "sign-in") return;
  const why = !signedIn ? "sign-in" : page() === "sign-in" ? "home" : needsNoKey() ? "aside" : "locked";
  panelSlot()?.replaceChildren(keyring({ why: WHY[why], opened: keyOpened, aside: why === "aside" }));
}

/** The key is open: sign in, look at the roster, and go on unless something is wrong with it. */
async function keyOpened() {
  const welcome = await enter(document.body.dataset.me ?? "");
  const begin = () => beginWith(welcome.session);
  panelSlot().replaceChildren();
  if (greet(welcome, { begin, leave: () => end(false) })) await begin();
}

async function beginWith(found) {
  session = found;
  offerPasskey(session);
  showSession();
  watchLog();
  if (page() === "sign-in") return goHome();
  if (document.body.dataset.me !== session.me.fingerprint) return navigation.go(location.href, { step: "none" });
  return arrived();
}

/** In the place of the sign-in page, so that "back" does not lead there. */
const goHome = () => navigation.go(reads(session) ? "/inbox" : "/log", { step: "replace" });

/** Do what needs a session; when it has ended, keep the page and offer to sign in and do it again. */
async function run(work) {
  try {
    return await work();
  } catch (error) {
    const again = () => run(work);
    if (error instanceof SessionEnded) return ended(again);
    if (error instanceof Refused) return failed(again, error.message);
    throw error;
  }
}

function ended(again) {
  const signIn = async () => {
    session = null; // and so it stays when something is wrong with the roster by now
    const welcome = await enter("");
    const begin = () => {
      session = welcome.session;
      watchLog();
      return again();
    };
    dismiss("ended");
    if (greet(welcome, { begin, leave: () => end(false) })) await begin();
  };
  if (!key.current()) return location.assign("/");
  const act = ({ target }) => whileBusy(target, signIn).catch(({ message }) => say(message, act));
  const say = (words) => notice("ended", [words], [{ words: "Sign in again", act }]);
  return say("Your session has ended. This page stays as it is; your key is still open in this tab.");
}

function failed(again, words = "The desk could not be reached. Nothing is lost.") {
  notice("failed", [words], [{ words: "Try again", act: () => (dismiss("failed"), again()) }]);
}

/**
 * Sign out: here, or every session of this person. What was opened is gone also when the desk cannot be reached, since
 * whoever signs out may be about to leave the machine.
 * @param {boolean} everywhere
 */
async function end(everywhere) {
  session = null;
  unsent.forget(document.body.dataset.me ?? "");
  try {
    await signOut(everywhere);
    leave();
  } catch ({ message }) {
    one("main").replaceChildren(h("h1", {}, "Closed"));
    dismiss("passkey");
    failed(() => end(everywhere), `This page and your key are closed. The desk still takes this browser for signed in. ${message}`);
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-sign-out]");
  if (button) end(button.dataset.signOut === "everywhere");
});

// A page that the browser took back from its memory would show what was opened before sign-out.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

navigation.start({ arrived, failed, ended, mayLeave });
catchDrops();
listenToKeys();
unfoldForPrinting();
lockWhenIdle(
  () => Boolean(key.current()),
  async () => {
    await unsent.settle();
    key.lock();
    location.reload();
  },
);
arrived();
