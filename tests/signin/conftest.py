"""A desk store of its own, a clock in the test's hand, and the roster of the cast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.house import NOW
from tests.stores import laid


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[Store]:
    opened = Store.open(database or laid(tmp_path / "desk" / "desk.db", "desk"), DeskBase)
    yield opened
    opened.close()
