"""Searching the log: every combination finds exactly what a look at each entry finds, by ranges of an index alone."""

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, event, insert, select

from reporting import migrations
from reporting.accesslog import AccessLog, Facts, Tag
from reporting.accesslog.models import LogDay, LogEntry
from reporting.accesslog.search import LogSearch, Wanted
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.accesslog.test_log import stored, url
from tests.postgres import only_sqlite

PEOPLE, CASES = ("ada", "ben", "olu"), ("7QK4-M2XR", "M9XC-2HWE")
ACTS = (Tag.INBOX_LIST, Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.CASE_MOVE)
DAYS = [date(2026, 11, 20) + timedelta(days=after) for after in range(6)]


def live(store: Store, seed: int) -> None:
    """Six days of a log: acts, then at three the next morning what reporters did, refusals entered late, and a clock
    that is set back once."""
    dice = random.Random(seed)
    for day in DAYS:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        clock = FixedClock(start + timedelta(hours=3))
        with store.write() as session:
            log = AccessLog(session, clock)
            for _ in range(dice.randrange(3) and 8):
                log.append(dice.choice([Tag.REPORT_DEPOSIT, Tag.FILLER]), at=clock.now() - timedelta(days=1))
            if dice.random() < 0.5:
                log.append(Tag.SIGN_IN_REFUSE, count=3, at=clock.now() - timedelta(days=dice.randrange(3)))
            if day == DAYS[3]:
                clock.advance(timedelta(days=-2))
            for _ in range(dice.randrange(12)):
                clock.advance(timedelta(minutes=dice.randrange(90)))
                log.append(dice.choice(ACTS), person=dice.choice(PEOPLE), case=dice.choice([None, *CASES]))
            if dice.random() < 0.5:
                log.append(Tag.REPORT_ERASE, case=dice.choice(CASES))


LOGS = 8 if os.environ.get("REPORTING_SOAK") else 2


@pytest.fixture(params=range(LOGS))
def store(request: pytest.FixtureRequest, address: str) -> Iterator[Store]:
    opened = Store.open(address, DeskBase)
    live(opened, request.param)
    yield opened
    opened.close()


def matches(facts: Facts, wanted: Wanted) -> bool:
    day = date.fromisoformat(facts.at[:10])
    return (
        (wanted.person is None or facts.person == wanted.person)
        and (not wanted.nobody or facts.person is None)
        and (wanted.tag is None or facts.tag == wanted.tag)
        and (wanted.case is None or facts.case == wanted.case)
        and (wanted.since is None or day >= wanted.since)
        and (wanted.until is None or day <= wanted.until)
    )


COMBINATIONS = [
    Wanted(person=person, nobody=nobody, tag=tag, case=case, since=since, until=until)
    for person, nobody in ((None, False), (None, True), ("ada", False), ("mallory", False))
    for tag, case, since, until in product(
        (None, Tag.REPORT_OPEN, Tag.FILLER),
        (None, CASES[0]),
        (None, DAYS[1], DAYS[3]),
        (None, DAYS[1], DAYS[4]),
    )
]


