"""A browser and the server give a file that is sealed as it is the same name."""

import json
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from reporting.cleaning.formats import FORMATS
from reporting.cleaning.seeming import seems
from reporting.intake.attachments import neutral_name
from tests.node import node

GUESS = Path(__file__).parents[2] / "browser" / "form" / "guess.js"
SCRIPT = f"""
import {{ guess }} from {json.dumps(GUESS.as_uri())};
const files = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(files.map((file) => guess(new Uint8Array(Buffer.from(file, "base64"))))));
"""
STRANGERS = {
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "archive": b"PK\x03\x04" + bytes(26) + b"holiday/1.jpg",
    "e-book": b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip",
    "program": b"\x7fELF\x02\x01\x01" + bytes(64),
    "RTF": b"{\\rtf1 hello}",
    "web page": b"<!DOCTYPE html><p>hello",
    "drawing": b"<?xml version='1.0'?><svg/>",
    "film": b"\x1aE\xdf\xa3\x9fB\x82\x88matroska" + bytes(64),
    "sound": b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(64),
    "raw picture": b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom",
    "noise": bytes(range(256)),
    "nothing": b"",
}


def guessed(files: list[bytes]) -> list[dict[str, str]]:
    sent = json.dumps([b64encode(one).decode() for one in files])
    words = [node(), "--input-type=module", "-e", SCRIPT]
    told = subprocess.run(words, input=sent, capture_output=True, text=True, check=True, timeout=60)
    answers: list[dict[str, str]] = json.loads(told.stdout)
    return answers


def test_every_kind_that_is_taken_is_known_to_both() -> None:
    samples = {kind: row.sample() for kind, row in FORMATS.items()}
    assert len(samples) == 24
    for kind, answer in zip(samples, guessed(list(samples.values())), strict=True):
        assert answer == {"media_type": kind, "ending": kind.ending}
        assert seems(samples[kind]) is kind


def test_what_is_not_taken_is_a_file_like_any_other_to_both() -> None:
    for what, answer in zip(STRANGERS, guessed(list(STRANGERS.values())), strict=True):
        assert answer == {"media_type": "application/octet-stream", "ending": ".bin"}, what
        assert seems(STRANGERS[what]) is None, what


@pytest.mark.parametrize("length", [1, 2, 4, 8, 12, 16, 40])
def test_both_agree_on_what_is_cut_short(length: int) -> None:
    files = [row.sample()[:length] for row in FORMATS.values()]
    for file, answer in zip(files, guessed(files), strict=True):
        name = neutral_name(1, seems(file) or "application/octet-stream")
        assert name == f"file-1{answer['ending']}", file
