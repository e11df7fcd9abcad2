/**
 * Checkpoints of the access log (https://c2sp.org/tlog-checkpoint): its name, how many entries it has, the root above
 * them, signed by the log's key. The twin of `reporting.accesslog.checkpoints`, and as strict.
 */

import { fromBase64 } from "./bytes.js";
import { Malformed, WrongSignature, parseNote, parseVerifier, signers } from "./signednote.js";

export { Malformed, WrongSignature };

const SIZE = /^[1-9][0-9]{0,15}$/;

/** @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint */

/** @param {string} text a note's text @returns {Checkpoint} */
function parse(text) {
  const [origin, size, encoded, ...rest] = text.split("\n");
  if (!origin || rest.length !== 1 || rest[0]) throw new Malformed("it is not a name, a size and a root");
  if (!SIZE.test(size) || !Number.isSafeInteger(Number(size))) throw new Malformed("its size is none of a log");
  const root = rootIn(encoded);
  if (root.length !== 32) throw new Malformed("its root is not 32 bytes long");
  return { origin, size: Number(size), root };
}

function rootIn(encoded) {
  try {
    return fromBase64(encoded);
  } catch {
    throw new Malformed("its root is not canonical base64");
  }
}

/**
 * What a note says that this key has signed; throws Malformed, WrongSignature.
 * @param {string} line the log's verifier key @param {string} whole @returns {Promise<Checkpoint>}
 */
export async function openCheckpoint(line, whole) {
  const key = await parseVerifier(line);
  const note = parseNote(whole);
  if (!(await signers(note, [key])).has(key.name)) throw new WrongSignature("the log's key has not signed it");
  const checkpoint = parse(note.text);
  if (checkpoint.origin !== key.name) throw new Malformed("it is one of another log");
  return checkpoint;
}
