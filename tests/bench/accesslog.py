"""The access log: appending beside bare one-row commits, and a million entries verified beside their bare hashing."""

import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import insert, text

from reporting import migrations
from reporting.accesslog import AccessLog, Facts, Tag
from reporting.accesslog.export import export
from reporting.accesslog.folder import Folder
from reporting.accesslog.merkle import Node, growth
from reporting.accesslog.models import LogEntry, LogNode
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.verify import verify
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.bench import Row
from tests.house import NOW, log_key

MANY, OLD, AT_ONCE = 1_000_000, 654_321, 50_000
APPENDS, ROUNDS, TIMES, THREADS = 150, 5, 15, 8


def opened(folder: Path) -> Store:
    folder.mkdir(mode=0o700)
    address = f"sqlite:///{folder}/desk.db"
    migrations.upgrade(address, "desk")
    return Store.open(address, DeskBase)


def facts(number: int) -> Facts:
    return Facts(Tag.REPORT_OPEN, "2026-11-23T14:05Z", person=f"{number % 7:052}", case="7QK4-M2XR")


def entry(number: int) -> bytes:
    return facts(number).to_bytes()


def fill(store: Store, said: Callable[[int], Facts] = facts) -> None:
    """A million entries with their nodes, without the million commits."""
    edge: dict[Node, bytes] = {}
    for start in range(0, MANY, AT_ONCE):
        entries, nodes = [], []
        for number in range(start, start + AT_ONCE):
            one = said(number)
            stored = one.to_bytes()
            grown = growth(number, stored, lambda _: edge)
            edge.update(grown)
            row = {"leaf": number, "entry": stored, "tag": one.tag, "person": one.person, "case_id": one.case}
            entries.append(row)
            nodes += [{"level": level, "position": at, "hash": hashed} for (level, at), hashed in grown.items()]
        with store.write() as session:
            session.execute(insert(LogEntry), entries)
            session.execute(insert(LogNode), nodes)


def seconds(action: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def appends(store: Store) -> float:
    """Durable appends a second."""
    clock, started = FixedClock(NOW), time.perf_counter()
    for _ in range(APPENDS):
        with store.write() as session:
            AccessLog(session, clock).append(Tag.REPORT_OPEN, person="k7f2", case="7QK4-M2XR")
    return APPENDS / (time.perf_counter() - started)


def appends_at_once(store: Store) -> float:
    """Durable appends a second of several threads, as the desk's use cases make them."""
    clock = FixedClock(NOW)

    def append_many() -> None:
        for _ in range(APPENDS):
            store.together(
                lambda session: AccessLog(session, clock).append(Tag.REPORT_OPEN, person="k7f2", case="7QK4-M2XR")
            )

    threads = [threading.Thread(target=append_many) for _ in range(THREADS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return THREADS * APPENDS / (time.perf_counter() - started)


def one_row_commits(store: Store) -> float:
    """Commits a second of one row without a log, through the same store."""
    add = text("INSERT INTO sign_in_refusal SELECT coalesce(max(hour) + 1, 0), 1 FROM sign_in_refusal")
    started = time.perf_counter()
    for _ in range(APPENDS):
        with store.write() as session:
            session.execute(add)
    return APPENDS / (time.perf_counter() - started)


def bare_commits(connection: sqlite3.Connection) -> float:
    """Commits a second of one row of the same length, as durable."""
    started = time.perf_counter()
    for _ in range(APPENDS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare VALUES ((SELECT coalesce(max(leaf) + 1, 0) FROM bare), ?)", (entry(0),))
        connection.execute("COMMIT")
    return APPENDS / (time.perf_counter() - started)


def bare_connection(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE bare (leaf INTEGER PRIMARY KEY, entry BLOB) WITHOUT ROWID")
    return connection


def bare_hashing() -> None:
    """As many hashes as a tree of a million entries has, of as many bytes."""
    leaf, pair = b"\0" + entry(0), b"\1" + os.urandom(64)
    for _ in range(MANY):
        sha256(leaf).digest()
        sha256(pair).digest()


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, connection = opened(folder / "few"), bare_connection(folder / "bare.db")
        rates = [
            (appends(store), appends_at_once(store), one_row_commits(store), bare_commits(connection))
            for _ in range(ROUNDS)
        ]
        connection.close()
        store.close()
        ours, several, same, bare = (statistics.median(each) for each in zip(*rates, strict=True))
        yield Row("durable appends to the access log [bare one-row commits]", ours, bare, "/s", "ratio >= 0.8")
        yield Row(f"the same, {THREADS} readers at once [bare one-row commits]", several, bare, "/s", "ratio >= 0.8")
        yield Row("durable appends to the access log [one-row commits, same store]", ours, same, "/s", "ratio >= 0.8")
        store = opened(folder / "many")
        fill(store)
        with store.read() as session:
            tree = StoredTree(session)
            long = seconds(lambda: tree.consistency(OLD, MANY), TIMES)
            short = seconds(lambda: tree.consistency(65, 100), TIMES)
            kept = bytes(log_key().checkpoint(OLD, tree.root(OLD)))
            export(session, log_key().checkpoint(MANY, tree.root(MANY)), Folder(folder / "out").write)
        store.close()
        yield Row("consistency proof in 1,000,000 entries [in 100]", long * 1000, short * 1000, "ms", "<= 20 ms")
        took = seconds(lambda: verify(Folder(folder / "out").read, log_key().verifier, kept), 3)
        yield Row("verify 1,000,000 entries [bare hashing of them]", took, seconds(bare_hashing, 3), "s", "<= 3 s")