def test_every_combination_finds_what_a_look_at_each_entry_finds(store: Store) -> None:
    log = [(leaf, Facts.parse(entry)) for leaf, entry in sorted(stored(store))]
    found_any = 0
    with store.read() as session:
        search = LogSearch(session)
        for wanted in COMBINATIONS:
            expected = [leaf for leaf, facts in reversed(log) if matches(facts, wanted)]
            found_any += bool(expected)
            assert search.older(wanted, limit=1000) == expected, wanted
            assert search.older(wanted, limit=3) == expected[:3]
            middle = log[len(log) // 2][0]
            assert search.older(wanted, before=middle, limit=2) == [leaf for leaf in expected if leaf < middle][:2]
            assert search.newer(wanted, after=middle, limit=2) == [leaf for leaf in expected[::-1] if leaf > middle][:2]
    assert found_any > len(COMBINATIONS) / 5, "hardly anything was there to be found"


def test_what_reporters_did_is_found_under_its_own_day_though_it_is_entered_on_the_next(store: Store) -> None:
    day = date(2026, 11, 30)
    next_morning = FixedClock(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    with store.write() as session:
        log = AccessLog(session, next_morning)
        log.append(Tag.REPORT_OPEN, person="ada", at=datetime(2026, 11, 30, 22, 0, tzinfo=UTC))
        late = [log.append(Tag.FILLER, at=datetime(2026, 11, 30, tzinfo=UTC)).index for _ in range(3)]
        early = log.append(Tag.INBOX_LIST, person="ada").index
        search = LogSearch(session)
        assert search.older(Wanted(since=day, until=day), limit=9) == [*reversed(late), late[0] - 1]
        assert search.older(Wanted(since=date(2026, 12, 1)), limit=9) == [early]


def test_entries_come_in_the_order_that_was_asked_for(store: Store) -> None:
    with store.read() as session:
        search = LogSearch(session)
        assert [entry.index for entry in search.entries([4, 0, 2])] == [4, 0, 2]
        assert search.entries([]) == []
        assert list(search.people()) == sorted({facts.person for facts in said(store) if facts.person})


def said(store: Store) -> list[Facts]:
    return [Facts.parse(entry) for _, entry in sorted(stored(store))]


def test_acts_are_counted_by_day_and_tag(store: Store) -> None:
    first, last = DAYS[1], DAYS[3]
    expected = Counter(
        (facts.at[:10], facts.tag)
        for facts in said(store)
        if facts.tag in (Tag.REPORT_OPEN, Tag.CASE_MOVE) and first <= date.fromisoformat(facts.at[:10]) <= last
    )
    with store.read() as session:
        found = LogSearch(session).per_day((Tag.REPORT_OPEN, Tag.CASE_MOVE), first, last)
        assert found == expected
        assert LogSearch(session).per_day(tuple(Tag), date(2020, 1, 1), date(2020, 2, 1)) == {}


@only_sqlite
def test_no_search_walks_the_log_or_sorts_it(store: Store) -> None:
    """However few or many entries fit: each statement is a range of a key, read in its own order."""
    asked: list[tuple[str, object]] = []
    with store.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        search = LogSearch(session)
        for wanted in COMBINATIONS:
            search.older(wanted, before=20, limit=5)
            search.newer(wanted, after=3, limit=5)
        statements = {sql: values for sql, values in asked if "log_entry" in sql}
        assert len(statements) >= 8
        for sql, values in statements.items():
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]
            steps = [row[-1] for row in plan]
            assert all(step.startswith("SEARCH log_entry USING") for step in steps), (sql, steps)


@only_sqlite
def test_a_store_from_before_learns_where_its_days_begin(store: Store, tmp_path: Path) -> None:
    entries = sorted(stored(store))
    with store.read() as session:
        expected = session.execute(select(LogDay.leaf, LogDay.day).order_by(LogDay.leaf)).all()
    older = tmp_path / "older"
    address = url(older)
    (older / "desk").mkdir(parents=True, mode=0o700)
    sqlite3.connect(older / "desk" / "desk.db").close()
    engine = create_engine(address)
    with engine.begin() as connection:
        command.upgrade(migrations._config("desk", connection), "0003")
        connection.execute(
            insert(LogEntry),
            [{"leaf": leaf, "entry": entry, "tag": Facts.parse(entry).tag} for leaf, entry in entries],
        )
    engine.dispose()
    migrations.upgrade(address, "desk")
    rows = sqlite3.connect(older / "desk" / "desk.db")
    assert rows.execute("SELECT leaf, day FROM log_day ORDER BY leaf").fetchall() == [tuple(row) for row in expected]
    assert len(expected) > len(DAYS)
    rows.close()
