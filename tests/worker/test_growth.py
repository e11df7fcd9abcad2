"""A round of the worker, and a look at the inbox, walk nothing that grows with the reports that are settled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, select, update
from sqlalchemy.engine import Engine

from reporting.cases.calling import anything_waits, take_call
from reporting.mailbox.box import Mailbox
from reporting.mailbox.models import Deposit, Proof
from reporting.worker.relearn import relearn
from tests.house import House, Reader, Rosa
from tests.postgres import only_sqlite
from tests.worker.reading import MORNING

GROWING = {"deposit", "reader", "part", "message", "proof", "desk_case", "case_reader"}
OF_WHAT_WAITS = (
    *("deposit_untaken", "deposit_aside", "deposit_unproven", "deposit_gone"),
    *("desk_case_unlogged", "desk_case_withdrawn", "desk_case_erase_on"),
    *("message_untaken", "case_reader_waits", "case_reader_due", "case_reader_to_call"),
)
"""Indexes that hold only rows with which something is still to be done, or are asked for a range of days."""


@pytest.fixture
def settled(house: House) -> House:
    """Reports that are cases, in the log and proven, and what their reporters wrote since is known."""
    rosa = Rosa(house.form().test_client())
    for number in range(3):
        assert rosa.send(what_happened=f"Report number {number}").status_code == 200
    for report_id in house.report_ids():
        with house.mailbox().write() as session:
            Mailbox(session).add_message(report_id, 1, bytes(32), b"sealed", house.clock.today())
    house.work()
    house.clock.advance(MORNING)
    house.work()
    return house


def walked(action: Callable[[], object]) -> list[str]:
    """Steps of SQLite's plans that pass over a growing table, or over one reader's part of it, to find what waits."""
    found: list[str] = []
    busy = False

    def explain(rows: Connection, _cursor: object, statement: str, given: tuple[object, ...], *rest: object) -> None:
        nonlocal busy
        many = rest[-1]
        if busy or many or not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        busy = True
        steps = [row[3] for row in rows.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
        busy = False
        found.extend(f"{step} of {statement}" for step in steps if walks(step))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        action()
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    return found


def walks(step: str) -> bool:
    words = step.split()
    if words[0] not in ("SCAN", "SEARCH") or words[1] not in GROWING or any(name in step for name in OF_WHAT_WAITS):
        return False
    return words[0] == "SCAN" or step.endswith(("(report_id>?)", "(case_id>?)", "(fingerprint=?)"))


def test_the_steps_that_walk_are_known() -> None:
    assert walks("SCAN deposit")
    assert walks("SCAN desk_case USING INDEX sqlite_autoindex_desk_case_1")
    assert walks("SEARCH deposit USING PRIMARY KEY (report_id>?)")
    assert walks("SEARCH case_reader USING COVERING INDEX case_reader_by_received (fingerprint=?)")
    assert not walks("SCAN deposit USING INDEX deposit_untaken")
    assert not walks("SEARCH proof USING PRIMARY KEY (report_id=?)")
    assert not walks("SCAN telling")


@only_sqlite
def test_a_round_in_which_nothing_came_walks_no_settled_report(settled: House) -> None:
    assert walked(settled.work) == []


@pytest.mark.parametrize(
    "asked", ["", "?turn=me", "?due=late", "?due=soon&status=assessing", "?turn=other&sort=newest"]
)
@only_sqlite
def test_a_look_at_the_inbox_walks_no_settled_case(asked: str, settled: House) -> None:
    ada = Reader(settled.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    assert walked(lambda: ada.get(f"/inbox{asked}")) == []


@only_sqlite
def test_whether_a_mail_is_due_walks_no_settled_case(settled: House) -> None:
    def ask() -> None:
        reader, today = settled.person("ines").fingerprint, settled.clock.today()
        with settled.rooms().desk.write() as session:
            assert not anything_waits(session, reader, today) and not take_call(session, reader, today)

    assert walked(ask) == []


def test_a_report_is_marked_as_proven_with_its_proof_and_no_longer_without(settled: House) -> None:
    def marked() -> dict[str, bool]:
        with settled.mailbox().read() as session:
            return {row.report_id: row.proven for row in session.execute(select(Deposit.report_id, Deposit.proven))}

    assert len(marked()) == 3 and all(marked().values())
    rosa = Rosa(settled.form().test_client())
    rosa.send(what_happened="Today's.")
    settled.work()
    assert sorted(marked().values()) == [False, True, True, True]
    settled.clock.advance(timedelta(days=1))
    settled.work()
    assert all(marked().values())
    with settled.mailbox().write() as session:
        session.execute(update(Proof).values(proof=b"of a checkpoint that was lost"))
    relearn(settled.rooms())
    assert not any(marked().values())
    settled.work()
    assert all(marked().values())
