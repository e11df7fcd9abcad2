"""Olu in the auditors' room, and a log in the test's hand."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from reporting.accesslog import AccessLog, Entry, Tag
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.desk.conftest import app, comes, pages  # noqa: F401  (the desk's fixtures are this room's too)
from tests.house import House, Reader

Enter = Callable[..., Entry]
CASE, OTHER = "7QK4-M2XR", "M9XC-2HWE"


@pytest.fixture
def store(house: House) -> Iterator[Store]:
    """The desk's store, for writing."""
    opened = Store.open(house.settings.desk().desk_url, DeskBase)
    yield opened
    opened.close()


@pytest.fixture
def enter(house: House, store: Store) -> Enter:
    """Append an entry of somebody, `days` days ago."""

    def append(tag: Tag, handle: str | None = None, *, case: str | None = None, days: float = 0) -> Entry:
        at: datetime = house.clock.now() - timedelta(days=days)
        person = house.person(handle).fingerprint if handle else None
        with store.write() as session:
            return AccessLog(session, FixedClock(at)).append(tag, person=person, case=case)

    return append


@pytest.fixture
def olu(app: Flask, comes: Callable[[str], Reader]) -> Reader:  # noqa: F811
    return comes("olu")


@pytest.fixture
def lived(enter: Enter, olu: Reader) -> None:
    """Index 0 is Olu's own sign-in."""
    enter(Tag.REPORT_OPEN, "ada", case=CASE, days=9)
    enter(Tag.CONTACT_OPEN, "ada", case=CASE, days=8)
    enter(Tag.REPORT_OPEN, "ben", case=OTHER, days=8)
    enter(Tag.FILLER, days=7)
