"""Real documents, where a folder of them is at hand: REPORTING_CORPUS=DIR. None is part of this repository."""

import os
from pathlib import Path

import pytest

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.office import odf, ooxml

CORPUS = Path(os.environ.get("REPORTING_CORPUS", "corpus"))
OOXML = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".ppsx"}
FILES = sorted(one for one in CORPUS.glob("*") if one.suffix in OOXML | {".odt", ".ods", ".odp"})


@pytest.mark.skipif(not FILES, reason=f"NO CORPUS in {CORPUS}: real documents are not tried. Set REPORTING_CORPUS.")
def test_real_documents_pass_the_gate_and_few_are_refused() -> None:
    refused = {}
    for one in FILES:
        untrusted = one.read_bytes()
        room = ooxml if one.suffix in OOXML else odf
        try:
            room.check(room.clean(untrusted).data, untrusted)
        except CleaningError as reason:
            refused[one.name] = str(reason)
    assert len(refused) <= 0.03 * len(FILES), refused
