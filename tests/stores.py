"""Empty stores as the migrations leave them, copied: running them for each of a thousand tests takes longer than the
tests.

url = laid(tmp_path / "desk" / "desk.db", "desk")
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine, text

from reporting import config, db, migrations
from reporting.clock import Clock
from reporting.db import DeskBase, MailboxBase, Store
from reporting.db.tables import Tables
from reporting.review import House as Rooms


@cache
def _empty(store: migrations.StoreName) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "made", f"{store}.db")
        migrations.upgrade(f"sqlite:///{file}", store)
        with closing(sqlite3.connect(file)) as rows:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.read_bytes()


def laid(file: Path, store: migrations.StoreName) -> str:
    """Lay an empty store there; gives its address."""
    url = f"sqlite:///{file}"
    db.create(url)
    file.write_bytes(_empty(store))
    return url


class AtHand:
    """Both stores of a house for what helpers ask often, each opened once: to open one takes two connections.

    One whose file was changed meanwhile other than by a write, as when a test restores, is opened anew.
    """

    def __init__(self, settings: Callable[[], config.DeskSettings]) -> None:
        self._settings = settings
        self._opened: dict[str, tuple[object, Store]] = {}

    @property
    def mailbox(self) -> Store:
        return self._store(self._settings().mailbox_url, MailboxBase)

    @property
    def desk(self) -> Store:
        return self._store(self._settings().desk_url, DeskBase)

    def rooms(self, clock: Clock) -> Rooms:
        """What use cases of the desk and the worker are handed."""
        return Rooms(self.desk, self.mailbox, clock, self._settings().clocks)

    def _store(self, url: str, tables: Tables) -> Store:
        now = (url, _looks(url))
        then, store = self._opened.get(tables.SCHEMA, (None, None))
        if store is None or then != now:
            store = Store.open(url, tables)
            self._opened[tables.SCHEMA] = (url, _looks(url)), store
        return store


def _looks(url: str) -> object:
    """What tells one file at a place from the next; nothing for a database."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.exists():
        return None
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def unguarded(rows: Connection, trigger: str) -> None:
    """What this trigger refuses is done in this transaction, as by an operator who has its way with the store."""
    if rows.dialect.name == "sqlite":
        rows.exec_driver_sql(f"DROP TRIGGER {trigger}")
    else:
        rows.exec_driver_sql("SET LOCAL session_replication_role = replica")  # neither triggers nor keys are asked


@contextmanager
def kept(url: str, store: migrations.StoreName) -> Iterator[Callable[[], None]]:
    """A store as it is now, and what puts it back, as often as one likes: files page by page, a database row by row."""
    if url.startswith("sqlite:///"):
        with (
            closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as now,
            closing(sqlite3.connect(":memory:")) as then,
        ):
            now.backup(then)
            yield partial(then.backup, now)
        return
    engine, there = create_engine(url, isolation_level="AUTOCOMMIT"), f"kept_{store}"
    try:
        with engine.connect() as rows:
            asked = text("SELECT tablename FROM pg_tables WHERE schemaname = :store")
            tables = rows.scalars(asked, {"store": store}).all()
            rows.exec_driver_sql(f"CREATE SCHEMA {there}")
            for table in tables:
                rows.exec_driver_sql(f"CREATE TABLE {there}.{table} AS TABLE {store}.{table}")
            yield partial(_put_back, rows, store, tables)
    finally:
        with engine.connect() as rows:
            rows.exec_driver_sql(f"DROP SCHEMA IF EXISTS {there} CASCADE")
        engine.dispose()


def _put_back(rows: Connection, store: str, tables: Sequence[str]) -> None:
    each = (f"DELETE FROM {store}.{table}; INSERT INTO {store}.{table} TABLE kept_{store}.{table}" for table in tables)
    rows.exec_driver_sql(f"BEGIN; SET LOCAL session_replication_role = replica; {'; '.join(each)}; COMMIT")
