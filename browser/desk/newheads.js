/** Other heads for all that is sealed in a case: each is that of bytes which were opened here and belong to the case. */

import { LARGEST, sealedSize } from "../shared/attachment.js";
import { Belonging } from "../shared/belongs.js";
import { toBase64 } from "../shared/bytes.js";
import { headOf } from "../shared/head.js";
import { Forged } from "../shared/part.js";
import { AnotherReport } from "../shared/said.js";
import * as key from "./key.js";
import { TooLong, download, sealedBytes } from "./server.js";

/**
 * @typedef {{parts: Record<string, string>, messages: import("./thread.js").Message[], notes: import("./notes.js").Stored[],
 *   files: Record<string, string>}} Sealed base64; of files the heads, since they are fetched one by one
 */

const UNFIT = ["damaged", "not-for-this-key"];

/**
 * What does not open, or belongs elsewhere, keeps its head, and is sealed to nobody else.
 * @param {import("./casefile.js").CaseFile} file whose report and notes hold
 * @param {Sealed} sealed the same that `file` was read from
 * @param {{to: string[], stanzas: number, files: string, progress: (done: number, of: number) => void}} how `files` is
 * where the server has them
 * @returns {Promise<{headers: Record<string, string>, unfit: string[]}>} by names as `part/report`, `reply/2`
 */
export async function newHeads({ reportId, report, sha256, ever, session }, sealed, { to, stanzas, files, progress }) {
  const belonging = new Belonging({ reportId, report, sha256, ever, authors: session.authors });
  const [headers, unfit] = [{}, []];
  const of = Object.values(sealed).reduce((sum, some) => sum + Object.keys(some).length, 0);
  let done = 0;

  /** @param {string} name @param {() => Promise<Uint8Array>} fits gives the head of what it has looked at @param {Uint8Array} before */
  const give = async (name, fits, before, also = []) => {
    const head = await fits().catch((error) => {
      if (error instanceof AnotherReport) throw error; // then none of it is sealed to anybody
      if (error instanceof Forged || UNFIT.includes(error.kind)) return null;
      throw error;
    });
    if (!head) unfit.push(name);
    const made = head && (await key.rewrap(head, [...also, ...to], stanzas + also.length));
    headers[name] = toBase64(made ?? before);
    progress((done += 1), of);
  };
  /** @param {string} text @param {(plaintext: Uint8Array) => Promise<void>} [check] */
  const small = (name, text, check, also) => {
    const bytes = sealedBytes(text);
    const fits = async () => {
      await check?.(await key.open(bytes));
      return headOf(bytes);
    };
    return give(name, fits, headOf(bytes), also);
  };

  const reporter = [report.reporter?.recipient];
  await Promise.all([
    ...Object.entries(sealed.parts).map(([name, text]) =>
      // The report was opened and held already, and each of the notes.
      small(`part/${name}`, text, name === "report" ? undefined : (plaintext) => belonging.part(name, plaintext)),
    ),
    ...sealed.notes.map(({ number, sealed: text }) => small(`note/${number}`, text)),
    ...sealed.messages.map((one) => {
      const check = (plaintext) => belonging.message(one, plaintext);
      return one.direction === "to-reporter"
        ? small(`reply/${one.number}`, one.sealed, check, reporter)
        : small(`message/${one.number}`, one.sealed, check);
    }),
  ]);
  for (const [name, head] of Object.entries(sealed.files)) {
    await give(`file/${name}`, () => fittingFile(name, `${files}/${name}`, belonging), sealedBytes(head));
  }
  return { headers, unfit: unfit.sort() };
}

/** One at a time in memory. @returns {Promise<Uint8Array>} its head */
async function fittingFile(name, path, belonging) {
  belonging.named(name);
  const how = { atMost: sealedSize(LARGEST), signal: new AbortController().signal, progress: () => {} };
  const sealed = await download(path, how).catch((error) => {
    throw error instanceof TooLong ? new Forged("It is longer than any file.") : error;
  });
  const head = headOf(sealed);
  await belonging.file(name, await key.openLarge(sealed)); // handed over: empty from here on
  return head;
}
