/** The panel that opens the key: by passkey, from the key file kept here, from a file, from a recovery sheet. */

import { slipIn } from "../shared/sheet.js";
import { fromTemplate, h, one, whileBusy } from "./dom.js";
import * as key from "./key.js";
import { forgetKey, keepKey, keptKey, keptPasskey } from "./kept.js";
import { wrong } from "./notices.js";

const WRONG = {
  "wrong-passphrase": "This passphrase does not open this key. Look at each word again; nothing is lost.",
  "not-a-key":
    "This is no key file of the desk. Choose your own: its name ends in .age. Or type the whole text of " +
    "your recovery sheet.",
  "passkey-refused":
    "The passkey was not used. Try again, or open your key another way. Is it lost? Then forget it afterwards, at the foot " +
    "of the page, under “This browser, and the keys it knows”.",
  damaged: "What this browser kept for the passkey is damaged. Open your key another way, then set up a new passkey.",
  failed: "The key could not be opened. Nothing is lost; try again.",
};

/** Of what somebody typed from paper: eleven lines, and one letter is soon another. */
const WRONG_ON_PAPER = {
  "wrong-passphrase":
    "The passphrase and the text do not fit together: a word of the one or a letter of the other is not as on paper. Look at " +
    "each word, then at each line; nothing is lost.",
  "not-a-key":
    "This is not yet the text of your sheet. Compare each line with the paper: a letter is missing, or is another, or is " +
    "small where it is a capital. What you typed stays.",
};

/** @param {unknown} error @param {string} typed from a sheet, or nothing @returns {string} */
function sentence(error, typed) {
  if (!(error instanceof key.KeyRefused)) return error.message;
  const onPaper = typed && WRONG_ON_PAPER[error.kind];
  return onPaper ? [slipIn(typed), onPaper].filter(Boolean).join(" ") : (WRONG[error.kind] ?? WRONG.failed);
}

/**
 * A panel, ready to be put into the page.
 * @param {{why: string, opened: () => Promise<void>, aside?: boolean}} how `why` is said above; `opened` does what comes
 * next (signing in) and may refuse with a sentence, which the panel shows with everything still in its fields; `aside`:
 * the page is whole without a key, so the panel is folded away
 * @returns {HTMLElement}
 */
export function keyring({ why, opened, aside = false }) {
  const panel = fromTemplate("keyring");
  const part = (name) => one(`[data-part="${name}"]`, panel);
  const form = one("form", panel);
  let dropped = null;

  part("why").textContent = why;
  const say = (words) => part("say").replaceChildren(words);

  /** @param {HTMLButtonElement} button @param {() => Promise<void>} open */
  const attempt = (button, open) =>
    whileBusy(button, async () => {
      say("Opening your key. This takes a second or two.");
      try {
        await open();
        say("Signing in.");
        await opened();
      } catch (error) {
        key.lock();
        say(wrong(sentence(error, part("text").value.trim())));
        if (button === part("by-passkey")) part("otherwise").open = true;
      }
    });

  /** What to open: typed text first, then a file, then what is kept. @returns {Blob | null} */
  function source() {
    const text = part("text").value.trim();
    return text ? new Blob([text]) : (part("file").files[0] ?? dropped ?? keptKey());
  }

  async function unlock() {
    const locked = await key.unlock(source(), part("passphrase").value);
    if (part("keep").checked && locked) keepKey(locked);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!source()) return say(wrong("Choose your key file first."));
    return attempt(one("button:not([type])", form), unlock);
  });

  part("by-passkey").addEventListener("click", ({ target }) =>
    attempt(target, () => key.unlockByPasskey(keptPasskey())),
  );
  part("forget").addEventListener("click", () => {
    forgetKey();
    showKept();
    say("The key file is no longer kept in this browser.");
  });
  part("show").addEventListener("change", ({ target }) => {
    const field = part("passphrase");
    field.type = target.checked ? "text" : "password";
    // A manager asks its owner first; what stands in a field of text some browsers write to the disk unasked.
    field.autocomplete = target.checked ? "off" : "current-password";
  });

  function showKept() {
    part("kept").hidden = !keptKey();
    part("keep-row").hidden = Boolean(keptKey());
    part("file-label").textContent = keptKey() ? "Or another key file" : "Your key file";
  }

  function acceptDrops() {
    const zone = part("drop");
    zone.addEventListener("dragover", () => zone.classList.add("over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", ({ dataTransfer }) => {
      zone.classList.remove("over");
      dropped = dataTransfer.files[0] ?? null;
      if (dropped) part("dropped").textContent = `${dropped.name} is chosen.`;
    });
  }

  function preferPasskey() {
    const offered = Boolean(keptPasskey());
    part("passkey").hidden = !offered;
    if (!offered) part("otherwise").replaceWith(form);
  }

  function foldAway() {
    const ways = [part("passkey"), part("otherwise") ?? form, part("say")];
    part("title").textContent = "No key is needed here";
    panel.append(h("details", {}, h("summary", {}, "Open your key all the same"), ...ways));
  }

  showKept();
  acceptDrops();
  preferPasskey();
  if (aside) foldAway();
  return panel;
}

/** A file dropped beside the panel must not take the tab away. */
export function catchDrops() {
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
}
