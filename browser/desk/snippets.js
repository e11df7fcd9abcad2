/** Texts that readers use again and again in their answers: shown, and put into the answer that is being written. */

import { h, part } from "./dom.js";
import { SnippetBook } from "./snippetbook.js";
import { block } from "./text.js";

/** @typedef {import("./snippetbook.js").Snippet} Snippet */

/** @param {import("./casefile.js").CaseFile} file @param {import("./case.js").CasePage} page */
export function prepareSnippets({ session }, { on }) {
  const place = part("snippets");
  if (!place) return; // nobody would read an answer
  const { chosen } = prepareBook(session, on);
  place.addEventListener("toggle", () => place.open && part("snippets-opened").hidden && part("snippets-load").click());
  on("snippet-put", async () => {
    const field = part("reply-text");
    field.setRangeText(chosen().text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input")); // what is not sent yet is kept
    field.focus();
  });
}

/**
 * The book on this page, fetched on a button and read, no more.
 * @param {import("./session.js").Session} session
 * @param {(name: string, work: () => Promise<void>) => void} on makes a button live
 * @param {{load?: (book: SnippetBook) => Promise<void>, shown?: (book: SnippetBook) => void}} [more] on the page of the book itself
 * @returns {{book: SnippetBook, chosen: () => Snippet | undefined, show: (name?: string) => void}}
 */
export function prepareBook(session, on, { load = (book) => book.load(), shown = () => {} } = {}) {
  const book = new SnippetBook(session);
  const chosen = () => book.snippets[part("snippet").selectedIndex];
  const select = part("snippet");
  const show = (name = "") => {
    if (!select.isConnected) return; // somebody has walked on meanwhile
    showBook(book, name);
    shown(book);
  };
  select.addEventListener("change", () => showText(chosen()));
  on("snippets-load", async () => {
    await load(book);
    if (!select.isConnected) return;
    part("snippets-opened").hidden = false;
    part("snippets-first").hidden = true;
    show();
  });
  return { book, chosen, show };
}

/** @param {SnippetBook} book @param {string} name which to choose */
function showBook({ snippets, problem, former }, name) {
  const look = `${former} signed these texts last, with a key that is no reader’s any more. Read one twice before you use it.`;
  const wrong = problem || (former && look);
  part("snippets-said").replaceChildren(...(wrong ? [h("p", { class: "warning", role: "alert" }, wrong)] : []));
  part("snippets-none").hidden = snippets.length > 0 || Boolean(problem);
  part("snippets-some").hidden = snippets.length === 0;
  part("snippet").replaceChildren(...snippets.map((one) => h("option", {}, one.name)));
  part("snippet").selectedIndex = Math.max(0, snippets.findIndex((one) => one.name === name));
  showText(snippets[part("snippet").selectedIndex]);
}

/** @param {Snippet | undefined} snippet */
const showText = (snippet) => part("snippet-shown").replaceChildren(...(snippet ? [block(snippet.text, "small")] : []));
