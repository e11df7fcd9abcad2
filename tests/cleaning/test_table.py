"""The table of formats: every type that is taken has a cleaner, a gate and a sample that passes both."""

import re
from pathlib import Path

import pytest

from reporting.cleaning.formats import FORMATS, clean
from reporting.cleaning.sniff import FileType, sniff


def test_every_type_that_is_told_apart_is_cleaned() -> None:
    assert set(FORMATS) == set(FileType)


PAGE = Path(__file__).parents[2] / "docs" / "cleaning.md"
NAMES = {"plain text": "TEXT"}


def test_the_page_that_lists_what_is_taken_lists_every_type_and_no_other() -> None:
    """docs/cleaning.md: the tables of what comes in, and the sentence on sound and film."""
    page = PAGE.read_text(encoding="utf-8")
    tables = re.findall(r"^\| came in as \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE)
    firsts = [row.split("|")[1] for table in tables for row in table.splitlines()]
    [recordings] = re.findall(r"^## Sound and film\n\n(.*?) are carried over", page, re.MULTILINE)
    told = " ".join([*firsts, recordings, *re.findall(r"^## (PDF)$", page, re.MULTILINE)])
    assert len(firsts) > 10
    for words, name in NAMES.items():
        told = told.replace(words, name)
    listed = set(re.findall(r"\b[A-Z][A-Za-z]*[0-9]?[A-Z]\w*|\bM4A|\bMP[34]", told))
    also = {"APNG", "ISO"} | {f"{name[:-1]}{end}" for name in ("DOCX", "XLSX", "PPTX") for end in "M"}
    also |= {"DOTX", "DOTM", "XLTX", "XLTM", "PPSX", "POTX", "UTF"}
    assert {name.upper() for name in listed} - also == {kind.name for kind in FileType}


@pytest.mark.parametrize("file_type", FileType)
def test_the_sample_of_each_type_is_told_as_such_and_cleaned(file_type: FileType) -> None:
    untrusted = FORMATS[file_type].sample()
    assert sniff(untrusted) is file_type
    assert clean(untrusted).data
