/**
 * Enrolling: somebody makes a key in their own browser, writes its passphrase down, saves it, prints it, and hands over
 * the public half. The server is told nothing: it learns of the person when a reviewer proposes them.
 */

import { inFours } from "../shared/fingerprint.js";
import { handleOf, oneLine, wrongName } from "../shared/publicfile.js";
import { linesToType } from "../shared/sheet.js";
import { announce, h, one, part, save, whileBusy } from "./dom.js";
import * as key from "./key.js";
import { keepKey, keepPasskey, keptKey, keptPasskey } from "./kept.js";
import { wrong } from "./notices.js";
import { passkeysWork } from "./thisbrowser.js";
import { dateWords } from "./words.js";

/** @typedef {{name: string, about: string, role: string, handle: string}} Names */
/** @typedef {Names & {locked: string, publicFile: string, fingerprint: string}} Made */

/** A key that was made and not saved is gone with the page: the browser asks before it goes. */
let unsaved = false;
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

/** The page is there. */
export function prepareEnrol() {
  const form = part("who");
  const name = one("[name=name]", form);
  const handle = one("[name=handle]", form);
  let chosen = false;
  handle.addEventListener("input", () => (chosen = handle.value !== ""));
  name.addEventListener("input", () => {
    if (!chosen) handle.value = handleOf(oneLine(name.value));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = (field) => oneLine(one(`[name=${field}]`, form).value);
    const who = { name: typed("name"), about: typed("about"), role: typed("role"), handle: typed("handle") };
    const why = wrongName(who);
    part("say").replaceChildren(wrong(why));
    if (!why) whileBusy(one("button", form), () => make(who));
  });
}

/** For pages that are swapped here, of which the browser knows nothing. */
export const mayLeave = () =>
  !unsaved || confirm("Your new key is not saved. If you leave this page, it is gone. Leave it all the same?");

/** Leaving the page: what was made here is forgotten. */
export function leaveEnrol() {
  unsaved = false;
  key.forgetMade();
}

/** @param {Names} who */
async function make(who) {
  const say = part("say");
  say.replaceChildren("Making your key. This takes a second or two.");
  try {
    const { passphrase, ...made } = await key.make(who);
    if (!say.isConnected) return key.forgetMade(); // somebody has walked on meanwhile
    unsaved = true;
    show({ ...who, ...made }, passphrase);
  } catch {
    say.replaceChildren(wrong("The key could not be made here. Nothing was sent; try another browser."));
  }
}

/** @param {Made} made @param {string} passphrase */
function show(made, passphrase) {
  part("who").remove();
  part("say").replaceChildren();
  part("made").hidden = false;
  showPassphrase(passphrase);
  fillSheet(made);
  for (const [name, text] of Object.entries({ fingerprint: inFours(made.fingerprint), called: made.name })) {
    for (const place of document.querySelectorAll(`main [data-text="${name}"]`)) place.textContent = text;
  }
  for (const place of document.querySelectorAll('main [data-text="handle"]')) place.textContent = made.handle;
  const done = (name) => (part(`${name}-done`).hidden = false);
  part("save").addEventListener("click", () => {
    save(`${made.handle}.age`, made.locked);
    unsaved = false;
    done("save");
  });
  part("print").addEventListener("click", () => print());
  part("hand-over").addEventListener("click", () => save(`${made.handle}.pub`, made.publicFile));
  offerKeeping(made);
  part("made").querySelector("h2").focus();
  announce("Your key is made");
}

/** Shown until the person has typed it from their own paper: a slip of the pen would lose the key for good. */
function showPassphrase(passphrase) {
  const words = part("words");
  const [shown, check] = [part("passphrase-shown"), part("passphrase-check")];
  words.replaceChildren(...passphrase.split("-").map((word) => h("li", {}, word)));
  const turn = (showing) => {
    shown.hidden = !showing;
    check.hidden = showing;
  };
  part("written").addEventListener("click", () => {
    turn(false);
    one("input", check).focus();
  });
  part("show-again").addEventListener("click", () => turn(true));
  check.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = one("input", check)
      .value.trim()
      .toLowerCase()
      .split(/[\s-]+/)
      .join("-");
    if (typed !== passphrase) {
      const why = "This is not what was shown. Look at your paper, or at the words again.";
      return part("check-say").replaceChildren(wrong(why));
    }
    words.replaceChildren();
    const right = h("p", { class: "note", tabindex: "-1" }, "That is right. Keep the paper apart from the key file.");
    check.replaceWith(right);
    shown.remove();
    return right.focus();
  });
}

/** The same sheet as `reporting key paper` writes, without its code to scan. @param {Made} made */
function fillSheet(made) {
  const sheet = one("main .sheet");
  const texts = {
    owner: [made.name, made.about].filter(Boolean).join(", "),
    role: made.role,
    print: inFours(made.fingerprint),
    today: dateWords(new Date().toISOString().slice(0, 10)),
  };
  for (const [name, text] of Object.entries(texts)) one(`[data-part="sheet-${name}"]`, sheet).textContent = text;
  for (const place of sheet.querySelectorAll('[data-part="sheet-file"]')) place.textContent = `${made.handle}.age`;
  const rows = linesToType(made.locked).map((line) => h("li", {}, ...line.flatMap((group) => [h("span", {}, group), " "])));
  one('[data-part="sheet-lines"]', sheet).replaceChildren(...rows);
  sheet.hidden = false;
}

/**
 * Only where nothing is kept yet: the key that is kept is needed until the new one is in the roster.
 * @param {Made} made
 */
function offerKeeping(made) {
  const taken = Boolean(keptKey() || keptPasskey());
  part("keep-taken").hidden = !taken;
  part("keep").hidden = taken;
  part("passkey").hidden = taken || !passkeysWork();
  const said = part("keep-say"); // a passkey may be set up after its page was left
  const say = (words) => said.replaceChildren(words);
  part("keep").addEventListener("click", () =>
    say(keepKey(made.locked) ? "The locked key file is kept in this browser." : wrong("This browser keeps nothing.")),
  );
  part("passkey").addEventListener("click", ({ target }) =>
    whileBusy(target, async () => {
      try {
        const keyName = `${part("made").dataset.community} desk, ${made.name}`;
        keepPasskey(await key.wrapForPasskey(keyName, { forMade: true }));
        say("The passkey is set up. It opens your key here as soon as you are in the roster.");
      } catch {
        say(wrong("The passkey was not set up: it was dismissed, or this one cannot do it. Your key file works."));
      }
    }),
  );
}
