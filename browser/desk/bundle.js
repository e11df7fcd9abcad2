/**
 * The bundle for the authorities: one archive, opened and made here, that needs nobody of us to be read. What is in it is in
 * the clear; whoever makes it is told so, and the access log has an entry before anything is handed out.
 */

import { strToU8, zipSync } from "fflate";
import { attachments } from "../shared/attachment.js";
import { circumstances, given, limits, story } from "./answers.js";
import { openedFile } from "./attachments.js";
import { announce, h, part, saveBlob } from "./dom.js";
import { enteredWords } from "./entered.js";
import { outcomeWords } from "./outcomes.js";
import { Refused, post } from "./server.js";
import { dateWords } from "./words.js";

const READ_ME = `What is in this archive

report.txt       the report as it was written
report.json      the same, as it lay inside its seal
thread.txt       what reporter and readers wrote to each other
decisions.txt    what was decided, by whom, and under which rules
files/           what the reporter sent along. Open these with care: they may have been made to harm.
log/             the entries of the access log for this case, what they were bound to, and the proof that the report came in

Nothing in here is sealed. It holds what somebody told in confidence: keep it where only you can read it.

An entry with a "commitment" was bound to something that it does not say. log/bound.jsonl says it where it is a word, such as
the status to which a case moved: the commitment is the SHA-256 of "reporting/v1/commitment" and a newline, the salt's 32
bytes, and the word. Without a word it was bound to something sealed.

To check that the report is in the access log since the day after it came, with Python and without us:

    python3 verify_proof.py log/proof-1.txt log/log.pub

verify_proof.py and verify_log.py are published with the program (docs/). What the readers did then is proven by an
auditor, who has the whole log: the place of such an entry would tell whoever makes this archive how much others did.
`;

/** @param {import("./casefile.js").CaseFile} file @param {import("./case.js").CasePage} page */
export function prepareBundle(file, { on, here }) {
  const place = part("bundle-place");
  if (place) place.hidden = false;
  on("bundle", async () => {
    file.refuseReplaced();
    if (!part("bundle-sure").checked) throw new Refused("Tick the box first: what you make is not sealed.");
    const bar = h("progress", { max: "1", value: "0", "aria-label": "Making the bundle" });
    part("bundle-said").replaceChildren(bar);
    const archive = zipSync(await contents(file, (done, of) => Object.assign(bar, { max: of, value: done })), { level: 0 });
    here(); // in the clear and not asked for by whoever looks at another page
    saveBlob(`case-${file.caseId}.zip`, new Blob([archive], { type: "application/octet-stream" }));
    part("bundle-said").replaceChildren(h("p", { class: "small" }, "The bundle is made. It is not sealed."));
    announce("The bundle is made");
  });
}

/** Names and bytes. @param {import("./casefile.js").CaseFile} file @param {(done: number, of: number) => void} progress */
async function contents(file, progress) {
  const named = attachments(file.report.manifest);
  const { entries, bound, proofs, key } = await post(`/cases/${file.caseId}/export`);
  const found = {
    "READ-ME.txt": strToU8(READ_ME),
    "report.txt": strToU8(reportText(file)),
    "report.json": strToU8(JSON.stringify(file.report, null, 1)),
    "thread.txt": strToU8(threadText(file)),
    "decisions.txt": strToU8(decisionsText(file)),
    "log/entries.jsonl": strToU8(`${entries.join("\n")}\n`),
    "log/bound.jsonl": strToU8(bound.map((one) => `${JSON.stringify(one)}\n`).join("")),
    "log/log.pub": strToU8(key),
  };
  for (const [at, proof] of proofs.entries()) found[`log/proof-${at + 1}.txt`] = strToU8(proof);
  for (const [at, one] of named.entries()) {
    found[`files/${one.name}`] = await openedFile(file.caseId, one);
    progress(at + 1, named.length);
  }
  return found;
}

const lines = (rows) => rows.map(({ label, text }) => `${label}: ${text}`).join("\n");

/** @param {import("./casefile.js").CaseFile} file */
export function reportText({ caseId, report, entered = null }) {
  const asked = limits(report);
  const rest = `${lines([...given(report), ...circumstances(report, entered)])}\n${asked ? `What must not be done: ${asked}\n` : ""}`;
  const origin = entered ? `${entered.forged ? `It says that a reader entered it. ${entered.forged}` : enteredWords(entered)}\n\n` : "";
  return `Case ${caseId}\n\n${origin}${story(report)}\n\n${rest}`;
}

/** @param {import("./casefile.js").CaseFile} file */
const threadText = (file) =>
  file.thread
    .map((told) => {
      const who = told.direction === "to-reporter" ? told.from : "The reporter";
      return `${who}, ${dateWords(told.day)}\n${told.text ?? story(told)}\n`;
    })
    .join("\n") || "Nothing was written after the report.\n";

const DECIDING = {
  proposal: proposed,
  agreement: ({ from, on, to }) => `${from} agrees to proposal ${to}, ${dateWords(on)}\n`,
  retraction: ({ from, on, to }) => `${from} takes proposal ${to} back, ${dateWords(on)}\n`,
};

/** @param {import("./casefile.js").CaseFile} file */
const decisionsText = (file) =>
  file.notes
    .filter(({ kind }) => Object.hasOwn(DECIDING, kind))
    .map((note) => DECIDING[note.kind](note))
    .join("\n") || "Nothing was decided.\n";

function proposed({ from, on, number, outcomes, why }) {
  const said = outcomes.map(outcomeWords).map(({ title, lines: about }) => `- ${[title, ...about].join(", ")}`);
  return `Proposal ${number} by ${from}, ${dateWords(on)}\n${said.join("\n")}\nWhy: ${why}\n`;
}
