/**
 * Attachments as a report names them (docs/sealed-format.md). What the report says of a file is a stranger's word: the
 * name under which it is saved is made here, and it is a picture only if its bytes are one, too.
 */

import { sha256, toHex } from "./bytes.js";
import { padme } from "./padme.js";
import { Forged } from "./part.js";

const PART = /^file-(?:[1-9]|10)$/;
const HASH = /^[0-9a-f]{64}$/;
const [HEADER, TAG, STREAM_CHUNK] = [4096, 16, 64 * 1024];

/** Bytes in the clear: all that one report may bring. A file can leave the cleaner larger than it came. */
export const LARGEST = 64 * 1024 * 1024;

const UNKNOWN = "application/octet-stream";

/** Ending and kind of each media type that the form takes; everything else is of the last one. */
const TYPES = {
  "image/jpeg": ["jpg", "picture"],
  "image/png": ["png", "picture"],
  "image/gif": ["gif", "picture"],
  "image/webp": ["webp", "picture"],
  "image/tiff": ["tiff", "picture"],
  "image/bmp": ["bmp", "picture"],
  "image/heic": ["heic", "picture"],
  "image/avif": ["avif", "picture"],
  "application/pdf": ["pdf", "PDF document"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["docx", "text document"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ["xlsx", "spreadsheet"],
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": ["pptx", "presentation"],
  "application/vnd.oasis.opendocument.text": ["odt", "text document"],
  "application/vnd.oasis.opendocument.spreadsheet": ["ods", "spreadsheet"],
  "application/vnd.oasis.opendocument.presentation": ["odp", "presentation"],
  "text/plain": ["txt", "plain text"],
  "audio/mpeg": ["mp3", "sound"],
  "audio/mp4": ["m4a", "sound"],
  "audio/wav": ["wav", "sound"],
  "audio/ogg": ["ogg", "sound"],
  "audio/flac": ["flac", "sound"],
  "video/mp4": ["mp4", "film"],
  "video/quicktime": ["mov", "film"],
  "video/webm": ["webm", "film"],
  [UNKNOWN]: ["bin", "file"],
};

/** How the bytes of what a page may show begin; offset and ASCII (or binary) text. */
const BEGINS = {
  "image/jpeg": [[0, "\xff\xd8\xff"]],
  "image/png": [[0, "\x89PNG\r\n\x1a\n"]],
  "image/gif": [[0, "GIF8"]],
  "image/webp": [
    [0, "RIFF"],
    [8, "WEBP"],
  ],
};

/**
 * @typedef {object} Attachment
 * @property {string} part `file-1` … `file-10` @property {string} name under which it is saved, `file-1.jpg`
 * @property {string} kind in words @property {string} mediaType @property {number} size bytes in the clear
 * @property {string} sha256 hex @property {boolean} cleaned
 */

/**
 * The attachments that a report's manifest names, in order of their numbers.
 * @param {Record<string, unknown>[]} manifest @returns {Attachment[]}
 */
export const attachments = (manifest) =>
  manifest
    .filter(({ part }) => isAttachment(part))
    .map(parse)
    .sort((one, other) => number(one.part) - number(other.part));

/** @param {unknown} part the name of a part */
export const isAttachment = (part) => typeof part === "string" && PART.test(part);

const number = (part) => Number(part.slice("file-".length));

function parse({ part, sha256: hash, media_type: claimed, size, cleaned }) {
  const sound = typeof hash === "string" && HASH.test(hash) && Number.isInteger(size) && size >= 0 && size <= LARGEST;
  if (!sound) throw new Forged(`What it says of ${part} cannot be read.`);
  const mediaType = typeof claimed === "string" && Object.hasOwn(TYPES, claimed) ? claimed : UNKNOWN;
  const [ending, kind] = TYPES[mediaType];
  return { part, name: `${part}.${ending}`, kind, mediaType, size, sha256: hash, cleaned: cleaned === true };
}

/** Whether a page may show it: cleaned, one of four types, and beginning as such. @param {Attachment} attachment */
export function isShown({ mediaType, cleaned }, bytes) {
  if (!cleaned || !Object.hasOwn(BEGINS, mediaType)) return false;
  const isThere = ([at, text]) => [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
  return BEGINS[mediaType].every(isThere);
}

/** Bytes of a sealed file at most, of so many in the clear: padding, header and the tag of each 64 KiB (age v1). */
export function sealedSize(size) {
  const padded = padme(size);
  return padded + HEADER + TAG * Math.max(1, Math.ceil(padded / STREAM_CHUNK));
}

/**
 * The file without its padding, when it is the one that the report names; null when it is another.
 * @param {Uint8Array} padded @param {Attachment} attachment @returns {Promise<Uint8Array | null>}
 */
export async function plainFile(padded, { size, sha256: hash }) {
  const same = padded.length >= size && toHex(await sha256(padded)) === hash;
  return same ? padded.subarray(0, size) : null;
}
