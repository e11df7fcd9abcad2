"""Real recordings of many makers, where they are to be had: REPORTING_CORPUS names the folder, never committed here."""

import os
from pathlib import Path

import pytest

from tests.cleaning.media.looking import clean, kinds_of_streams, module_for, played

CORPUS = Path(os.environ.get("REPORTING_CORPUS", "../shared/corpus"))
ENDINGS = (".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".mov", ".webm")
RECORDINGS = sorted(path for path in CORPUS.glob("*") if path.suffix in ENDINGS)

pytestmark = pytest.mark.skipif(not RECORDINGS, reason=f"NO CORPUS: no recordings in {CORPUS}; set REPORTING_CORPUS")


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
def test_a_real_recording_comes_out_clean_and_sounds_the_same(path: Path) -> None:
    untrusted = path.read_bytes()
    data = clean(untrusted).data
    module_for(untrusted).check(data, untrusted)  # type: ignore[attr-defined]
    before, after = played(untrusted, "audio"), played(data, "audio")
    assert abs(len(before) - len(after)) <= 2
    assert "audio" in kinds_of_streams(data)
