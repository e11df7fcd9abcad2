"""A report, a night, and a restore that is declared."""

import pytest

from reporting import worker
from tests.house import House, Rosa, words_of
from tests.worker.reading import MORNING


@pytest.fixture
def rosa_with_words(house: House) -> tuple[Rosa, str]:
    """Rosa and her words; the log has begun before she came."""
    house.work()
    rosa = Rosa(house.form().test_client())
    return rosa, " ".join(words_of(rosa.send(what_happened="He followed me.").text))


def night(house: House) -> None:
    house.work()
    house.clock.advance(MORNING)
    house.work()


def declare(house: House) -> None:
    worker.declare_restore(house.rooms(), house.signing())
