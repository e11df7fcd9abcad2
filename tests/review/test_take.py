"""Deposits become cases once, whoever dies in between; nobody takes what is not theirs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reporting.cases.models import CaseRow
from reporting.mailbox.models import Deposit
from reporting.review import House as Rooms
from reporting.review import take as taking
from reporting.review.move import Wish, move
from reporting.review.take import take
from reporting.roster import Person
from tests.house import House
from tests.review.deposits import allow, cases_of, deposit, forbid


def taken(at: Rooms) -> dict[str, bool]:
    with at.mailbox.read() as session:
        return {row.report_id: row.taken for row in session.execute(select(Deposit.report_id, Deposit.taken))}


@contextmanager
def locked(house: House) -> Iterator[None]:
    """The mailbox held by somebody else: a backup, a shell; on PostgreSQL another host."""
    if house.database:
        with house.mailbox().write():
            yield
        return
    stranger = sqlite3.connect(house.folder / "instance" / "mailbox" / "mailbox.db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    yield
    stranger.close()


def status_shown(at: Rooms, report_id: str) -> tuple[str, date]:
    with at.mailbox.read() as session:
        row = session.execute(select(Deposit.status, Deposit.status_on).where(Deposit.report_id == report_id)).one()
        return row.status, row.status_on


def test_a_deposit_becomes_a_case_of_both_readers(house: House, at: Rooms, ada: Person, ben: Person) -> None:
    report_id = deposit(house, "ada", "ben", on=date(2026, 11, 20))
    take(ada.fingerprint, at)
    assert cases_of(at, ada.fingerprint) == cases_of(at, ben.fingerprint)
    assert taken(at) == {report_id: True}
    with at.desk.read() as session:
        row = session.scalars(select(CaseRow)).one()
    assert (row.report_id, row.received_on, row.urgent, row.status) == (
        report_id,
        date(2026, 11, 20),
        False,
        "received",
    )


def test_taking_again_makes_nothing_new(house: House, at: Rooms, ada: Person, ben: Person) -> None:
    deposit(house, "ada", "ben")
    for reader in (ada, ben, ada):
        take(reader.fingerprint, at)
    assert len(cases_of(at, ada.fingerprint)) == 1


def test_the_excluded_takes_nothing(house: House, at: Rooms, ben: Person) -> None:
    report_id = deposit(house, "ada", "ines")
    take(ben.fingerprint, at)
    assert cases_of(at, ben.fingerprint) == []
    assert taken(at) == {report_id: False}, "the time that taking costs would tell of it"


def test_others_deposits_do_not_stand_in_the_way(
    house: House, at: Rooms, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    for _ in range(5):
        deposit(house, "ada", "ines")
    for _ in range(3):
        deposit(house, "ada", "ben")
    counts = []
    for _ in range(3):
        take(ben.fingerprint, at)
        counts.append(len(cases_of(at, ben.fingerprint)))
    assert counts == [2, 3, 3]


def test_dying_between_the_stores_is_put_right(house: House, at: Rooms, ada: Person) -> None:
    report_id = deposit(house, "ada", "ben")
    forbid(at.mailbox, "UPDATE", "deposit")
    with pytest.raises(IntegrityError):
        take(ada.fingerprint, at)
    before = cases_of(at, ada.fingerprint)
    assert len(before) == 1 and taken(at) == {report_id: False}
    allow(at.mailbox, "deposit")
    take(ada.fingerprint, at)
    assert cases_of(at, ada.fingerprint) == before and taken(at) == {report_id: True}


def test_a_status_that_was_not_told_is_told_by_the_next_taking(
    house: House, at: Rooms, ada: Person, ben: Person
) -> None:
    report_id = deposit(house, "ada", "ben", on=date(2026, 11, 20))
    take(ada.fingerprint, at)
    [case_id] = cases_of(at, ada.fingerprint)
    with locked(house):
        assert move(case_id, Wish("acknowledged", "received"), ada.fingerprint, at) == "acknowledged"
    assert status_shown(at, report_id) == ("received", date(2026, 11, 20))
    take(house.person("ines").fingerprint, at)
    assert status_shown(at, report_id)[0] == "received", "another's visit must not take longer for it"
    take(ben.fingerprint, at)
    assert status_shown(at, report_id) == ("acknowledged", date(2026, 11, 23))
