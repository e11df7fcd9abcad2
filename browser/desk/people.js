/**
 * Who reads and who audits, and a change of that. What the change is, this browser reads from the draft itself, held
 * against the roster that it has verified; the server's words about it are not shown, and only that text is signed.
 */

import { toBase64 } from "../shared/bytes.js";
import { inFours } from "../shared/fingerprint.js";
import { readProposal } from "../shared/proposal.js";
import { NotPublic, parsePublic } from "../shared/publicfile.js";
import { BadRoster } from "../shared/roster.js";
import { announce, h, one, part, whileBusy } from "./dom.js";
import * as key from "./key.js";
import { list, p, wrong } from "./notices.js";
import { Refused, SessionEnded, post } from "./server.js";
import { dateWords } from "./words.js";

const MAX_FILE = 8 * 1024; // bytes; a public file is a quarter of that

/** @typedef {import("./session.js").Session} Session */
/**
 * @typedef {{session: () => Session, run: (work: () => Promise<void>) => Promise<void>,
 *   renew: () => Promise<boolean>, arrive: () => Promise<void>}} Desk `renew` looks at the roster again and says whether
 *   the desk may go on; `arrive` loads the page anew
 */

/** The page is there and a key is open. @param {Desk} desk */
export function preparePeople(desk) {
  for (const form of document.querySelectorAll("main form[data-propose]")) {
    one("button", form).disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      whileBusy(one("button", form), () => PROPOSE[form.dataset.propose](form, desk));
    });
  }
  one("#pub")?.addEventListener("change", showFile);
  return desk.run(() => showChange(desk));
}

/** @param {Desk} desk */
async function showChange(desk) {
  const page = one("#change");
  const { inForce, draft } = page.dataset;
  if (inForce !== desk.session().roster.sha256 && !(await desk.renew())) return;
  if (!page.isConnected) return; // whoever comes back reads it anew
  const { roster, me } = desk.session();
  if (inForce !== roster.sha256) return refuse("This page shows another roster than the one that the desk proves.");
  if (!draft) return;
  try {
    const change = await readProposal(draft, roster);
    if (!page.isConnected) return;
    part("change").replaceChildren(...inWords(change, me));
    prepareSigning(change, desk);
  } catch (error) {
    if (!(error instanceof BadRoster)) throw error;
    refuse(`${error.message}.`);
  }
}

/** Somebody wrote into the draft what no honest desk would. @param {string} why */
function refuse(why) {
  part("change")?.replaceChildren(
    h("p", { class: "warning", role: "alert" }, `This change is not what it should be, so it cannot be signed here: ${why}`),
    p("Someone may have changed the file on the machine. Tell the other reviewer and whoever runs it, and propose anew."),
  );
  if (part("sign")) part("sign").disabled = true;
}

/** @param {import("../shared/proposal.js").Proposal} change @param {import("../shared/roster.js").Person} me */
function inWords({ listing, changes, newKeys, maySign, signed, unfinished }, me) {
  const fresh = newKeys.map(({ name, role, about, fingerprint }) =>
    h(
      "div",
      { class: "new" },
      h("b", {}, name),
      `, ${[about, role].filter(Boolean).join(", ")}. Compare this key with ${name}, by voice: `,
      h("code", { class: "key" }, inFours(fingerprint)),
    ),
  );
  const names = maySign.map(({ name }) => name).join(" or ");
  const mine = maySign.some(({ handle }) => handle === me.handle);
  const next = unfinished
    ? `It cannot be signed yet: ${unfinished.message}.`
    : signed.length
      ? `Signed by ${signed.map(({ name }) => name).join(" and ")}.`
      : `It takes effect when ${names} signs it.${mine ? "" : me.role === "reviewer" ? " You cannot, since it is about you." : " You cannot, since reviewers sign."}`;
  return [p(`Proposed on ${dateWords(listing.date)}, roster ${listing.serial}:`), list(changes), ...fresh, p(next)];
}

