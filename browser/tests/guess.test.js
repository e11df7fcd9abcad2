import assert from "node:assert/strict";
import { test } from "node:test";
import { guess } from "../form/guess.js";
import { isShown } from "../shared/attachment.js";

/** Bytes of a text in which every letter is a byte. */
const bytes = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const zip = (name, content = "") => bytes(`PK\x03\x04${"\0".repeat(26)}${name}${content}`);
const size = (compatible) => String.fromCharCode(16 + compatible.length);
const box = (brand, compatible = "") => bytes(`\0\0\0${size(compatible)}ftyp${brand}\0\0\0\0${compatible}`);
const ending = (data) => guess(data).ending;

const BEGIN = {
  ".jpg": ["\xff\xd8\xff\xe0", "\xff\xd8\xff\xe1"],
  ".png": ["\x89PNG\r\n\x1a\n"],
  ".gif": ["GIF87a", "GIF89a"],
  ".tiff": ["II*\0", "MM\0*"],
  ".webp": ["RIFF\n\n\n\nWEBPVP8 "],
  ".bmp": ["BM\x36\0\x0c\0\0\0\0\0"],
  ".pdf": ["%PDF-1.7", "\0\0%PDF-1.4", `${" ".repeat(1_000)}%PDF-1.4`],
  ".flac": ["fLaC"],
  ".ogg": ["OggS"],
  ".wav": ["RIFF\n\n\n\nWAVEfmt "],
  ".mp3": ["ID3\x04", "\xff\xfb\x90", "\xff\xf3\x40"],
  ".mov": ["\0\0\0\x08wide", "\0\0\0\x08moov"],
  ".webm": ["\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01webm"],
};

test("the first bytes tell", () => {
  for (const [expected, begins] of Object.entries(BEGIN)) {
    for (const begin of begins) assert.equal(ending(bytes(`${begin} and more \0\x01`)), expected, begin);
  }
});

test("what is made of boxes is told by its brand", () => {
  const told = {
    ".heic": [box("heic"), box("mif1", "mif1heic"), box("hevc")],
    ".avif": [box("avif"), box("avis"), box("mif1", "miafavif"), box("mif1", "avif")],
    ".m4a": [box("M4A "), box("M4B ")],
    ".mov": [box("qt  ")],
    ".mp4": [box("isom"), box("mp42"), box("iso5", "avc1"), box("M4V "), box("3gp5"), box("MP41")],
    ".bin": [box("crx "), box("jp2 ")],
  };
  for (const [expected, files] of Object.entries(told)) {
    for (const file of files) assert.equal(ending(file), expected, String.fromCharCode(...file));
  }
});

test("documents in an archive are told by what they hold, other archives are not taken for one", () => {
  assert.equal(ending(zip("[Content_Types].xml", "…word/document.xml")), ".docx");
  assert.equal(ending(zip("_rels/.rels", "…xl/workbook.xml")), ".xlsx");
  assert.equal(ending(zip("x", `${"\0".repeat(100_000)}ppt/presentation.xml`)), ".pptx");
  const open = (kind) => zip("mimetype", `application/vnd.oasis.opendocument.${kind}`);
  for (const [kind, expected] of [["text", ".odt"], ["spreadsheet", ".ods"], ["presentation", ".odp"]]) {
    assert.equal(ending(open(kind)), expected);
  }
  assert.equal(ending(zip("holiday/1.jpg")), ".bin");
  assert.equal(ending(zip("mimetype", "application/epub+zip")), ".bin");
});

test("text is what has no control characters and is no markup", () => {
  for (const text of ["He followed me.", "Ünï\r\n\tcode\f", "\ufeffText", "a"]) {
    assert.equal(ending(new TextEncoder().encode(text)), ".txt", text);
  }
  assert.equal(ending(bytes("\xff\xfeh\0i\0")), ".txt");
  const others = ["", "a\0b", "\x7fELF", "<svg>", "\n <!DOCTYPE html>", "\xef\xbb\xbf<?xml", "{\\rtf1", "\xff\xfeh"];
  for (const other of others) {
    assert.equal(ending(bytes(other)), ".bin", other);
  }
  const long = new Uint8Array(3_000_000).fill(0x61);
  assert.equal(ending(long), ".txt");
  long[2_999_999] = 0;
  assert.equal(ending(long), ".bin");
});

test("a guess is never enough for a page to show the file", () => {
  const picture = bytes("\x89PNG\r\n\x1a\n");
  assert.equal(isShown({ mediaType: guess(picture).media_type, cleaned: false }, picture), false);
});

test("nothing that is cut short or random breaks it", () => {
  for (const begins of Object.values(BEGIN)) {
    for (const begin of begins) for (let end = 0; end <= begin.length; end += 1) ending(bytes(begin.slice(0, end)));
  }
  for (let seed = 0; seed < 2_000; seed += 1) {
    const random = crypto.getRandomValues(new Uint8Array(seed % 300));
    assert.match(ending(random), /^\.[a-z0-9]{3,4}$/);
  }
});
