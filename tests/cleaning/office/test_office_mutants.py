"""Fuzzed documents: bits turned, pieces cut, doubled and exchanged, in the archive and in the XML within.

Each is cleaned or refused with a reason of ours, soon; 500 of them in the tests, 20,000 with REPORTING_SOAK=1.
"""

import os
import random
import time
from collections.abc import Callable

import pytest

from reporting.cleaning.cleaned import Cleaned, CleaningError
from reporting.cleaning.office import odf, ooxml, text
from tests.cleaning.office import documents
from tests.cleaning.office.canaries import unpacked, zipped
from tests.cleaning.office.opendocuments import opendocument

MUTANTS = 20_000 if os.environ.get("REPORTING_SOAK") else 500
SECONDS = 5
Room = tuple[Callable[[bytes], Cleaned], Callable[[bytes, bytes], None], bytes]
OFFICE: tuple[Room, ...] = (
    (ooxml.clean, ooxml.check, documents.word()),
    (ooxml.clean, ooxml.check, documents.excel()),
    (ooxml.clean, ooxml.check, documents.powerpoint()),
    (odf.clean, odf.check, opendocument("text")),
    (odf.clean, odf.check, opendocument("spreadsheet")),
    (odf.clean, odf.check, opendocument("presentation")),
    (text.clean, text.check, "Grüße\u200b, 漢字  \r\nمرحبا\n".encode() * 9),
)
PIECES = (
    b"<",
    b">",
    b"&",
    b"\0",
    b"&#0;",
    b'"',
    b"<!DOCTYPE",
    b"<![CDATA[",
    b"]]>",
    b"w:",
    b"\xff",
    b"rId1",
    b"../",
    b"9" * 40,
)


def mutate(data: bytes, dice: random.Random) -> bytes:
    """One to three changes to some bytes."""
    for _ in range(dice.randint(1, 3)):
        at, length = dice.randrange(len(data) + 1), dice.randint(0, 60)
        new = dice.choice((b"", bytes([dice.randrange(256)]), dice.choice(PIECES), data[at : at + length] * 2))
        data = data[:at] + new + data[at + dice.choice((0, 1, length)) :]
    return data


def mutant(untrusted: bytes, dice: random.Random) -> bytes:
    """The archive itself changed, or, more often, one of its members, packed anew."""
    if not untrusted.startswith(b"PK") or dice.random() < 0.3:
        return mutate(untrusted, dice)
    members = unpacked(untrusted)
    name = dice.choice([name for name in members if name.endswith((".xml", ".rels"))])
    members[name] = mutate(members[name], dice)
    if dice.random() < 0.1:
        del members[dice.choice(list(members))]
    return zipped(dict(members))


@pytest.mark.parametrize("seed", range(5))
def test_a_mutant_is_cleaned_or_refused_soon(seed: int) -> None:
    dice = random.Random(seed)
    cleaned = refused = 0
    for at in range(MUTANTS // 5):
        clean, check, original = OFFICE[at % len(OFFICE)]
        untrusted = mutant(original, dice)
        before = time.process_time()
        try:
            check(clean(untrusted).data, untrusted)
            cleaned += 1
        except CleaningError as reason:
            refused += 1
            assert str(reason).endswith(".")
        assert time.process_time() - before < SECONDS
    assert cleaned > refused / 9
    assert refused
