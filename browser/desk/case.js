/** One case: the report is opened on a button, because opening is an act that auditors see. */

import { Forged, parsePart } from "../shared/part.js";
import { sha256, toHex } from "../shared/bytes.js";
import { contactIn } from "./answers.js";
import { prepareAttachments } from "./attachments.js";
import { CaseFile } from "./casefile.js";
import { announce, h, part, whileBusy } from "./dom.js";
import { chip, describe, distrust, headlineOf } from "./inbox.js";
import * as key from "./key.js";
import { forgetCase, prepareErasing, prepareSteppingBack } from "./leaving.js";
import { facts, prepareMoves, renew } from "./moves.js";
import { notice } from "./notices.js";
import { enterRefused, isRefusal, refusedIn } from "./refusals.js";
import { openReport, showReport, warnings } from "./report.js";
import { AnotherCame, Refused, SessionEnded, Unreachable, post, sealedBytes } from "./server.js";
import { inline } from "./text.js";
import * as unsent from "./unsent.js";
import { dateWords } from "./words.js";
import { prepareWork } from "./work.js";

const CANNOT = {
  "not-for-this-key": "No key of yours opens this.",
  damaged: "What is stored in its place is damaged or was changed. Nothing of it is shown.",
};

/** Say it where the work was asked for. @param {string} name @param {...(Node | string)} inside */
const warn = (name, ...inside) => part(name).replaceChildren(h("p", { class: "warning", role: "alert" }, ...inside));

/** Somebody has walked on: what was asked for is done, and the page that would show it is gone. */
class WalkedOn extends Error {}

/**
 * @typedef {{caseId: string, session: import("./session.js").Session, changed: () => void, here: () => void, sent: (form: string) => void,
 *   load: () => Promise<void>, on: (name: string, work: () => Promise<void>) => void}} CasePage `on` makes a button live, `changed` tells the page
 * that the case has moved, `load` brings what others did meanwhile, `here` ends work whose page is gone: whatever waits for an answer
 * says it before it touches the page, which may be that of another case by then; `sent` says it too, and that the words of a form
 * need not be kept any more
 */

/**
 * @param {{session: import("./session.js").Session, run: (work: () => Promise<void>) => Promise<void>}} desk `run` does
 * what needs a session, and does it again after a new sign-in
 */
export function prepareCase({ session, run }) {
  const caseId = part("case")?.dataset.case;
  if (!caseId) return;
  if (facts().status === "erased") {
    forgetCase(session.me, caseId); // erased by the other reader, perhaps
  }
  const heading = part("case");
  const here = () => {
    if (!heading.isConnected) throw new WalkedOn();
  };
  const cached = headlineOf(caseId);
  if (cached?.title) showHeadline(cached);

  /** A button of the page: live from now on. @param {string} name @param {() => Promise<void>} work */
  const on = (name, work) => {
    const button = part(name);
    if (!button || button.dataset.live) return;
    button.dataset.live = "yes";
    button.disabled = false;
    const press = async () => {
      if (!heading.isConnected) return; // asked once more from another page, where other words stand
      part(`${name}-said`)?.replaceChildren();
      await work().catch((error) => refused(name, error));
    };
    button.addEventListener("click", () => whileBusy(button, () => run(press)).finally(unsent.look));
  };
  /** @type {CasePage} */
  const page = {
    caseId,
    session,
    on,
    here,
    sent(name) {
      unsent.sent(session.me.fingerprint, caseId, name);
      here();
    },
    changed() {
      here();
      prepareMoves(page);
      prepareErasing(page, forgetHeadline);
    },
    load: async () => {
      const isFresh = await renew("opened");
      here();
      if (!isFresh) throw new Unreachable("The desk could not be asked. Nothing is lost; try again.");
      page.changed();
    },
  };

  /** What a button asked for did not come about: told on the page that asked, and on no other as if it were its own. */
  async function refused(name, error) {
    if (error instanceof WalkedOn) return;
    if (heading.isConnected) tell(name, error);
    else tellElsewhere(caseId, error);
    if (isRefusal(error)) await enterRefused(caseId, 1);
  }

  /** Refusals are told beside the button; the end of a session is for `run`. */
  function tell(name, error) {
    const place = `${name}-said`;
    if (error instanceof SessionEnded || !part(place)) throw error;
    if (error instanceof AnotherCame) return offer(name, error);
    if (error instanceof Forged) return warn(place, h("b", {}, "Forged. "), error.message, " Nothing of it is shown.");
    if (Object.hasOwn(CANNOT, error.kind ?? "")) return warn(place, CANNOT[error.kind]);
    return warn(place, error.message);
  }

  /** Of two who work at a time, or in two tabs, the second is told, and keeps every word. */
  function offer(name, { message }) {
    const button = h("button", { type: "button", class: "quiet" }, "Load what came in");
    const load = async () => {
      if (!heading.isConnected) return; // asked once more from another page
      await page.load();
      here();
      part(`${name}-said`)?.replaceChildren();
      part(name)?.focus();
      announce("What came in is loaded");
    };
    button.addEventListener("click", () => whileBusy(button, () => run(() => load().catch((error) => refused(name, error)))));
    warn(`${name}-said`, message);
    part(`${name}-said`).append(h("p", { class: "go" }, button));
  }

  on("open-report", () =>
    openIt(page).catch((error) => {
      here();
      if (!(error instanceof Refused)) forgetHeadline(caseId); // no report to hold it against
      throw error;
    }),
  );
  page.changed();
  for (const name of ["step-back", "step-back-now"]) prepareSteppingBack(name, page);
}

