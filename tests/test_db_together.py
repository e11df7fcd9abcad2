"""The stores, when many write at once: each is answered for what is theirs, once it is durable."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from reporting.db import StoreUnavailable
from reporting.db.errors import StoreHeld
from reporting.db.sqlite import LOCK_PATIENCE
from reporting.db.together import Job, TakeJobs, Together, commit_together
from reporting.errors import ReportingError
from reporting.mailbox.box import AlreadySpent, Mailbox
from tests.house import House
from tests.postgres import on_both
from tests.spending import TODAY, a_store, spend
from tests.test_db_leading import nothing_to_undo

file = a_store


def test_a_lock_from_outside_is_waited_for_a_second_and_then_told(file: Path, house: House) -> None:
    store = house.mailbox()
    outside = sqlite3.connect(file, isolation_level=None)
    outside.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        spend(store, b"n")
    assert time.monotonic() - started < 5
    outside.execute("ROLLBACK")
    outside.close()
    spend(store, b"n")


@on_both
def test_many_writers_at_once_all_get_their_turn(house: House) -> None:
    stores = [house.mailbox() for _ in range(4)]
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            spend(stores[number % 4], bytes([number]))
        except BaseException as error:  # noqa: BLE001  (whatever it was, the test must see it)
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert stores[0].scalar("SELECT count(*) FROM spent_token") == 64


@on_both
def test_what_is_committed_together_is_answered_one_by_one(house: House) -> None:
    store = house.mailbox()
    spend(store, b"\x07")
    answers: dict[int, BaseException | None] = {}

    def put(number: int) -> None:
        try:
            store.write_together(lambda rows: Mailbox(rows).spend(bytes([number]) * 32, TODAY))
            answers[number] = None
        except BaseException as error:  # noqa: BLE001  (whatever it was, the test must see it)
            answers[number] = error

    with store._turn.taken():  # all of them wait, so that one takes the others along
        threads = [threading.Thread(target=put, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        while len(store._together.waiting) < 12:
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert {number for number, answer in answers.items() if answer is not None} == {7}
    assert isinstance(answers[7], AlreadySpent)
    assert store.scalar("SELECT count(*) FROM spent_token") == 12
    assert not store._together.waiting


@on_both
def test_who_comes_while_somebody_commits_is_committed_in_one_go_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = house.mailbox()
    begun, go_on = threading.Event(), threading.Event()
    transactions: list[int] = []
    original = store._transaction

    def counted() -> AbstractContextManager[Connection]:
        transactions.append(len(transactions))
        return original()

    monkeypatch.setattr(store, "_transaction", counted)

    def slow(rows: Connection) -> None:
        Mailbox(rows).spend(b"a" * 32, TODAY)
        begun.set()
        assert go_on.wait(5)

    threads = [threading.Thread(target=store.write_together, args=(slow,))]
    threads[0].start()
    assert begun.wait(5)
    for number in range(6):
        work = partial(lambda number, rows: Mailbox(rows).spend(bytes([number]) * 32, TODAY), number)
        threads.append(threading.Thread(target=store.write_together, args=(work,)))
        threads[-1].start()
    while len(store._together.waiting) < 6:
        time.sleep(0.01)
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(transactions) == 2
    assert store.scalar("SELECT count(*) FROM spent_token") == 7


def test_whoever_asks_in_company_gets_their_own_answer_once_it_is_durable(file: Path, house: House) -> None:
    store = house.mailbox()
    answers: dict[int, int] = {}

    def put(number: int) -> None:
        def work(session: Session) -> int:
            Mailbox(session).spend(bytes([number]) * 32, TODAY)
            return number * 2

        answers[number] = store.together(work)
        with closing(sqlite3.connect(file)) as outside:
            assert outside.execute("SELECT count(*) FROM spent_token").fetchone()[0] >= 1

    threads = [threading.Thread(target=put, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: number * 2 for number in range(9)}


def test_what_is_committed_together_is_told_as_lost_together(file: Path, house: House) -> None:
    store = house.mailbox()
    spend(store, b"a")
    file.rename(file.with_suffix(".aside"))
    with pytest.raises(StoreUnavailable):
        store.write_together(lambda rows: Mailbox(rows).spend(b"b" * 32, TODAY))
    assert not store._together.waiting


def test_a_lock_from_outside_is_waited_for_once_by_all_who_wait_together(file: Path, house: House) -> None:
    store = house.mailbox()
    spend(store, b"a")
    tried: list[int] = []
    told: list[type[BaseException]] = []

    def work(number: int) -> None:
        try:
            store.write_together(lambda _rows: tried.append(number))
        except StoreUnavailable as error:
            told.append(type(error))

    outside = sqlite3.connect(file, isolation_level=None)
    outside.execute("BEGIN EXCLUSIVE")
    with store._turn.taken():
        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        while len(store._together.waiting) < 6:
            time.sleep(0.01)
    started = time.monotonic()
    for thread in threads:
        thread.join()
    waited = time.monotonic() - started
    outside.close()
    assert told == [StoreHeld] * 6
    assert tried == [], "work was begun although the store was locked"
    assert waited < 3 * LOCK_PATIENCE, "each of the six waited for the lock by itself"


def test_whoever_waits_is_never_given_the_refusal_of_another(house: House) -> None:
    """The first of two is refused, and taking so long over it alone would let the second lose patience."""
    together, begun, answers = Together(0.3), threading.Event(), dict[str, BaseException | None]()
    tried: list[str] = []

    def refused(rows: Connection) -> None:
        tried.append("refused")
        if len(tried) > 1:
            time.sleep(1)
        raise AlreadySpent

    def commit(take: TakeJobs) -> None:
        begun.set()
        while len(together.waiting) < 2:
            time.sleep(0.01)
        commit_together(take(), nothing_to_undo)

    def run(name: str, work: Callable[[Connection], None]) -> None:
        try:
            together.run(Job(work=work), commit)
            answers[name] = None
        except ReportingError as error:
            answers[name] = error

    threads = [threading.Thread(target=run, args=("first", refused))]
    threads[0].start()
    assert begun.wait(5)
    threads.append(threading.Thread(target=run, args=("second", lambda rows: tried.append("second"))))
    threads[1].start()
    for thread in threads:
        thread.join()
    assert isinstance(answers["first"], AlreadySpent)
    assert answers["second"] is None or isinstance(answers["second"], StoreUnavailable)
