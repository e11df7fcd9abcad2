/**
 * What a file that is sealed as it is seems to be, by its bytes: for its name and never for opening it. It may be
 * wrong; `reporting/cleaning/seeming.py` tells the same where a browser has no JavaScript.
 */

const OFFICE = "application/vnd.openxmlformats-officedocument.";
const OPEN = "application/vnd.oasis.opendocument.";

/** Media type, ending, and how the first KiB looks; the first that fits. */
const KNOWN = [
  ["image/jpeg", ".jpg", /^\xff\xd8\xff/],
  ["image/png", ".png", /^\x89PNG\r\n\x1a\n/],
  ["image/gif", ".gif", /^GIF8[79]a/],
  ["image/tiff", ".tiff", /^(II\*\0|MM\0\*)/],
  ["image/webp", ".webp", /^RIFF[^]{4}WEBP/],
  ["image/bmp", ".bmp", /^BM[^]{4}\0{4}/],
  ["image/avif", ".avif", /^[^]{4}ftyp(avi[fs]|m[is]f1[^]{4}([^]{4}){0,60}?avi[fs])/],
  ["image/heic", ".heic", /^[^]{4}ftyp(hei[cxms]|hev[cx]|m[is]f1)/],
  ["application/pdf", ".pdf", /^%PDF-/],
  ["audio/flac", ".flac", /^fLaC/],
  ["audio/ogg", ".ogg", /^OggS/],
  ["audio/wav", ".wav", /^RIFF[^]{4}WAVE/],
  ["audio/mpeg", ".mp3", /^(ID3|\xff[\xe2\xe3\xea\xeb\xf2\xf3\xfa\xfb])/],
  ["audio/mp4", ".m4a", /^[^]{4}ftypM4[AB] /],
  ["video/quicktime", ".mov", /^[^]{4}(ftypqt {2}|moov|mdat|wide|free|skip|pnot)/],
  ["video/mp4", ".mp4", /^[^]{4}ftyp(iso\w|mp4\d|avc1|MSNV|dash|M4V[ HP]|3g[p2]\w|f4v |mmp4|cmfc)/i],
  ["video/webm", ".webm", /^\x1aE\xdf\xa3[^]{0,56}webm/],
  [`${OPEN}text`, ".odt", /^PK\x03\x04[^]{26}mimetypeapplication\/vnd\.oasis\.opendocument\.text/],
  [`${OPEN}spreadsheet`, ".ods", /^PK\x03\x04[^]{26}mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet/],
  [`${OPEN}presentation`, ".odp", /^PK\x03\x04[^]{26}mimetypeapplication\/vnd\.oasis\.opendocument\.presentation/],
];
/** Of a ZIP archive, by the name of a file in it, which stands there unpacked. */
const IN_ZIP = [
  [`${OFFICE}wordprocessingml.document`, ".docx", "word/document.xml"],
  [`${OFFICE}spreadsheetml.sheet`, ".xlsx", "xl/workbook.xml"],
  [`${OFFICE}presentationml.presentation`, ".pptx", "ppt/presentation.xml"],
];
const UNKNOWN = ["application/octet-stream", ".bin"];

/** @param {Uint8Array} data @returns {{media_type: string, ending: string}} */
export function guess(data) {
  const first = String.fromCharCode(...data.subarray(0, 1024));
  const [media_type, ending] = KNOWN.find(([, , sign]) => sign.test(first)) ?? inside(data, first) ?? UNKNOWN;
  return { media_type, ending };
}

function inside(data, first) {
  if (first.startsWith("PK\x03\x04")) {
    const whole = new TextDecoder("latin1").decode(data);
    return IN_ZIP.find(([, , name]) => whole.includes(name));
  }
  if (first.includes("%PDF-")) return ["application/pdf", ".pdf"];
  return isText(data, first) ? ["text/plain", ".txt"] : null;
}

/** No control characters and no markup: what another program would run or lay out is not called a text. */
function isText(data, first) {
  if (!first || /^(\xef\xbb\xbf)?\s*(<|\{\\rtf|%!PS|8BPS|MZ)/.test(first)) return false;
  if (/^(\xff\xfe|\xfe\xff)/.test(first)) return data.length % 2 === 0;
  return !data.some((byte) => byte === 0x7f || (byte < 0x20 && ![9, 10, 12, 13].includes(byte)));
}