/** Above the page, with its case and without a button: what stands there now is for somebody else. */
function tellElsewhere(caseId, error) {
  if (!(error instanceof Refused)) return; // what is forged is told where it is read
  const way = h("a", { class: "lone", href: `/cases/${caseId}` }, caseId);
  notice("failed", [h("p", {}, "What you did in case ", way, ` is not done. ${error.message}`)]);
}

/** @param {CasePage} page */
async function openIt(page) {
  const { caseId, session, on, here } = page;
  const given = await post(`/cases/${caseId}/report`);
  const opened = await openReport(given, session.authors);
  here();
  const { report, sha256: hash, headline, verdicts, entered } = opened;
  part("sealed")?.remove();
  part("step-back-place").hidden = false; // what could not be known before may be seen now
  part("report").hidden = true; // until it is known to be the one that was opened before
  part("report").replaceChildren(...showReport(opened));
  if (headline) showHeadline(describe(headline));
  else forgetHeadline(caseId);
  const { today, gone } = part("case").dataset;
  const reportId = given.report_id;
  const file = new CaseFile({ caseId, reportId, report, sha256: hash, entered, today, session, gone: gone.split(" ") });
  file.wrongParts = refusedIn(opened);
  await prepareWork(file, given, page);
  here();
  part("report").hidden = false;
  part("jump").hidden = false;
  if (file.isReplaced) {
    forgetHeadline(caseId);
  } else {
    prepareAttachments(caseId, opened, on);
    prepareContact(file, verdicts.contact, page);
  }
  await renew("opened"); // what is opened can be acknowledged
  here();
  page.changed();
  announce("The report is open");
  part("report").focus();
}

function showHeadline({ title, risk, files }) {
  part("title").textContent = part("title").dataset.headline = title; // for when it has a name no more
  part("risk").replaceChildren(...chip(risk));
  part("files").textContent = files;
}

function forgetHeadline(caseId) {
  distrust(caseId);
  showHeadline({ title: `Case ${caseId}`, risk: "", files: "" });
}

/** The contact is held against the manifest, so it can be opened only beside its report. @param {CaseFile} file */
function prepareContact(file, verdict, { on, here }) {
  const { caseId, report, reportId } = file;
  part("contact-wait").hidden = true;
  if (verdict !== "sealed") {
    part("contact").replaceChildren(...warnings({ contact: verdict ?? "missing" }));
    return;
  }
  on("open-contact", async () => {
    const plaintext = await key.open(sealedBytes((await post(`/cases/${caseId}/contact`)).sealed));
    const listed = report.manifest.find(({ part: name }) => name === "contact").sha256;
    if (toHex(await sha256(plaintext)) !== listed) throw new Forged("It is not the one that the reporter wrote.");
    here();
    const { contact } = parsePart(plaintext, "contact", reportId);
    part("contact").replaceChildren(
      contact ? h("p", {}, inline(String(contact))) : h("p", { class: "soft" }, "The reporter left none."),
      ...inMessages(file),
    );
  });
}

/** A way to reach somebody that an earlier form put into a message: behind the same act and its entry. @param {CaseFile} file */
function inMessages({ thread }) {
  const theirs = thread.filter((told) => told.direction === "to-readers" && contactIn(told));
  return theirs.map((told) => h("p", {}, `With the message of ${dateWords(told.day)}: `, inline(contactIn(told))));
}