/** @param {import("../shared/proposal.js").Proposal} change @param {Desk} desk */
function prepareSigning({ text, unfinished, maySign }, desk) {
  const [sign, drop] = [part("sign"), part("drop")];
  if (!sign) return;
  const { me } = desk.session();
  sign.disabled = Boolean(unfinished) || !maySign.some(({ handle }) => handle === me.handle);
  drop.disabled = false;
  sign.addEventListener("click", () => act(sign, "change-say", desk, () => signed(text, desk)));
  drop.addEventListener("click", () => act(drop, "change-say", desk, () => propose({ what: "drop" }, desk)));
}

/** @param {string} text exactly what was shown in words @param {Desk} desk */
async function signed(text, desk) {
  const signature = toBase64(await key.signRoster(text));
  const { in_force: inForce } = await post("/people/sign", { text, signature }).catch(async (error) => {
    if (error instanceof Refused && !(error instanceof SessionEnded)) await desk.arrive(); // what stands there by now
    throw error;
  });
  if (!(await desk.renew())) return;
  await desk.arrive();
  announce(inForce ? "Signed. The new roster is in force." : "Signed. Another signature is needed.");
}

/** What the server refuses is said beside the button, with all else as it was. */
const act = (button, place, desk, work) =>
  whileBusy(button, () =>
    desk.run(async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof Refused) || error instanceof SessionEnded) throw error;
        part(place).replaceChildren(wrong(error.message));
      }
    }),
  );

/** @param {object} asked @param {Desk} desk */
async function propose(asked, desk) {
  await post("/people/propose", asked);
  await desk.arrive();
  announce(asked.what === "drop" ? "No change waits any more" : "The change is proposed");
}

const say = (words) => part("propose-say").replaceChildren(wrong(words));
const chosen = (form, name) => one(`[name=${name}]`, form).value;

const PROPOSE = {
  async add(form, desk) {
    const file = await readFile();
    if (!file) return;
    const asked = { what: "add", file, role: chosen(form, "role"), instead_of: chosen(form, "instead_of") };
    await act(one("button", form), "propose-say", desk, () => propose(asked, desk));
  },
  async retire(form, desk) {
    const handle = chosen(form, "leaving");
    if (!handle) return say("Choose who leaves.");
    await act(one("button", form), "propose-say", desk, () => propose({ what: "retire", handle }, desk));
  },
  async role(form, desk) {
    const [handle, role] = [chosen(form, "moving"), chosen(form, "becomes")];
    if (!handle || !role) return say("Choose who, and which role.");
    await act(one("button", form), "propose-say", desk, () => propose({ what: "role", handle, role }, desk));
  },
};

/** Whose public file was chosen, with the key to compare. */
async function showFile() {
  const place = part("newcomer");
  place.replaceChildren();
  const text = await readFile();
  if (!text) return;
  const { name, about, role, fingerprint } = await parsePublic(text);
  const described = `, ${[about, role].filter(Boolean).join(", ")}: `;
  place.replaceChildren(h("p", {}, h("b", {}, name), described, h("code", {}, inFours(fingerprint))));
}

/** The file that was chosen, if it is a public one. No other file leaves this browser. @returns {Promise<string>} */
async function readFile() {
  part("propose-say").replaceChildren();
  const [file] = one("#pub").files;
  if (!file) return say("Choose a public file first."), "";
  if (file.size > MAX_FILE) return say("This is no public file: it is far too large. It was not sent anywhere."), "";
  const text = await file.text().catch(() => null);
  if (text === null) return say("This file cannot be read. Choose it again."), ""; // gone from the disk, or changed since
  try {
    await parsePublic(text);
    return text;
  } catch (error) {
    if (!(error instanceof NotPublic)) throw error;
    say(
      error.isPrivate
        ? "This is a private key file. It was not sent anywhere. Give it back to its owner and take the .pub file."
        : `This is no public file: ${error.message}. It was not sent anywhere.`,
    );
    return "";
  }
}
