"""Sets of real files from many cameras and programs (not ours to hand on, so they lie beside the project).

Each third document and recording in the tests, all with REPORTING_SOAK=1. REPORTING_REAL_FILES names the folder of a
further set, in which broken and locked files have no place.
"""

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from reporting.cleaning import Box, Cleaned, CleaningError, FileType
from reporting.cleaning.formats import FORMATS
from reporting.cleaning.sniff import sniff

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FURTHER = os.environ.get("REPORTING_REAL_FILES", "")
IN_FULL = bool(os.environ.get("REPORTING_SOAK") or FURTHER)
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".tiff", ".bmp", ".heic", ".heif", ".avif"}
DOCUMENTS = {".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".odp"}
REFUSED_AT_MOST = 0.03
TECHNICAL = re.compile(r"^(SourceFile|ExifTool:|System:|File:|Composite:|JFIF:|PNG:|GIF:|RIFF:|IFD\d:)")
TELLING = re.compile(r"Comment|Date|Software|Make|Model|Artist|Copyright|Description|GPS|Serial|UserComment|Thumbnail")
TELLING_OF_DOCUMENTS = re.compile(
    r"Author|Creator|Producer|Title|Subject|Keywords|Company|Manager|LastModifiedBy|LastPrinted|Revision|Template|TotalEdit"
    r"|Application|AppVersion|Encoder|Software|Comment|Artist|Album|Copyright\b|GPS|Serial|Make\b|Model\b|CreateDate|ModifyDate"
)
EMPTY = re.compile(r"0000:00:00 00:00:00|1980:01:01 00:00:00|")
"""What stands where a format has a place for a time that cannot be left out."""

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="LEFT OUT: the corpus of real files is not there")


@pytest.fixture(scope="module")
def outcomes() -> Mapping[Path, Cleaned | CleaningError]:
    return all_of(CORPUS)


def all_of(folder: Path) -> Mapping[Path, Cleaned | CleaningError]:
    found: dict[Path, Cleaned | CleaningError] = {}
    files = sorted(folder.iterdir())
    others = [file for file in files if file.suffix not in PICTURES | {".tsv", ".txt"} and _is_taken(file)]
    wanted = {file for file in files if file.suffix in PICTURES} | set(others if IN_FULL else others[::3])
    with Box() as box:
        for file in files:
            if file in wanted:
                try:
                    found[file] = box.clean(file.read_bytes())
                except CleaningError as refusal:
                    found[file] = refusal
    return found


def _is_taken(file: Path) -> bool:
    try:
        return sniff(file.read_bytes()) in FORMATS
    except CleaningError:
        return False


def test_nearly_all_real_files_are_cleaned(outcomes: Mapping[Path, Cleaned | CleaningError]) -> None:
    refused = {file.name: str(outcome) for file, outcome in outcomes.items() if isinstance(outcome, CleaningError)}
    assert len(outcomes) > 70
    assert len(refused) <= REFUSED_AT_MOST * len(outcomes), refused


@pytest.mark.skipif(not FURTHER, reason="LEFT OUT: REPORTING_REAL_FILES names no further set of real files")
def test_a_further_set_is_held_to_the_same(tmp_path: Path) -> None:
    outcomes = all_of(Path(FURTHER))
    test_nearly_all_real_files_are_cleaned(outcomes)
    if shutil.which("exiftool"):
        test_exiftool_finds_nothing_that_tells(outcomes, tmp_path)


def test_no_value_of_an_identifying_tag_is_left(outcomes: Mapping[Path, Cleaned | CleaningError]) -> None:
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as opened:
        told = {row["file"]: row["identifying_tags_before"] or "" for row in csv.DictReader(opened, delimiter="\t")}
    searched, left = 0, []
    for file, outcome in outcomes.items():
        if file.suffix in DOCUMENTS or not isinstance(outcome, Cleaned):
            continue  # in a document such a value may be a visible word: `make corpus` leaves those out one by one
        values = {value.strip() for value in re.findall(r"=([^;]{6,120})", told.get(file.name, ""))}
        for value in values:
            if len(set(value)) < 4 or not re.search(r"[A-Za-z0-9]{3}", value):
                continue
            searched += 1
            if any(value.encode(encoding) in outcome.data for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                left.append((file.name, value))
    assert searched > 500
    assert left == []


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="LEFT OUT: exiftool is not installed")
def test_exiftool_finds_nothing_that_tells(outcomes: Mapping[Path, Cleaned | CleaningError], tmp_path: Path) -> None:
    for file, outcome in outcomes.items():
        if file.suffix in PICTURES and isinstance(outcome, Cleaned):
            (tmp_path / (file.name + FileType(outcome.media_type).ending)).write_bytes(outcome.data)
    command = ["exiftool", "-q", "-j", "-G1", "-a", "-u", str(tmp_path)]
    told = by_exiftool(command)
    assert len(told) > 70
    for tags in told:
        beside = [tag for tag in tags if not TECHNICAL.match(tag)]
        telling = [tag for tag in tags if TELLING.search(tag) and not tag.startswith(("System:", "File:"))]
        assert (beside, telling) == ([], []), tags["SourceFile"]


def by_exiftool(command: Sequence[str]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = json.loads(
        subprocess.run(command, capture_output=True, check=True, timeout=300).stdout
    )
    return told


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="LEFT OUT: exiftool is not installed")
@pytest.mark.skipif(shutil.which("crc32") is None, reason="LEFT OUT: libarchive-zip-perl is not installed")
def test_exiftool_finds_nobody_in_documents_and_recordings(
    outcomes: Mapping[Path, Cleaned | CleaningError], tmp_path: Path
) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    for file, outcome in outcomes.items():
        if file.suffix not in PICTURES and isinstance(outcome, Cleaned):
            (tmp_path / "before" / file.name).symlink_to(file)
            (tmp_path / "after" / (file.name + FileType(outcome.media_type).ending)).write_bytes(outcome.data)
    before, after = (telling(tmp_path / folder) for folder in ("before", "after"))
    assert len(before) > 25, "exiftool is blind"
    assert after == {}


def telling(folder: Path) -> dict[str, dict[str, object]]:
    """What tells of somebody, by file."""
    told = by_exiftool(["exiftool", "-q", "-j", "-G1", "-a", "-u", "-ee", str(folder)])
    found = {
        str(tags["SourceFile"]): {
            tag: value
            for tag, value in tags.items()
            if TELLING_OF_DOCUMENTS.search(tag.partition(":")[2])
            and not tag.startswith("System:")
            and not EMPTY.fullmatch(str(value))
        }
        for tags in told
    }
    return {file: tags for file, tags in found.items() if tags}
