"""Stores of the version before reporters were heard: turns as the rules have them, and nothing unanswered is lost."""

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from reporting import config, migrations
from reporting.cases import Status
from reporting.cases.case import as_case
from reporting.cases.ids import new_case_id
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.cases.turns import turn_of, waits
from reporting.clock import FixedClock
from reporting.db import DeskBase, MailboxBase, Store
from reporting.mailbox.models import Deposit, Message, Reply
from reporting.review import House
from reporting.review.hear import hear_all
from reporting.worker.relearn import relearn
from tests.migrations.test_every_step import database, made, rows_of  # noqa: F401  (fixtures)

DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        found: str = request.getfixturevalue("database")
        return found
    return f"sqlite:///{tmp_path}/store/store.db"


def put_cases(rows: Connection) -> None:
    """Every status with everything that readers may have done."""
    for number, (status, readers, proposal, by, agreed, confirm, successor) in enumerate(
        product(
            *(Status, (("ada",), ("ada", "ben")), (None, 3), (None, "ada", "ben", "ines"), (None, DAY)),
            *((None, DAY), (None, "ines")),
        )
    ):
        case = {"case_id": new_case_id(), "report_id": f"{number:032x}", "received_on": DAY, "urgent": False}
        case |= {"status": status, "status_on": DAY, "proposal": proposal, "proposed_by": by, "agreed_on": agreed}
        rows.execute(insert(CaseRow).values(**case, confirm_by=confirm, successor=successor))
        for one in readers:
            right = {"case_id": case["case_id"], "fingerprint": one, "status": status, "received_on": DAY}
            rows.execute(insert(CaseReaderRow).values(**right, due_on=DAY))


def test_each_case_has_the_turn_that_the_rules_give_it(url: str) -> None:
    migrations.upgrade(url, "desk", "0010")
    with rows_of(url, "desk") as rows:
        put_cases(rows)
    migrations.upgrade(url, "desk")
    store = Store.open(url, DeskBase)
    with store.read() as session:
        rights = session.scalars(select(CaseReaderRow)).all()
        readers: dict[str, list[str]] = {}
        for row in rights:
            readers.setdefault(row.case_id, []).append(row.fingerprint)
        cases = {row.case_id: as_case(row, readers[row.case_id]) for row in session.scalars(select(CaseRow))}
        assert len(cases) > 1000
        for row in rights:
            whose, why = turn_of(cases[row.case_id], row.fingerprint)
            assert (row.turn, row.waits) == (whose, waits(whose, why)), cases[row.case_id]
    store.close()


def put_threads(url: str) -> None:
    """One that was answered on a later day, one on the same, one not yet."""
    answers = {"1" * 32: NEXT, "2" * 32: DAY, "3" * 32: None}
    with rows_of(url, "mailbox") as rows:
        for report_id, answered_on in answers.items():
            deposit = {"report_id": report_id, "locator_hash": report_id.encode(), "words_mac": bytes(32)}
            deposit |= {"received_on": DAY, "urgent": False, "status": "acknowledged", "status_on": DAY, "taken": True}
            rows.execute(insert(Deposit).values(deposit))
            message = {"report_id": report_id, "direction": "to-readers", "number": 1, "words_mac": bytes(32)}
            rows.execute(insert(Message).values(**message, sent_on=DAY, sealed=b"x"))
            if answered_on:
                reply = {"report_id": report_id, "number": 1, "sent_on": answered_on, "sealed": b"x"}
                rows.execute(insert(Reply).values(reply))


def test_only_what_was_answered_on_a_later_day_counts_as_heard(url: str) -> None:
    migrations.upgrade(url, "mailbox", "0008")
    put_threads(url)
    migrations.upgrade(url, "mailbox")
    with rows_of(url, "mailbox") as rows:
        heard = rows.execute(text("SELECT report_id FROM message WHERE taken")).scalars().all()
    assert heard == ["1" * 32]


def test_what_was_answered_before_the_upgrade_does_not_wait_again_after_a_restore(url: str) -> None:
    """Desks of that time know of no message by its number, neither in the store nor in a backup of it."""
    desk_url = url.replace("/store/store.db", "/desk/desk.db")
    migrations.upgrade(url, "mailbox", "0008")
    put_threads(url)
    migrations.upgrade(desk_url, "desk", "0010")
    with rows_of(desk_url, "desk") as rows:
        for number in "123":
            case = {"case_id": new_case_id(), "received_on": DAY, "status": Status.ACKNOWLEDGED}
            rows.execute(insert(CaseRow).values(**case, report_id=number * 32, status_on=DAY, urgent=False))
            rows.execute(insert(CaseReaderRow).values(**case, fingerprint="ada"))
    migrations.upgrade(url, "mailbox")
    migrations.upgrade(desk_url, "desk")
    desk, mailbox = Store.open(desk_url, DeskBase), Store.open(url, MailboxBase)
    rooms = House(desk, mailbox, FixedClock(datetime(2026, 11, 24, tzinfo=UTC)), config.Clocks())
    relearn(rooms)
    hear_all(rooms)
    with desk.read() as session:
        waiting = session.scalars(select(CaseRow.report_id).where(CaseRow.heard_on.is_not(None)))
        assert sorted(one[0] for one in waiting) == ["2", "3"]
    desk.close()
    mailbox.close()
