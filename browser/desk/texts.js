/**
 * Where the texts that readers use again and again are written: on a page of no case, and shown as they will be kept before
 * they are, since who was left out of a case reads them too.
 */

import { announce, h, part, whileBusy } from "./dom.js";
import { AnotherCame, Refused, SessionEnded } from "./server.js";
import { MOST } from "./snippetbook.js";
import { prepareBook } from "./snippets.js";
import { block } from "./text.js";
import * as unsent from "./unsent.js";

/** @typedef {import("./snippetbook.js").Snippet} Snippet */

export const PLACE = "texts"; // where what is not kept yet is found again

/** @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>}} desk */
export function prepareTexts({ session, run }) {
  if (!part("snippet-write").hidden) return; // it is at work already
  const on = (name, work) => makeLive(name, work, run);
  const { book, chosen, show } = prepareBook(session, on, { load: (own) => own.follow(), shown: showUnsigned });
  const fields = [part("snippet-name"), part("snippet-text")];
  const typed = () => ({ name: fields[0].value.trim(), text: fields[1].value });
  const isTyped = ({ name, text }) => typed().name === name && typed().text === text;
  /** @type {Snippet | null} */
  let [seen, gone] = [null, null];

  /** When another changed the book meanwhile, the change is made in theirs. @param {(now: Snippet[]) => Snippet[]} made */
  async function change(made) {
    try {
      await book.keep(made(book.snippets));
    } catch (error) {
      if (!(error instanceof AnotherCame)) throw error;
      await book.load();
      show();
      await book.keep(made(book.snippets));
    }
  }

  /** From a book that is still to be signed something is taken out before, and nothing handed in. @param {(now: Snippet[]) => Snippet[]} made */
  async function changeOrTakeOut(made) {
    if (book.former) book.snippets = made(book.snippets);
    else await change(made);
  }

  /** What is kept is what was shown, and nothing that was typed since. @param {Snippet | null} snippet */
  function preview(snippet) {
    seen = snippet;
    part("snippet-keep-said").replaceChildren();
    part("snippet-preview").hidden = !seen;
    part("snippet-seen-name").textContent = seen?.name ?? "";
    part("snippet-seen").replaceChildren(...(seen ? [block(seen.text, "small")] : []));
  }

  const removed = () => (book.former ? "left out once you sign" : "removed");

  function showGone(snippet) {
    if (!fields[0].isConnected) return; // another page has nothing to put back
    gone = snippet;
    part("snippet-gone").hidden = !gone;
    part("snippet-gone-name").textContent = gone ? `“${gone.name}” is ${removed()}.` : "";
  }

  const write = ({ name, text }) => {
    [part("snippet-name").value, part("snippet-text").value] = [name, text];
    part("snippet-text").dispatchEvent(new Event("input"));
  };

  for (const field of fields) field.addEventListener("input", () => preview(null));
  part("snippet-for").textContent = [...session.keys.keys()].map((print) => session.authors.get(print).name).join(", ");
  on("snippet-look", async () => {
    const snippet = typed();
    if (!snippet.text.trim()) throw new Refused("Write the text first.");
    if (!snippet.name) throw new Refused("Give it a name, so that you find it again.");
    if (without(book.snippets, snippet.name).length >= MOST) {
      throw new Refused(`There are ${MOST} texts, and no room for more. Remove one first.`);
    }
    preview(snippet);
    part("snippet-keep").focus();
  });
  on("snippet-keep", async () => {
    const snippet = seen;
    if (!snippet) throw new Refused("Look at it once more first."); // it was changed before a new sign-in
    await change((now) => withOne(now, snippet));
    const isAll = isTyped(snippet); // else what was typed meanwhile is not kept yet
    if (isAll) unsent.sent(session.me.fingerprint, PLACE, "snippet-look");
    if (!fields[0].isConnected) return; // somebody has walked on meanwhile
    if (isAll) write({ name: "", text: "" });
    show(snippet.name);
    announce("The text is kept");
  });
  on("snippet-change", async () => {
    const isWritten = fields.some(({ value }) => value.trim()) && !book.snippets.some(isTyped);
    if (isWritten) throw new Refused("What you have written below is not kept yet. Keep it, or empty both fields first.");
    write(chosen());
    part("snippet-text").focus();
  });
  on("snippet-remove", async () => {
    const snippet = chosen();
    await changeOrTakeOut((now) => without(now, snippet.name));
    showGone(snippet);
    show();
    announce(`The text is ${removed()}`);
  });
  on("snippet-back", async () => {
    const snippet = gone;
    await changeOrTakeOut((now) => withOne(now, snippet));
    showGone(null);
    show(snippet.name);
    announce("The text is back");
  });
  on("snippet-sign", async () => {
    await book.sign(book.snippets).catch(async (error) => {
      if (error instanceof AnotherCame) await book.load().then(show); // and that one has been seen by nobody yet
      throw error;
    });
    show();
    announce("You have signed the texts");
  });
  part("snippet-write").hidden = false;
  run(() => unsent.follow(session.me.fingerprint, PLACE, { "snippet-look": fields }));
  part("snippets-load").click();
}

/** Whole, because whoever signs them answers for each. @param {import("./snippetbook.js").SnippetBook} book */
function showUnsigned({ former, snippets }) {
  part("snippet-sign-place").hidden = !former;
  const whole = former ? snippets.flatMap(({ name, text }) => [h("h3", {}, name), h("div", { class: "snippet" }, block(text, "small"))]) : [];
  part("snippet-sign-all").replaceChildren(...whole);
}

const without = (now, name) => now.filter((one) => one.name !== name);
const withOne = (now, snippet) => [...without(now, snippet.name), snippet].sort((a, b) => a.name.localeCompare(b.name, "en"));

/** A button whose refusals are told beside it; the end of a session is for `run`. */
function makeLive(name, work, run) {
  const [button, place] = [part(name), part(`${name}-said`)];
  const tell = (error) => {
    if (error instanceof SessionEnded) throw error;
    place.replaceChildren(h("p", { class: "warning", role: "alert" }, error.message));
  };
  const press = () => {
    place.replaceChildren();
    return work().catch(tell);
  };
  button.disabled = false;
  button.addEventListener("click", () => whileBusy(button, () => run(press)).finally(unsent.look));
}
