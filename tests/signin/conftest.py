"""A desk store of its own, a clock in the test's hand, and the roster of the cast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting import migrations
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.house import NOW


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    migrations.upgrade(f"sqlite:///{tmp_path}/desk/desk.db", "desk")
    opened = Store.open(f"sqlite:///{tmp_path}/desk/desk.db", DeskBase)
    yield opened
    opened.close()
