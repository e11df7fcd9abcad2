"""Cases whose clocks were kept or missed are counted, and the count says what every case says."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.orm import Session

from reporting.cases import Case, Cases, Status
from reporting.cases.cases import Arrived, as_case
from reporting.cases.kept import Kept, Told, Verdict, acknowledged, answered, kept
from reporting.cases.models import CaseReaderRow, CaseRow, ClockCount, ErasureRow, TellingRow
from reporting.cases.recount import differs, recount
from reporting.cases.statuses import MOVES
from reporting.cases.withdrawals import Withdrawals
from reporting.config import Clocks
from tests.cases.clocks import BY, DAY, IN_TIME, LATE, desk_session, put
from tests.postgres import only_sqlite

session = desk_session


def test_cases_are_counted_and_those_that_missed_are_named(session: Session) -> None:
    put(session, "AAAA-0001")
    put(session, "AAAA-0002", status="acknowledged", acknowledged_on=IN_TIME)
    put(session, "AAAA-0003", LATE - timedelta(days=8), status="acknowledged", acknowledged_on=LATE)
    put(session, "AAAA-0004", status="erased")
    put(session, "OLD0-0001", date(2024, 1, 1))
    seen_in_time, feedback = kept(session, Clocks(), date(2026, 1, 1), BY, named=2)
    assert (seen_in_time.kept, seen_in_time.missed, seen_in_time.untold) == (1, 2, 1)
    assert seen_in_time.cases == ["AAAA-0001", "AAAA-0003"]
    assert (feedback.kept, feedback.missed, feedback.running, feedback.cases) == (0, 0, 2, [])


def test_the_newest_that_missed_are_named_whatever_else_came_on_their_days(session: Session) -> None:
    for number in range(12):
        day, late = DAY - timedelta(days=number // 3), number % 3 < 2
        put(session, f"{number:04d}-0000", day, status="assessing", acknowledged_on=day + timedelta(days=30 * late))
    seen_in_time, _ = kept(session, Clocks(), date(2026, 1, 1), BY, named=3)
    assert (seen_in_time.kept, seen_in_time.missed) == (4, 8)
    assert seen_in_time.cases == ["0000-0000", "0001-0000", "0003-0000"]


def wander(session: Session, dice: random.Random, today: date) -> None:
    """One step of one of many cases, of all that are allowed and of some that only a restore makes."""
    cases, report = Cases(session, Clocks()), f"{dice.getrandbits(128):032x}"
    rows = list(session.scalars(select(CaseRow).order_by(CaseRow.report_id)))
    if not rows or dice.random() < 0.2:
        cases.take(Arrived(report, today, ("ada",), urgent=False))
        return
    case: Case = as_case(dice.choice(rows))
    session.expire_all()
    chance = dice.random()
    if chance < 0.15:
        Withdrawals(session).withdraw(case.report_id, today, opened=dice.random() < 0.5)
    elif chance < 0.18 and case.status is not Status.ERASED:
        Withdrawals(session).erase_again(case, today)
    elif chance < 0.2:
        for table in (TellingRow, ErasureRow, CaseReaderRow, CaseRow):
            session.execute(delete(table).where(table.case_id == case.case_id))
    else:
        ways = sorted(MOVES[case.status] - {Status.ERASED, Status.WITHDRAWN})
        if case.status is Status.HELD:
            ways = [case.held_from] if case.held_from else []
        if ways:
            to = dice.choice(ways)
            cases.move(replace(case, held_from=case.status if to is Status.HELD else None), to, today)


@pytest.mark.parametrize("seed", range(4))
def test_the_count_says_what_every_case_says_by_itself(session: Session, seed: int) -> None:
    dice, today = random.Random(seed), date(2025, 12, 25)
    for _ in range(400):
        today += timedelta(days=dice.choice((0, 0, 0, 1, 2, 9)))
        wander(session, dice, today)
    session.expire_all()
    assert not differs(session)
    every = [
        Told(one.status, one.received_on, one.acknowledged_on, one.concluded_on, one.withdrawn_on, one.held_from)
        for one in (as_case(row) for row in session.scalars(select(CaseRow)))
    ]
    assert len(every) > 40 and len({told.status for told in every}) > 5
    for clocks in (Clocks(), Clocks(1, 1), Clocks(30, 12)):
        for since in (date(2025, 1, 1), today - timedelta(days=200)):
            both = kept(session, clocks, since, today, named=1000)
            for found, judge in zip(both, (acknowledged, answered), strict=True):
                said = Counter(judge(told, clocks, today) for told in every if told.received_on >= since)
                assert figures(found) == {one: said[one] for one in figures(found)}
                assert len(found.cases) == found.missed
    counted = rows_of_count(session)
    assert min(row[-1] for row in counted) > 0, "what is counted no more is no row"
    session.execute(update(ClockCount).where(ClockCount.clock == "feedback").values(number=ClockCount.number + 1))
    session.execute(delete(ClockCount).where(ClockCount.clock == "acknowledge"))
    assert differs(session)
    recount(session)
    assert rows_of_count(session) == counted and not differs(session)


def rows_of_count(session: Session) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in session.execute(select(ClockCount.__table__)))


def figures(found: Kept) -> dict[Verdict, int]:
    return {
        Verdict.KEPT: found.kept,
        Verdict.MISSED: found.missed,
        Verdict.RUNNING: found.running,
        Verdict.UNTOLD: found.untold,
    }


def test_a_month_has_the_days_it_has(session: Session) -> None:
    """From the last of a month, into leap years and out of them: the count's months are those of the limit."""
    dice, cases = random.Random(7), 300
    for number in range(cases):
        seen = date(2023, 11, 25) + timedelta(days=dice.randrange(120))
        told = seen + timedelta(days=dice.choice((27, 28, 29, 30, 31, 32, 58, 59, 60, 61, 88, 89, 90, 91, 92, 93)))
        put(session, f"{number:04d}-0000", seen, status="erased", acknowledged_on=seen, concluded_on=told)
    for months in (1, 2, 3):
        clocks = Clocks(feedback_months=months)
        late = sum(row.concluded_on > clocks.feedback_by(row.received_on) for row in session.scalars(select(CaseRow)))
        assert 0 < late < cases
        assert kept(session, clocks, date(2023, 1, 1), date(2024, 12, 1))[1].missed == late


