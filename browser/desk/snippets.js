/** Texts that readers use again and again in their answers, beside the answer that is being written. */

import { announce, h, one } from "./dom.js";
import { AnotherCame, Refused } from "./server.js";
import { MOST, SnippetBook } from "./snippetbook.js";
import { block } from "./text.js";

/** @typedef {import("./snippetbook.js").Snippet} Snippet */

const part = (name) => one(`main [data-part="${name}"]`);

/** @param {import("./casefile.js").CaseFile} file @param {import("./case.js").CasePage} page */
export function prepareSnippets({ session, today }, { on }) {
  const place = part("snippets");
  if (!place) return; // nobody would read an answer
  const book = new SnippetBook(session, today);
  /** @type {Snippet | null} */
  let gone = null;

  /** When another changed the book meanwhile, the change is made in theirs. @param {(now: Snippet[]) => Snippet[]} made */
  async function change(made) {
    try {
      await book.keep(made(book.snippets));
    } catch (error) {
      if (!(error instanceof AnotherCame)) throw error;
      await book.load();
      await book.keep(made(book.snippets));
    }
  }

  const chosen = () => book.snippets[part("snippet").selectedIndex];
  const show = (name = "") => {
    showBook(book, name);
    part("snippet-gone").hidden = !gone;
    part("snippet-gone-name").textContent = gone ? `“${gone.name}” is removed.` : "";
  };

  place.addEventListener("toggle", () => place.open && part("snippets-opened").hidden && part("snippets-load").click());
  part("snippet").addEventListener("change", () => showText(chosen()));
  on("snippets-load", async () => {
    await book.load();
    part("snippets-opened").hidden = false;
    part("snippets-first").hidden = true;
    show();
  });
  on("snippet-put", async () => {
    const field = part("reply-text");
    field.setRangeText(chosen().text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
  on("snippet-keep", async () => {
    const snippet = { name: part("snippet-name").value.trim(), text: part("reply-text").value };
    if (!snippet.text.trim()) throw new Refused("Write the text into the answer first.");
    if (!snippet.name) throw new Refused("Give it a name, so that you find it again.");
    if (book.snippets.length >= MOST) throw new Refused(`There are ${MOST} texts, and no room for more. Remove one first.`);
    await change((now) => withOne(now, snippet));
    part("snippet-name").value = "";
    show(snippet.name);
    announce("The text is kept");
  });
  on("snippet-remove", async () => {
    const snippet = chosen();
    await change((now) => without(now, snippet.name));
    gone = snippet;
    show();
    announce("The text is removed");
  });
  on("snippet-back", async () => {
    const snippet = gone;
    await change((now) => withOne(now, snippet));
    gone = null;
    show(snippet.name);
    announce("The text is back");
  });
}

const without = (now, name) => now.filter((one) => one.name !== name);
const withOne = (now, snippet) => [...without(now, snippet.name), snippet].sort((a, b) => a.name.localeCompare(b.name, "en"));

/** @param {SnippetBook} book @param {string} name which to choose */
function showBook({ snippets, problem }, name) {
  part("snippets-said").replaceChildren(...(problem ? [h("p", { class: "warning", role: "alert" }, problem)] : []));
  part("snippets-none").hidden = snippets.length > 0 || Boolean(problem);
  part("snippets-some").hidden = snippets.length === 0;
  part("snippet").replaceChildren(...snippets.map((one) => h("option", {}, one.name)));
  part("snippet").selectedIndex = Math.max(0, snippets.findIndex((one) => one.name === name));
  showText(snippets[part("snippet").selectedIndex]);
}

/** @param {Snippet | undefined} snippet */
const showText = (snippet) => part("snippet-shown").replaceChildren(...(snippet ? [block(snippet.text, "small")] : []));
