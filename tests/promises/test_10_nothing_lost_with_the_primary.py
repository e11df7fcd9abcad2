"""Promise 10, over two machines: what was acknowledged is on the standby when the primary dies under load."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reporting.db import MailboxBase, Store, StoreUnavailable
from reporting.mailbox.box import AlreadySpent, Mailbox
from tests import postgres as pg
from tests.house import NOW, House, build
from tests.ports import free_port
from tests.promises.test_10_nothing_lost_over_several_hosts import fetch, post
from tests.served import served

REPORTERS, BEFORE = 16, 48  # with those that are on their way at either end, fewer than the form takes for a flood
"""Reporters at a time; reports that are acknowledged before the primary dies."""


@pytest.fixture
def pair() -> Iterator[tuple[pg.Server, pg.Server]]:
    """A primary, and a standby without which it acknowledges nothing: as docs/operations.md sets them."""
    with pg.running() as primary, pg.folder() as folder:
        primary.stores()
        standby = pg.Server(folder)
        standby.follow(primary, "second")
        standby.start()
        with primary.admin() as rows:
            rows.execute("ALTER SYSTEM SET synchronous_standby_names = 'second'")
            rows.execute("SELECT pg_reload_conf()")
            while rows.execute("SELECT sync_state FROM pg_stat_replication").fetchone() != ("sync",):
                pass
        yield primary, standby
        standby.stop(signal.SIGQUIT)


class Load:
    """Reporters who write one report after the other; what each was told."""

    def __init__(self, port: int) -> None:
        self.port, self.acknowledged, self.refused = port, set[int](), set[int]()
        self.over, self.enough = threading.Event(), threading.Event()
        self._lock, self._last = threading.Lock(), 0
        self._threads = [threading.Thread(target=self._write) for _ in range(REPORTERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()

    def number(self) -> int:
        with self._lock:
            self._last += 1
            return self._last

    def send(self, number: int) -> int:
        page = fetch(self.port, self.port) | {"what_happened": [f"Report number {number}"]}
        status = post(self.port, self.port, page)
        (self.acknowledged if status == 200 else self.refused).add(number)
        if len(self.acknowledged) >= BEFORE:
            self.enough.set()
        return status

    def _write(self) -> None:
        while not self.over.is_set():
            assert self.send(self.number()) in (200, 503)


def processes(server: pg.Server) -> list[int]:
    assert server.process is not None
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [server.process.pid, *map(int, children.split())]


@contextmanager
def stopped(server: pg.Server) -> Iterator[None]:
    """As behind a network that is cut."""
    there = processes(server)
    for pid in there:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in there:
            os.kill(pid, signal.SIGCONT)


def test_a_commit_whose_wait_for_the_standby_is_ended_by_somebody_is_not_acknowledged(
    pair: tuple[pg.Server, pg.Server],
) -> None:
    """PostgreSQL answers it all the same, with a warning: it lies on one machine only."""
    primary, standby = pair
    told: list[type[BaseException]] = []

    def spend() -> None:
        try:
            with store.write() as session:
                Mailbox(session).spend(bytes(32), NOW.date())
        except StoreUnavailable as refused:
            told.append(type(refused))

    with pg.connections_closed():
        store = Store.open(primary.stores(), MailboxBase)
        with stopped(standby), primary.admin() as rows:
            writer = threading.Thread(target=spend)
            writer.start()
            waits = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            while rows.execute(waits).fetchone() is None:
                pass
            writer.join(30)
            assert told == [StoreUnavailable]
        with pytest.raises(AlreadySpent), store.write() as session:
            Mailbox(session).spend(bytes(32), NOW.date())


def said(house: House) -> list[int]:
    reports = [house.open_as("ben", "report", report_id) for report_id in house.report_ids()]
    return sorted(int(report["answers"]["what_happened"].rpartition(" ")[2]) for report in reports)


def test_the_primary_dies_under_load_and_nothing_that_was_acknowledged_is_lost(
    tmp_path: Path, pair: tuple[pg.Server, pg.Server]
) -> None:
    primary, standby = pair
    port = free_port()
    both = f"{primary.stores()}&host={standby.folder}&target_session_attrs=read-write"
    house = build(tmp_path / "house", form=f"http://localhost:{port}", database=both)
    with pg.connections_closed(), served(house, port=port):
        with Load(port) as load:
            assert load.enough.wait(120)
            primary.kill()
            before = set(load.acknowledged)
            standby.promote()
            while not load.acknowledged - before:
                load.send(load.number())
        there = said(house)
    assert len(there) == len(set(there)), "a report is there twice"
    assert load.acknowledged <= set(there), "what was acknowledged is lost"
    assert set(there) - load.acknowledged <= load.refused