def read(session: Session, many: int) -> tuple[int, int]:
    """Statements, and steps of SQLite's machine in thousands, to count so many cases of few days."""
    session.execute(
        text(
            "WITH RECURSIVE one(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM one WHERE at < :many) "
            "INSERT INTO desk_case (case_id, report_id, received_on, urgent, status, status_on, acknowledged_on) "
            "SELECT printf('%09d', at), printf('%032x', at), date('2026-01-01', (at % 5) || ' days'), 0, 'assessing', "
            "'2026-01-20', date('2026-01-05', (at % 9) || ' days') FROM one"
        ),
        {"many": many},
    )
    statements, steps = 0, 0
    rows = session.connection()

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    event.listen(rows, "before_cursor_execute", count)
    driver = rows.connection.driver_connection
    driver.set_progress_handler(step, 10)  # type: ignore[union-attr]
    found = kept(session, Clocks(), date(2026, 1, 1), date(2026, 6, 1))
    driver.set_progress_handler(None, 0)  # type: ignore[union-attr]
    assert found[1].missed == many
    session.execute(update(CaseRow).values(received_on=date(2020, 1, 1)))
    session.execute(delete(CaseRow))
    assert session.scalars(select(ClockCount)).all() == []
    return statements, steps


@only_sqlite
def test_a_hundred_times_as_many_cases_cost_the_auditors_no_more(session: Session) -> None:
    few, many = read(session, 90), read(session, 9_000)
    assert few == many and few[1] > 5
