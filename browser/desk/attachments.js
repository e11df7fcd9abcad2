/**
 * The files of an opened report. Opening one is an act of its own: it is fetched, held against the report, opened in
 * the Worker, and then shown (a cleaned picture) or offered for saving (everything else).
 */

import { LARGEST, attachments, isShown, plainFile, sealedSize } from "../shared/attachment.js";
import { Forged } from "../shared/part.js";
import { announce, h, part, saveBlob } from "./dom.js";
import * as key from "./key.js";
import { showPicture } from "./picture.js";
import { TooLong, download } from "./server.js";
import { sizeWords } from "./words.js";

/** @typedef {import("../shared/attachment.js").Attachment} Attachment */

const NOT_NAMED = "It is not the file that the report names, or the report itself was replaced.";
const MISSING = "is missing: the report names it, and it is not stored.";
const AS_IT_IS =
  "Sealed as it is: nobody has cleaned this file. It may give its sender away, and it may be made to harm whoever " +
  "opens it. It is never shown here.";
const SAFE_VIEWER =
  "Open it in a safe viewer: a program that runs nothing that is inside the file, best in a virtual machine kept for " +
  "this. If you have neither, ask the person who looks after your computers.";
const UNSEALED =
  "What you save is no longer sealed: keep it where only you can read it, and delete it when you are done.";

let page = new AbortController();

/** The page is left: what is on its way stops, and what was opened is let go. */
export function leaveAttachments() {
  page.abort();
  page = new AbortController();
}

/**
 * Fill the list of files, each with its button.
 * @param {string} caseId @param {import("./report.js").OpenedReport} opened
 * @param {(name: string, work: () => Promise<void>) => void} on makes a button of the page live
 */
export function prepareAttachments(caseId, { report, verdicts }, on) {
  const files = attachments(report.manifest);
  if (!files.length) return;
  part("attachments").hidden = false;
  part("attachment-list").replaceChildren(...files.map((file) => item(file, verdicts[file.part])));
  for (const file of files) {
    const { signal } = page;
    on(`open-${file.part}`, () => openOne(caseId, file, signal));
  }
}

/** @param {Attachment} file @param {string} verdict */
function item(file, verdict) {
  const { part, name, kind, size, cleaned } = file;
  const about = h("p", {}, h("b", {}, name), h("small", { class: "soft" }, `, ${kind}, ${sizeWords(size)}`));
  if (verdict === "missing") {
    return h("li", {}, h("p", { class: "warning", role: "alert" }, h("b", {}, name), ` ${MISSING}`));
  }
  const warning = cleaned ? [] : [h("p", { class: "warning" }, AS_IT_IS)];
  const looks = { type: "button", class: "quiet", "data-part": `open-${part}`, disabled: true };
  const button = h("button", looks, `Open ${name}`);
  return h(
    "li",
    { "data-file": part },
    about,
    ...warning,
    h("div", { "data-part": part, tabindex: "-1" }, h("p", { class: "go noprint" }, button)),
    h("div", { "data-part": `open-${part}-said` }),
  );
}

/**
 * A file in the clear, once it is the one that the report names; an entry of its own is written first.
 * @param {string} caseId @param {Attachment} file @returns {Promise<Uint8Array>} throws Forged, Refused
 */
export const openedFile = async (caseId, file) =>
  opened(await fetched(caseId, file, page.signal, { value: 0 }), file);

/** @param {string} caseId @param {Attachment} file @param {AbortSignal} signal of the page that asks */
async function openOne(caseId, file, signal) {
  if (signal.aborted) return;
  const place = part(file.part);
  part(`open-${file.part}-said`).replaceChildren();
  const bar = progressBar(place, file);
  try {
    const bytes = await opened(await fetched(caseId, file, signal, bar), file);
    if (signal.aborted) return;
    await show(place, file, bytes, signal);
  } catch (error) {
    if (!signal.aborted) throw error; // nobody is there any more to be told
  } finally {
    bar.remove();
  }
}

/** @param {HTMLElement} place @param {Attachment} file */
function progressBar(place, { name, size }) {
  const bar = h("progress", { "aria-label": `Fetching ${name}`, max: String(sealedSize(size)), value: "0" });
  place.append(bar);
  return bar;
}

async function fetched(caseId, { part }, signal, bar) {
  const progress = (bytes) => {
    bar.value = bytes;
  };
  const how = { atMost: sealedSize(LARGEST), signal, progress };
  return download(`/cases/${caseId}/files/${part}`, how).catch((error) => {
    throw error instanceof TooLong ? new Forged(NOT_NAMED) : error;
  });
}

/** The file in the clear, once it is the one that the report names. */
async function opened(sealed, file) {
  const padded = await key.openLarge(sealed).catch((error) => {
    throw error.kind === "damaged" ? new Forged(NOT_NAMED) : error;
  });
  const bytes = await plainFile(padded, file);
  if (!bytes) throw new Forged(NOT_NAMED);
  return bytes;
}

async function show(place, file, bytes, signal) {
  const shown = isShown(file, bytes) && (await showPicture(place, file, bytes, signal));
  if (signal.aborted) return;
  if (!shown) offer(place, file, bytes);
  place.focus();
  announce(`${file.name} is open`);
}

/** @param {HTMLElement} place @param {Attachment} file @param {Uint8Array} bytes */
function offer(place, { name }, bytes) {
  // Of no type that a browser shows: opened by mistake, it would run as a page of the desk.
  const blob = new Blob([bytes], { type: "application/octet-stream" });
  const save = h("button", { type: "button", class: "quiet", click: () => saveBlob(name, blob) }, `Save ${name}`);
  place.replaceChildren(
    h("p", { class: "small" }, SAFE_VIEWER),
    h("p", { class: "small" }, UNSEALED),
    h("p", { class: "go noprint" }, save),
  );
}
