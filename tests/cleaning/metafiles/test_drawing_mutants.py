"""Fuzzed drawings: bits turned, numbers made large, pieces cut, doubled and exchanged.

Each is cleaned and passes its gate, or is refused with a reason of ours, soon; 1,000 of them in the tests, 20,000 with
REPORTING_SOAK=1.
"""

import os
import random
import time

import pytest

from reporting.cleaning.cleaned import MalformedFile, NotProvenClean, TooLarge
from reporting.cleaning.metafiles import Budget, check, clean
from tests.cleaning.metafiles import emf_records, test_wmf
from tests.cleaning.metafiles.drawings import comment, emf, record, wmf, words

MUTANTS = 20_000 if os.environ.get("REPORTING_SOAK") else 1_000
SECONDS = 5
EMF = emf(*(record(kind, body) for kind, body in emf_records.SAMPLES.items()), comment("C:\\x"), title="A program")
WMF = wmf(*(words(function, body) for function, body in test_wmf.SAMPLES.items()), words(0x0626, bytes(8)))
LARGE = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\x01\0\0\0", b"\xff\xff", b"\0")


def mutant(data: bytes, dice: random.Random) -> bytes:
    """One to three changes; most leave the length alone, so that the rest of the drawing is reached."""
    for _ in range(dice.randint(1, 3)):
        at, length = dice.randrange(len(data)), dice.randint(1, 40)
        new = dice.choice((bytes([dice.randrange(256)]), dice.choice(LARGE), data[length : 2 * length]))
        if dice.random() < 0.1:
            data = data[:at] + data[at + length :] if dice.random() < 0.5 else data[:at] + new + data[at:]
        else:
            data = data[:at] + new + data[at + len(new) :]
    return data


@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_is_cleaned_or_refused_soon(seed: int) -> None:
    dice = random.Random(seed)
    cleaned = refused = 0
    for _ in range(MUTANTS // 4):
        untrusted = mutant(EMF if seed % 2 else WMF, dice)
        before = time.process_time()
        try:
            new = clean(untrusted, Budget()).data
        except (MalformedFile, TooLarge):
            refused += 1
        else:
            try:
                check(new, untrusted)
            except NotProvenClean as reason:
                assert "beside" in str(reason)  # a cut may put a comment's end where a number stood
            cleaned += 1
            assert clean(new, Budget()).data == new
        assert time.process_time() - before < SECONDS
    assert cleaned > MUTANTS // 40
    assert refused > MUTANTS // 40
