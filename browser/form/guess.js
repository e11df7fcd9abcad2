/** What a file that is sealed as it is seems to be, by its first bytes: for its name and never for opening it. */

const KNOWN = [
  ["image/jpeg", ".jpg", /^\xff\xd8\xff/],
  ["image/png", ".png", /^\x89PNG\r\n/],
  ["image/gif", ".gif", /^GIF8/],
  ["image/webp", ".webp", /^RIFF[^]{4}WEBP/],
  ["application/pdf", ".pdf", /^%PDF-/],
  ["audio/flac", ".flac", /^fLaC/],
  ["audio/mpeg", ".mp3", /^ID3/],
];

/** @param {Uint8Array} data @returns {{media_type: string, ending: string}} */
export function guess(data) {
  const first = String.fromCharCode(...data.subarray(0, 16));
  const [media_type, ending] = KNOWN.find(([, , sign]) => sign.test(first)) ?? ["application/octet-stream", ".bin"];
  return { media_type, ending };
}
