"""A share of the changed documents and recordings as they come in earnest: through the box. None breaks it.

Hundreds of each are tried without one, beside the cleaner of each family: the box takes its time for every file.
"""

import os
import random
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from reporting.cleaning import Box, BrokeDown, Cleaned, CleaningError, TookTooLong
from tests.cleaning.media import test_hostile as media
from tests.cleaning.media.recordings import RECORDINGS
from tests.cleaning.office import test_office_mutants as office
from tests.cleaning.pdf import test_mutants as pdf

SHARE = 400 if os.environ.get("REPORTING_SOAK") else 16


def documents() -> Iterator[bytes]:
    for place, original in enumerate(pdf.originals()):
        yield from pdf.mutants(original, SHARE // 2, 100 + place)


def offices() -> Iterator[bytes]:
    dice = random.Random(100)
    for at in range(SHARE):
        yield office.mutant(office.OFFICE[at % len(office.OFFICE)][2], dice)


def recordings() -> Iterator[bytes]:
    each = max(1, SHARE // len(RECORDINGS))
    for seed, make in enumerate(RECORDINGS.values()):
        yield from media.mutants(make(), each, 100 + seed)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as opened:
        opened.start()
        yield opened


@pytest.mark.parametrize("made", [documents, offices, recordings])
def test_the_box_cleans_a_mutant_or_says_why_not(made: Callable[[], Iterator[bytes]], box: Box) -> None:
    ends = [ended(box, mutant) for mutant in islice(made(), SHARE)]
    assert len(ends) == SHARE
    assert any(isinstance(end, Cleaned) for end in ends)
    broken = [end for end in ends if isinstance(end, BrokeDown | TookTooLong)]
    assert broken == [], "a decoder died or hung: the box held, and the cleaner should refuse this earlier"


def ended(box: Box, untrusted: bytes) -> Cleaned | CleaningError:
    try:
        return box.clean(untrusted)
    except CleaningError as refused:
        assert str(refused).endswith(".")
        return refused
