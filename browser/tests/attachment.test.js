import assert from "node:assert/strict";
import { test } from "node:test";
import { attachments, isAttachment, isShown, LARGEST, plainFile, sealedSize } from "../shared/attachment.js";
import { Forged } from "../shared/part.js";
import { padme } from "../shared/padme.js";
import { sizeWords } from "../desk/words.js";
import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { hash, manifest } from "./vectors.js";

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);
const GIF = new TextEncoder().encode("GIF89a...");
const WEBP = new TextEncoder().encode("RIFF....WEBPVP8 ");

/** As the manifest names a file of these bytes. */
const named = (about = {}) => ({
  part: "file-1",
  sha256: hash(JPEG),
  media_type: "image/jpeg",
  size: JPEG.length,
  cleaned: true,
  ...about,
});
const parsed = (about) => attachments([named(about)])[0];

test("files are listed by number, under names made here, whatever else the manifest names", () => {
  const listed = attachments([
    ...manifest,
    named({ part: "file-10" }),
    named({ part: "file-2", media_type: "application/pdf" }),
    named(),
  ]);
  assert.deepEqual(
    listed.map(({ name, kind }) => [name, kind]),
    [
      ["file-1.jpg", "picture"],
      ["file-2.pdf", "PDF document"],
      ["file-10.jpg", "picture"],
    ],
  );
});

test("a type that we do not know gives a name that nothing opens by itself", () => {
  const words = ["text/html", "image/svg+xml", "IMAGE/JPEG", "image/jpeg; x", "__proto__", "constructor", ""];
  for (const odd of [...words, 7, null, undefined, ["image/jpeg"]]) {
    const { name, kind, mediaType } = parsed({ media_type: odd });
    assert.deepEqual([name, kind], ["file-1.bin", "file"], String(odd));
    assert.equal(isShown({ mediaType, cleaned: true }, JPEG), false, String(odd));
  }
});

test("a name that a stranger gives a file is not looked at", () => {
  assert.equal(parsed({ name: "../../invoice.exe" }).name, "file-1.jpg");
});

test("only the names of files are names of files", () => {
  for (const part of ["file-1", "file-9", "file-10"]) assert.ok(isAttachment(part));
  const others = ["file-0", "file-11", "file-01", "file-1 ", "file-1\n", "xfile-1", "file-1.jpg", "report", "", null];
  for (const part of others) assert.ok(!isAttachment(part), String(part));
});

test("what is said of a file and makes no sense makes the report unreliable", () => {
  const odd = [
    { sha256: "" },
    { sha256: hash(JPEG).toUpperCase() },
    { sha256: undefined },
    { sha256: [hash(JPEG)] },
    { size: -1 },
    { size: 1.5 },
    { size: "6" },
    { size: undefined },
    { size: LARGEST + 1 },
  ];
  for (const about of odd) assert.throws(() => attachments([named(about)]), Forged, JSON.stringify(about));
});

test("only what says that it was cleaned counts as cleaned", () => {
  assert.equal(parsed().cleaned, true);
  for (const cleaned of [false, undefined, null, "true", 1, {}]) assert.equal(parsed({ cleaned }).cleaned, false);
});

test("a cleaned picture of four types is shown, if its bytes begin as one", () => {
  const pictures = { "image/jpeg": JPEG, "image/png": PNG, "image/gif": GIF, "image/webp": WEBP };
  for (const [media_type, bytes] of Object.entries(pictures)) {
    assert.equal(isShown(parsed({ media_type }), bytes), true, media_type);
    assert.equal(isShown(parsed({ media_type, cleaned: false }), bytes), false, media_type);
    assert.equal(isShown(parsed({ media_type }), bytes.subarray(0, 2)), false, media_type);
    assert.equal(isShown(parsed({ media_type }), new Uint8Array(0)), false, media_type);
    for (const other of Object.values(pictures).filter((one) => one !== bytes))
      assert.equal(isShown(parsed({ media_type }), other), false, media_type);
  }
  for (const media_type of ["image/tiff", "image/bmp", "image/heic", "image/avif", "application/pdf", "text/plain"])
    assert.equal(isShown(parsed({ media_type }), JPEG), false, media_type);
});

test("the padding goes, and nothing else", async () => {
  const padded = new Uint8Array(padme(100)).fill(0);
  padded.set(JPEG);
  const file = parsed({ sha256: hash(padded) });
  assert.deepEqual(await plainFile(padded, file), JPEG);
  const whole = parsed({ sha256: hash(padded), size: padded.length });
  assert.deepEqual(await plainFile(padded, whole), padded);
  const empty = parsed({ sha256: hash(new Uint8Array(0)), size: 0 });
  assert.deepEqual(await plainFile(new Uint8Array(0), empty), new Uint8Array(0));
});

test("another file, one bit, a byte more or less of padding, a size beyond it: it is not that file", async () => {
  const padded = new Uint8Array(padme(100)).fill(0);
  padded.set(JPEG);
  const file = parsed({ sha256: hash(padded) });
  const bit = padded.slice();
  bit[50] ^= 1;
  const longer = new Uint8Array([...padded, 0]);
  for (const other of [PNG, bit, padded.subarray(1), padded.subarray(0, 99), longer, new Uint8Array(0)])
    assert.equal(await plainFile(other, file), null);
  assert.equal(await plainFile(padded, parsed({ sha256: hash(padded), size: padded.length + 1 })), null);
});

test("no sealed file is longer than we say, and none much shorter", async () => {
  const recipients = await Promise.all([1, 2].map(async () => identityToRecipient(await generateHybridIdentity())));
  for (const size of [0, 1, 65_535, 65_536, 65_537, 1_000_000]) {
    const sealer = new Encrypter();
    recipients.forEach((recipient) => sealer.addRecipient(recipient));
    const { length } = await sealer.encrypt(new Uint8Array(padme(size)));
    assert.ok(length <= sealedSize(size), `${size}: ${length} > ${sealedSize(size)}`);
    assert.ok(sealedSize(size) - length < 1024, `${size}: ${length}, ${sealedSize(size)}`);
  }
});

test("sizes in words stay on one line", () => {
  const words = (bytes) => sizeWords(bytes).replaceAll("\u00a0", "_");
  assert.deepEqual([0, 1, 999, 1000, 12_345, 999_499, 999_500, 26_214_400].map(words), [
    "0_bytes",
    "1_byte",
    "999_bytes",
    "1_kB",
    "12_kB",
    "999_kB",
    "1.0_MB",
    "26.2_MB",
  ]);
});
