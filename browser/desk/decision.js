/** A decision by two: one proposes, the other agrees to that very proposal; both words are signed and sealed. */

import { digest } from "../shared/said.js";
import { unanswered } from "./checklist.js";
import { announce, h, one, part } from "./dom.js";
import { facts, renew, suggestErasing } from "./moves.js";
import { lacking, outcomeWords } from "./outcomes.js";
import { Refused } from "./server.js";
import { block, inline } from "./text.js";
import { dateWords } from "./words.js";

const PROPOSED_IN = ["assessing", "reconsidering"];
const DECIDED_IN = [...PROPOSED_IN, "addressing"]; // what one decided alone waits there for the other

/** @typedef {import("./casefile.js").CaseFile} CaseFile */

/** @param {CaseFile} file @param {import("./case.js").CasePage} page */
export function prepareDecision(file, page) {
  const { on } = page;
  const form = part("propose-form");
  for (const box of form.querySelectorAll("[name=outcome]")) {
    box.addEventListener("change", () => unfold(box));
  }
  for (const field of form.querySelectorAll("[name$=-version]")) field.defaultValue = file.report.guidelines ?? "";
  on("propose", async () => {
    await propose(file, form, page);
    await settled(page, "It is proposed");
  });
  for (const [name, alone] of [["agree", false], ["agree-alone", true]]) {
    on(name, async () => {
      await agree(file, alone);
      await settled(page, "It is decided");
    });
  }
  on("retract", async () => {
    const to = proposalOf(file).number;
    await file.note("retraction", { to }, { to, from: facts().status });
    await settled(page, "It is taken back");
  });
  showDecision(file);
}

async function settled({ here, changed }, words) {
  await renew();
  here();
  changed();
  announce(words);
}

const unfold = (box) => {
  const about = one(".about", box.closest("[data-outcome]"));
  if (about) about.hidden = !box.checked;
};

async function propose(file, form, { sent }) {
  const given = new FormData(form);
  const outcomes = given.getAll("outcome").map((outcome) => {
    const details = ["what", "clause", "version", "until"].map((name) => [name, String(given.get(`${outcome}-${name}`) ?? "").trim()]);
    return { outcome, ...Object.fromEntries(details.filter(([, value]) => value)) };
  });
  const why = String(given.get("why")).trim();
  const wrong = lacking(outcomes, why);
  const open = unanswered(file);
  if (open) wrong.unshift(`${open === 1 ? "One line" : `${open} lines`} of the checklist ${open === 1 ? "has" : "have"} no answer yet.`);
  if (wrong.length) throw new Refused(wrong.join(" "));
  await file.note("proposal", { outcomes, why }, { from: facts().status });
  sent("propose");
  form.reset();
  for (const box of form.querySelectorAll("[name=outcome]")) unfold(box);
  part("propose-fold").open = false;
}

/** What is proposed, if it is real and stands: whoever runs the machine could name one that was taken back. @param {CaseFile} file */
function proposalOf({ notes, session }) {
  const found = notes.find(({ number, kind }) => kind === "proposal" && number === Number(facts().proposal));
  const proposer = session.past.same(found?.author); // who has a new key since takes it back with that
  const isBack = notes.some(({ kind, to, author }) => kind === "retraction" && to === found?.number && proposer.has(author));
  return isBack ? undefined : found;
}

async function agree(file, alone) {
  const proposal = proposalOf(file);
  const said = { to: proposal.number, sha256: await digest(proposal) };
  await file.note("agreement", said, { to: proposal.number, alone, from: facts().status });
}

/**
 * The agreements to this very proposal: one to other words under the same number counts for nothing.
 * @param {CaseFile} file @param {Record<string, any>} proposal @returns {Promise<Record<string, any>[]>}
 */
async function agreedTo(file, proposal) {
  const wanted = await digest(proposal);
  return file.notes.filter(({ kind, to, sha256 }) => kind === "agreement" && to === proposal.number && sha256 === wanted);
}

/** @param {CaseFile} file */
export async function showDecision(file) {
  const { status, proposal: number, agreed, confirm } = facts();
  const proposal = proposalOf(file);
  const place = part("decision");
  const agreements = proposal ? await agreedTo(file, proposal) : [];
  if (!place.isConnected) return; // somebody has walked on meanwhile
  const agreeing = agreements.map(({ author }) => author);
  const takesTwo = file.readers.length > 1; // also while nobody has taken the place of who stepped back
  const decides = DECIDED_IN.includes(status);
  part("decision").hidden = !decides && !number;
  part("propose-fold").hidden = !PROPOSED_IN.includes(status);
  part("propose-title").textContent = number ? "Propose something else" : "Propose a decision";
  part("decision-outcomes").replaceChildren(...(proposal?.outcomes ?? []).map(item));
  part("decision-why").replaceChildren(...(proposal ? [block(String(proposal.why ?? ""))] : []));
  part("decision-state").replaceChildren(...state(file, { number, proposal, agreed, confirm, agreements, decides }));
  const me = file.session.me.fingerprint;
  const mine = Boolean(proposal) && file.session.past.same(proposal.author).has(me); // under whichever key
  const waits = Boolean(proposal) && decides && (!agreed || Boolean(confirm)) && !agreeing.includes(me);
  show("agree", waits && (!mine || !takesTwo));
  show("agree-alone", waits && mine && takesTwo && !agreed && file.report.answers?.risk === "danger");
  show("retract", mine && facts().retract === "yes");
  suggestErasing(file, agreed && agreeing.length ? proposal : undefined);
}

const show = (name, is) => (part(name).hidden = !is);

/** @returns {(Node | string)[]} */
function state(file, { number, proposal, agreed, confirm, agreements, decides }) {
  if (!number) return ["Nothing is proposed yet."];
  if (!proposal) {
    const why = "The proposal that the desk names is missing or forged, or was taken back. Nothing was decided here.";
    return [h("span", { class: "wrong", role: "alert" }, why)];
  }
  const who = [h("b", {}, file.nameOf(proposal.author)), ` proposes, ${dateWords(proposal.on)}. `];
  if (agreed && !agreements.length) {
    return [...who, h("span", { class: "wrong", role: "alert" }, "The desk says that it was agreed, and nobody has signed that.")];
  }
  if (agreed && confirm) {
    return [...who, `Decided alone, since somebody is in danger. The other reader looks at it by ${dateWords(confirm)}.`];
  }
  if (agreed) {
    const names = agreements.map(({ author }) => file.nameOf(author)).join(" and ");
    return [...who, `Agreed by `, h("b", {}, names), `, ${dateWords(agreed)}.`, ...doubts(file, [proposal, ...agreements])];
  }
  if (!decides) return who;
  const others = proposal.author === file.session.me.fingerprint ? file.others.map((one) => file.nameOf(one)).join("") : "you";
  return [...who, "Waiting for ", h("b", {}, others || "you"), "."];
}

/** What was signed before a key was retired counts. Where nothing shows that it was before, only its owner can tell. */
function doubts(file, notes) {
  const names = new Set(notes.filter((one) => !file.isInTime(one)).map(({ author }) => file.nameOf(author)));
  return [...names].map((name) => {
    const why = `The key with which ${name} signed is retired, and nothing that was signed after it shows that it was signed before.`;
    return h("span", { class: "wrong" }, ` ${why} Ask ${name}, by voice.`);
  });
}

function item(one) {
  const { title, lines } = outcomeWords(one ?? {});
  return h("li", {}, h("b", {}, title), ...lines.map((line) => h("small", {}, inline(line))));
}
