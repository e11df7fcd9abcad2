"""Real documents of many makers, where they are to be had: REPORTING_CORPUS names the folder, never committed here."""

import os
from pathlib import Path

import pytest

from reporting.cleaning.pdf import check, clean, flatten
from tests.cleaning.pdf.looking import difference, everything_in, pictures_of

CORPUS = Path(os.environ.get("REPORTING_CORPUS", "../shared/corpus"))
DOCUMENTS = sorted(CORPUS.glob("*.pdf"))

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason=f"NO CORPUS: there are no PDFs in {CORPUS}; set REPORTING_CORPUS")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_real_document_comes_out_clean_and_looks_the_same(path: Path) -> None:
    untrusted = path.read_bytes()
    cleaned = clean(untrusted)
    check(cleaned.data, untrusted)
    if b"/Widget" not in everything_in(untrusted):  # bare pdfium draws no fields; we draw them into the page
        assert difference(untrusted, cleaned.data) < 8.0


@pytest.mark.parametrize("path", DOCUMENTS[::5], ids=lambda path: path.name)
def test_a_real_document_can_be_made_into_pictures(path: Path) -> None:
    untrusted = path.read_bytes()
    assert len(pictures_of(flatten(untrusted).data)) == len(pictures_of(untrusted))
