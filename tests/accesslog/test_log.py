"""Appending: dense indexes, one transaction with what it enters, nothing changed or deleted afterwards."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from reporting.accesslog import AccessLog, LogUnavailable, Tag, commitment
from reporting.accesslog.merkle import Node, growth
from reporting.accesslog.models import LogDay, LogEntry, LogNode, LogSalt
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store, StoreUnavailable
from tests.house import NOW
from tests.review.deposits import forbid

CLOCK = FixedClock(NOW)
CASE = "7QK4-M2XR"


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/desk/desk.db"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store.open(address, DeskBase)
    yield opened
    opened.close()


def append(store: Store, *tags: Tag, person: str = "ada", case: str | None = CASE) -> list[int]:
    with store.write() as session:
        log = AccessLog(session, CLOCK)
        return [log.append(tag, person=person, case=case).index for tag in tags]


def stored(store: Store) -> list[tuple[int, bytes]]:
    with store.read() as session:
        return [(leaf, entry) for leaf, entry in session.execute(select(LogEntry.leaf, LogEntry.entry))]


def test_entries_count_from_zero_without_a_gap(store: Store) -> None:
    assert append(store, Tag.INBOX_LIST, Tag.REPORT_OPEN) == [0, 1]
    assert append(store, Tag.CONTACT_OPEN) == [2]
    assert stored(store)[1] == (
        1,
        b'{"at":"2026-11-23T14:05Z","case":"7QK4-M2XR","person":"ada","tag":"report:open"}',
    )


def test_an_entry_goes_with_the_transaction_that_made_it(store: Store) -> None:
    append(store, Tag.INBOX_LIST)
    with pytest.raises(ZeroDivisionError), store.write() as session:
        AccessLog(session, CLOCK).append(Tag.CASE_MOVE, person="ada", case=CASE)
        _ = 1 / 0
    assert append(store, Tag.REPORT_OPEN) == [1]
    assert len(stored(store)) == 2


def test_the_salt_lies_apart_and_can_be_erased(store: Store) -> None:
    with store.write() as session:
        entry = AccessLog(session, CLOCK).append(Tag.CASE_MOVE, person="ada", case=CASE, commits_to=b"acknowledged")
        salt = session.scalars(select(LogSalt.salt)).one()
    assert entry.facts.commitment == commitment(salt, b"acknowledged")
    assert b"acknowledged" not in entry.bytes and salt.hex().encode() not in entry.bytes
    with store.write() as session:
        session.execute(delete(LogSalt))
    assert stored(store) == [(0, entry.bytes)]


def test_the_same_fact_twice_commits_differently(store: Store) -> None:
    with store.write() as session:
        log = AccessLog(session, CLOCK)
        made = {log.append(Tag.CASE_MOVE, commits_to=b"acknowledged").facts.commitment for _ in range(5)}
    assert len(made) == 5


@pytest.mark.parametrize(
    "change",
    [
        update(LogEntry).values(person="ben"),
        delete(LogEntry),
        insert(LogEntry).prefix_with("OR REPLACE", dialect="sqlite").values(leaf=0, entry=b"{}", tag="filler"),
        insert(LogEntry).values(leaf=3, entry=b"{}", tag="filler"),
        update(LogNode).values(hash=bytes(32)),
        delete(LogNode),
        insert(LogNode).prefix_with("OR REPLACE", dialect="sqlite").values(level=0, position=0, hash=bytes(32)),
        update(LogDay).values(day="2026-01-01"),
        delete(LogDay),
        insert(LogDay).prefix_with("OR REPLACE", dialect="sqlite").values(leaf=0, day="2026-01-01"),
    ],
    ids=lambda change: f"{type(change).__name__}-{change.table.name}-{len(change._prefixes)}",
)
def test_what_is_written_stays(store: Store, change: object) -> None:
    append(store, Tag.INBOX_LIST, Tag.REPORT_OPEN)
    before = stored(store)
    with pytest.raises(IntegrityError, match=r"only grows|duplicate key"), store.write() as session:
        session.execute(change)  # type: ignore[call-overload]
    assert stored(store) == before


def test_a_log_that_takes_nothing_raises(store: Store) -> None:
    forbid(store, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable), store.write() as session:
        AccessLog(session, CLOCK).append(Tag.REPORT_OPEN, person="ada", case=CASE)
    assert issubclass(LogUnavailable, StoreUnavailable)


def test_a_session_for_reading_leaves_no_entry(store: Store, address: str) -> None:
    looking = Store.open(address, DeskBase, read_only=True)
    try:
        with pytest.raises(LogUnavailable), looking.read() as session:
            AccessLog(session, CLOCK).append(Tag.REPORT_OPEN, person="ada", case=CASE)
    finally:
        looking.close()
    assert stored(store) == []


def test_openers_are_those_who_opened_the_report(store: Store) -> None:
    append(store, Tag.REPORT_OPEN, Tag.REPORT_OPEN, person="ada")
    append(store, Tag.CONTACT_OPEN, person="ben")
    append(store, Tag.REPORT_OPEN, person="ines", case="M9XC-2HWE")
    with store.read() as session:
        found = AccessLog(session, CLOCK).openers([CASE, "M9XC-2HWE", "0000-0000"])
    assert found == {CASE: {"ada"}, "M9XC-2HWE": {"ines"}}


def _refuse_other_tree(store: Store) -> None:
    """Every node there must be is there, once, and is the hash of the entries as they are stored."""
    expected: dict[Node, bytes] = {}
    for leaf, entry in sorted(stored(store)):
        expected.update(growth(leaf, entry, lambda _: expected))
    with store.read() as session:
        rows = session.execute(select(LogNode.level, LogNode.position, LogNode.hash))
        assert {(level, position): hashed for level, position, hashed in rows} == expected


def _append_many(address: str, name: str, count: int, start: object) -> None:
    store = Store.open(address, DeskBase)
    start.wait()  # type: ignore[attr-defined]
    for _ in range(count):
        append(store, Tag.INBOX_LIST, person=name)
    store.close()


def test_two_processes_at_once_leave_neither_gap_nor_fork(store: Store, address: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    each = 60
    writers = [spawn.Process(target=_append_many, args=(address, name, each, start)) for name in ("ada", "ben")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(180)
        assert writer.exitcode == 0
    assert sorted(leaf for leaf, _ in stored(store)) == list(range(2 * each))
    with store.read() as session:
        people = session.scalars(select(LogEntry.person).order_by(LogEntry.leaf)).all()
    assert people.count("ada") == people.count("ben") == each
    assert people != sorted(people, key=str), "the two never wrote in turns, so nothing was shown"
    _refuse_other_tree(store)
