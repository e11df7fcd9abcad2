"""Mallory changes Rosa's document a little, hundreds of times. It is cleaned or refused; no trace of her gets by."""

import os
import random
import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.pdf import check, clean
from tests.cleaning.mutants import cleaned_or_refused
from tests.cleaning.pdf.documents import saved, traced
from tests.cleaning.pdf.looking import everything_in, text_of

SECONDS = 5
"""Of processor time, for one mutant."""
COUNT = 20_000 if os.environ.get("REPORTING_SOAK") else 500
SPARKS = [b"<<", b">>", b"[", b"]", b"(", b")", b"endobj\n", b"endstream", b" 0 R", b"/Type /Page", b"\0", b"%", b"-1"]


def originals() -> list[bytes]:
    """As a program writes it, and with everything laid open, where a changed byte changes a meaning."""
    whole = traced()
    with pikepdf.open(BytesIO(whole)) as document:
        return [whole, saved(document, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)]


def mutants(original: bytes, count: int, seed: int) -> Iterator[bytes]:
    """`count` neighbours of `original`, the same ones in every run."""
    chance = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(original)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            mutate(mutant, chance)
        yield bytes(mutant)


def mutate(mutant: bytearray, chance: random.Random) -> None:
    if len(mutant) < 2:
        return
    at = chance.randrange(len(mutant))
    to = min(len(mutant), at + chance.choice((1, 2, 8, 64, 500)))
    match chance.randrange(7):
        case 0:
            mutant[at] ^= 1 << chance.randrange(8)
        case 1:
            mutant[at:at] = chance.choice(SPARKS)
        case 2:
            del mutant[at:to]
        case 3:
            mutant[at:at] = mutant[at:to]
        case 4:
            other = chance.randrange(len(mutant))
            mutant[at:to] = mutant[other : other + to - at]
        case 5:
            swap_numbers(mutant, at, chance)
        case 6:
            del mutant[max(at, 1) :]


def swap_numbers(mutant: bytearray, at: int, chance: random.Random) -> None:
    found = re.compile(rb"[0-9]+").search(mutant, at)
    if found:
        mutant[found.start() : found.end()] = b"%d" % chance.choice((0, 1, 2, 5, 17, 255, 65_536, 2**31, 10**12))


@pytest.mark.parametrize("place", range(2))
def test_a_mutant_is_cleaned_or_refused_and_never_speaks_of_rosa(place: int) -> None:
    cleaned = 0
    for mutant in mutants(originals()[place], COUNT // 2, place):
        data = cleaned_or_refused(clean, mutant, SECONDS)
        if data is None:
            continue
        cleaned += 1
        inside = everything_in(data)
        assert b"/JS" not in data and b"/Author" not in data and b"/EmbeddedFile" not in data
        assert b"Traceable" not in inside or "Traceable" in text_of(data), "only a layer switched on may show her"
    assert cleaned > COUNT // 8, "mutants that are all refused show nothing"


def test_a_changed_byte_in_a_cleaned_document_does_not_get_past_the_gate_unread() -> None:
    """The gate accounts for every byte: words put anywhere outside a stream of pixels are refused."""
    untrusted = traced()
    good = clean(untrusted).data
    chance = random.Random(7)
    for _ in range(COUNT):
        at = chance.randrange(len(good))
        bad = good[:at] + b"(Rosa Traceable)" + good[at:]
        with pytest.raises(CleaningError):
            check(bad, untrusted)
