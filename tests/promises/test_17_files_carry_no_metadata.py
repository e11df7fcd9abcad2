"""Promise 17: files carry no metadata. Each kind of file, with a secret in every place that it has for one, through the
box: nothing of them is left, by our own search and by exiftool. Real files are held to it in `tests/cleaning`."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from reporting.cleaning import Box, FileType
from reporting.cleaning.sniff import sniff
from tests.cleaning import made
from tests.cleaning.media.recordings import RECORDINGS
from tests.cleaning.office import canaries, documents
from tests.cleaning.office.opendocuments import opendocument
from tests.cleaning.pdf.documents import traced
from tests.cleaning.pdf.looking import everything_in

ROSA = ("Rosa", "4711")
TEXT = "Kept words.\n\u200b\u202eRosa\u202c\n"
Made = tuple[Callable[[], bytes], Sequence[str]]
SECRETIVE: Mapping[FileType, Made] = {
    FileType.JPEG: (partial(made.secretive, "JPEG"), made.SECRETS),
    FileType.PNG: (partial(made.secretive, "PNG"), made.SECRETS),
    FileType.GIF: (partial(made.secretive, "GIF"), made.SECRETS),
    FileType.WEBP: (partial(made.secretive, "WEBP"), made.SECRETS),
    FileType.TIFF: (partial(made.secretive, "TIFF"), made.SECRETS),
    FileType.BMP: (partial(made.secretive, "BMP"), made.SECRETS),
    FileType.HEIC: (partial(made.secretive, "HEIF"), made.SECRETS),
    FileType.AVIF: (partial(made.secretive, "AVIF"), made.SECRETS),
    FileType.PDF: (traced, ROSA),
    FileType.DOCX: (documents.word, canaries.ALL),
    FileType.XLSX: (documents.excel, canaries.ALL),
    FileType.PPTX: (documents.powerpoint, canaries.ALL),
    FileType.ODT: (partial(opendocument, "text"), canaries.ALL),
    FileType.ODS: (partial(opendocument, "spreadsheet"), canaries.ALL),
    FileType.ODP: (partial(opendocument, "presentation"), canaries.ALL),
    FileType.TEXT: (lambda: TEXT.encode("utf-8-sig"), ("\ufeff", "\u200b", "\u202e", "\u202c")),
    FileType.MP3: (RECORDINGS["mp3"], ROSA),
    FileType.M4A: (RECORDINGS["m4a"], ROSA),
    FileType.WAV: (RECORDINGS["wav"], ROSA),
    FileType.OGG: (RECORDINGS["vorbis"], ROSA),
    FileType.FLAC: (RECORDINGS["flac"], ROSA),
    FileType.MP4: (RECORDINGS["mp4"], ROSA),
    FileType.MOV: (RECORDINGS["mov"], ROSA),
    FileType.WEBM: (RECORDINGS["webm"], ROSA),
}


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as opened:
        yield opened


def looked_through(data: bytes) -> bytes:
    """The bytes, and what is packed inside them."""
    if data[:4] == b"%PDF":
        return everything_in(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return data + b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    return data


def found(secrets: Sequence[str], data: bytes) -> set[str]:
    everything = looked_through(data)
    ways = ("utf-8", "utf-16-le", "utf-16-be")
    return {secret for secret in secrets if any(secret.encode(way) in everything for way in ways)}


def test_every_kind_of_file_that_is_taken_is_tried() -> None:
    assert set(SECRETIVE) == set(FileType)


@pytest.mark.parametrize("kind", FileType)
def test_no_secret_is_left_in_any_kind_of_file(kind: FileType, box: Box, tmp_path: Path) -> None:
    make, secrets = SECRETIVE[kind]
    untrusted = make()
    assert sniff(untrusted) is kind
    assert found(secrets, untrusted), "there is nothing to be found, so that nothing is left shows nothing"
    cleaned = box.clean(untrusted)
    assert found(secrets, cleaned.data) == set()
    assert cleaned.removed or kind is FileType.TEXT
    seen = by_exiftool(cleaned.data, tmp_path / f"file{FileType(cleaned.media_type).ending}")
    assert {secret for secret in secrets if secret in seen} == set()


@pytest.mark.skipif(
    shutil.which("exiftool") is None or shutil.which("crc32") is None,
    reason="LEFT OUT: exiftool, or libarchive-zip-perl, without which it is blind to documents",
)
@pytest.mark.parametrize("kind", [kind for kind in FileType if "officedocument" in kind or "opendocument" in kind])
def test_exiftool_is_not_blind_to_documents(kind: FileType, tmp_path: Path) -> None:
    make, secrets = SECRETIVE[kind]
    seen = by_exiftool(make(), tmp_path / f"file{kind.ending}")
    assert any(secret in seen for secret in secrets)


def by_exiftool(data: bytes, file: Path) -> str:
    """All that exiftool tells of a file, unknown tags and those inside other files included."""
    if shutil.which("exiftool") is None:
        return ""  # left out aloud by tests/run.sh
    file.write_bytes(data)
    command = ["exiftool", "-q", "-j", "-G1", "-a", "-u", "-ee", "-api", "RequestAll=2", str(file)]
    told = json.loads(subprocess.run(command, capture_output=True, check=False, timeout=60).stdout)
    return json.dumps([{name: value for name, value in tags.items() if "File" not in name} for tags in told])
