"""The rooms that the use cases work in, on both engines, and two readers."""

from collections.abc import Iterator

import pytest

from reporting.review import House as Rooms
from reporting.roster import Person
from tests.house import House
from tests.postgres import both_engines
from tests.review.deposits import rooms

engine = both_engines


@pytest.fixture
def at(house: House) -> Iterator[Rooms]:
    opened = rooms(house)
    yield opened
    opened.desk.close()
    opened.mailbox.close()


@pytest.fixture
def ada(house: House) -> Person:
    return house.person("ada")


@pytest.fixture
def ben(house: House) -> Person:
    return house.person("ben")
