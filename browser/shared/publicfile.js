/**
 * `HANDLE.pub`: the public half of somebody's key, as `reporting key new` writes it. It is an age recipients file too.
 * The twin of `reporting.roster.people.Person`.
 */

import { fingerprint } from "./fingerprint.js";
import { HANDLE, ROLES, isWellNamed } from "./listing.js";
import { parseVerifier } from "./signednote.js";

const FIRST = "# reporting public key v1";
const LABELS = ["name", "about", "role", "verifier"];
const RECIPIENT = /^age1pq1[ac-hj-np-z02-9]{1952}$/;
const PRIVATE =
  /AGE-(SECRET-KEY|PLUGIN)-|-----BEGIN [A-Z0-9 ]*(PRIVATE KEY|AGE ENCRYPTED FILE)|PRIVATE\+KEY\+|^age-encryption\.org\/v/im;

/**
 * @typedef {{name: string, about: string, role: string, handle: string, recipient: string, verifier: string,
 *   fingerprint: string}} Public
 */

/** This is no public file; `isPrivate` when it looks like somebody's private half, which nobody else may see. */
export class NotPublic extends Error {
  /** @param {string} message @param {boolean} [isPrivate] */
  constructor(message, isPrivate = false) {
    super(message);
    this.isPrivate = isPrivate;
  }
}

/** @param {Omit<Public, "handle" | "fingerprint">} person @returns {string} */
export function publicFile({ name, about, role, verifier, recipient }) {
  const values = [name, about, role, verifier];
  const comments = LABELS.map((label, at) => `# ${label}: ${values[at]}`.trimEnd());
  return [FIRST, ...comments, recipient, ""].join("\n");
}

/** With single spaces, composed the usual way, so that two spellings of one name are one. @param {string} words */
export const oneLine = (words) => words.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");

/** `Inês Duarte` becomes `ines`; empty when the first word has no Latin letters. @param {string} name */
export const handleOf = (name) =>
  name
    .normalize("NFKD")
    .split(" ")[0]
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "")
    .slice(0, 31);

/** What is wrong with somebody's names, or nothing. @param {{name: string, about: string, handle: string}} person */
export function wrongName({ name, about, handle }) {
  if (!isWellNamed(name, about)) return "A name has 1 to 80 visible characters and no comma, a description up to 120.";
  if (!HANDLE.test(handle)) return "A short name begins with a letter and has a to z, 0 to 9 and hyphens; “log” is taken.";
  return "";
}

/** A text that holds a private key must not leave this browser, whatever else it is. @param {string} text */
export const looksPrivate = (text) => PRIVATE.test(text.replaceAll("\0", ""));

/** @param {string} text of a file that somebody chose @returns {Promise<Public>} throws NotPublic */
export async function parsePublic(text) {
  if (looksPrivate(text)) throw new NotPublic("it holds a private key", true);
  const lines = text.split("\n");
  if (lines.length !== 7) throw new NotPublic("it does not have six lines");
  const [name, about, role, verifier] = LABELS.map((label, at) => lines[at + 1].slice(`# ${label}: `.length));
  const person = { name, about, role, verifier, recipient: lines[5] };
  if (publicFile(person) !== text) throw new NotPublic("its lines are not as they should be");
  if (!ROLES.includes(role)) throw new NotPublic("its role is none");
  if (!RECIPIENT.test(person.recipient)) throw new NotPublic("its last line is no key to seal to");
  const key = await parseVerifier(verifier).catch(({ message }) => {
    throw new NotPublic(message);
  });
  if (wrongName({ ...person, handle: key.name })) throw new NotPublic("its name cannot be one");
  return { ...person, handle: key.name, fingerprint: await fingerprint(person.recipient, verifier) };
}
