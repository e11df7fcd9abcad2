"""Real documents of many makers, where they are to be had: REPORTING_CORPUS names the folder, never committed here.

Each fourth of them in the tests, all with REPORTING_SOAK=1.
"""

import os
from pathlib import Path

import pytest

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.office import odf, ooxml

CORPUS = Path(os.environ.get("REPORTING_CORPUS", "../shared/corpus"))
OOXML = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".ppsx"}
ALL = sorted(one for one in CORPUS.glob("*") if one.suffix in OOXML | {".odt", ".ods", ".odp"})

FILES = ALL if os.environ.get("REPORTING_SOAK") else ALL[::4]


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
