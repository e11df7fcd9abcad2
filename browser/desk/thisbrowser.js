/** "This browser": what is kept here and how to be rid of it; the passkey; the people whose keys are pinned. */

import { recall } from "./checkpoint.js";
import { announce, fromTemplate, h, one, save, saveBlob, whileBusy } from "./dom.js";
import * as key from "./key.js";
import {
  declinePasskey,
  declinedPasskey,
  forgetKey,
  forgetPasskey,
  keepPasskey,
  keptCheckpoint,
  keptKey,
  keptPasskey,
} from "./kept.js";
import { checkpointWords } from "./logwords.js";
import { dismiss, notice, p, peopleList } from "./notices.js";
import { Refused, get } from "./server.js";
import { dateWords, signInsWords } from "./words.js";

/** @returns {boolean} */
export const passkeysWork = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials);

const tell = (words, close) => notice("passkey", [p(words)], [{ words: close, act: () => dismiss("passkey") }]);

/** @param {import("./session.js").Session} session @param {HTMLButtonElement} button @param {() => void} done */
function setUpPasskey({ me, roster }, button, done) {
  return whileBusy(button, async () => {
    try {
      keepPasskey(await key.wrapForPasskey(`${roster.community} desk, ${me.name}`));
      tell("Done. Next time this browser offers your passkey first. Keep your key file and passphrase all the same.", "Good");
    } catch {
      tell("The passkey was not set up: it was dismissed, or this one cannot do it. Your key file works as before.", "Close");
    }
    done();
  });
}

/** After a sign-in without one. @param {import("./session.js").Session} session */
export function offerPasskey(session) {
  if (keptPasskey() || declinedPasskey() || !passkeysWork()) return;
  notice(
    "passkey",
    [
      h(
        "p",
        {},
        h("b", {}, "Next time, open with a passkey?"),
        " Your fingerprint, face or security key then takes the place of file and passphrase, in this browser only.",
      ),
    ],
    [
      { words: "Set up a passkey", act: ({ target }) => setUpPasskey(session, target, () => showThisBrowser(session)) },
      { words: "Not in this browser", act: () => (declinePasskey(), dismiss("passkey")) },
    ],
  );
}

/** Fill the foot of the page. @param {import("./session.js").Session} session */
export function showThisBrowser(session) {
  /** What stands there is another, and who looks at it goes on looking. @param {string} [said] */
  const again = (said = "") => {
    showThisBrowser(session);
    const fold = one("#browser details");
    fold.open = true;
    one("summary", fold).focus();
    announce(said);
  };
  const lines = fromTemplate("this-browser");
  const part = (name) => one(`[data-part="${name}"]`, lines);
  const act = (name, work) => part(name).addEventListener("click", work);

  part("key").hidden = !keptKey();
  part("passkey").hidden = !keptPasskey();
  part("no-passkey").hidden = Boolean(keptPasskey()) || !passkeysWork();
  part("people").replaceChildren(peopleList(session.roster.people));
  part("roster").textContent = `Roster ${session.roster.serial}, of ${dateWords(session.roster.date)}`;

  act("save-key", () => saveBlob(`${session.me.handle}.age`, keptKey())); // for who had nothing left but the sheet
  act("forget-key", () => (forgetKey(), again("The key file is no longer kept in this browser.")));
  act("forget-passkey", () => (forgetPasskey(), again("The passkey opens nothing here any more.")));
  act("set-up-passkey", ({ target }) => setUpPasskey(session, target, () => again()));
  one("#browser").replaceChildren(lines);
  lines.addEventListener("toggle", () => lines.open && showSignIns(part("sign-ins")));
  showRemembered();
}

/** Asked each time the fold is opened, since others end and begin meanwhile. @param {HTMLElement} line */
async function showSignIns(line) {
  try {
    line.textContent = signInsWords((await get("/sign-ins")).days);
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // the line stays as it is: the button below it works or says why
  }
}

/** The line about the access log; its file can be named to `reporting log verify`. */
export async function showRemembered() {
  const kept = keptCheckpoint();
  const known = await recall(kept);
  const line = one('[data-part="checkpoint"]', one("#browser"));
  if (!line) return;
  line.hidden = !known;
  if (!known) return;
  one('[data-part="checkpoint-words"]', line).textContent = checkpointWords(known);
  one("button", line).onclick = () => save(`access-log-checkpoint-${known.size}.txt`, kept.note);
}

/** @param {string} words one quiet line beneath everything */
export function sayBelow(words) {
  one("#below").textContent = words;
}
