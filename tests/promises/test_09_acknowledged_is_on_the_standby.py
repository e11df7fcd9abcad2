"""Promise 9, over two machines: what was acknowledged is on the standby when the primary dies under load."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres as pg
from tests.house import House, build
from tests.ports import free_port
from tests.promises.test_10_nothing_lost_over_several_hosts import fetch, post
from tests.served import served

REPORTERS, BEFORE = 16, 60
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
        standby.stop(pg.signal.SIGQUIT)


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
