"""The two stores: how they are opened, and the one way to read and to write them.

    store = Store.open("sqlite:////srv/reporting/mailbox/mailbox.db", form_guard=True)
    with store.write() as session:
        session.execute(insert(Deposit).values(...))

The block commits when it ends; until it has ended nothing may be acknowledged. On SQLite only `synchronous=FULL`
outlives a power cut, and `secure_delete` counts for each connection, so both are set on every one
(sqlite.org/pragma.html).
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool

from reporting.errors import Refused, ReportingError

SQLITE = "sqlite:///"
PATIENCE = 5.0
"""Seconds that a write waits for its turn before we say that the store is busy."""
LOCK_PATIENCE = 1.0
"""Seconds that it then waits for a lock held by a stranger: a backup, a shell."""
DURABLE = ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY", "trusted_schema=OFF")

Guard = Callable[[int, str | None, str | None, str | None, str | None], int]


class StoreUnavailable(ReportingError):
    """The store is locked, full, damaged or gone; nothing was written."""


class StoreRefused(Refused):
    """The store cannot be used safely as it is."""


class MailboxBase(DeclarativeBase):
    """Tables of the mailbox: all that the form may touch."""


class DeskBase(DeclarativeBase):
    """Tables of the desk: cases, access log, sessions."""


class Store:
    """One of the two stores; safe to share between threads."""

    def __init__(self, engine: Engine, file: Path | None, *, read_only: bool) -> None:
        self._engine = engine
        self._writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._file = file
        self._read_only = read_only
        self._turn = threading.Lock()

    @classmethod
    def open(cls, url: str, *, guard: Guard | None = None, read_only: bool = False) -> "Store":
        """Open a store that exists. `guard` is a SQLite authorizer; raises StoreRefused when it is not safe to use."""
        if not url.startswith(SQLITE):
            return cls(create_engine(url, hide_parameters=True, pool_pre_ping=True), None, read_only=read_only)
        file = Path(url.removeprefix(SQLITE))
        _refuse_open_doors(file)

        def connect() -> sqlite3.Connection:
            return _connect(file, guard=guard, read_only=read_only)

        engine = create_engine(
            SQLITE, creator=connect, hide_parameters=True, poolclass=QueuePool, pool_size=4, max_overflow=60
        )
        event.listen(engine, "begin", _begin)
        event.listen(engine, "checkout", _still_there(file))
        return cls(engine, file, read_only=read_only)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking things up. Raises StoreUnavailable."""
        with _plain_errors(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are durable once the block has ended, and undone if it raises.

        Raises StoreUnavailable; sqlalchemy's IntegrityError passes, since callers learn from it.
        """
        if self._read_only:
            raise StoreUnavailable
        with (
            _plain_errors(),
            self._one_at_a_time(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Wait for a turn, not for SQLite's busy handler: its growing sleeps let the unlucky starve for a second."""
        if self._file is None:
            yield
            return
        started = time.monotonic()
        if not self._turn.acquire(timeout=PATIENCE):
            raise StoreUnavailable
        try:
            with _locked(self._file.with_suffix(".turn"), started + PATIENCE):
                yield
        finally:
            self._turn.release()

    def scalar(self, sql: str) -> Any:
        """One value by plain SQL, for checks of a store's settings."""
        with _plain_errors(), self._engine.connect() as connection:
            return connection.exec_driver_sql(sql).scalar()

    def close(self) -> None:
        self._engine.dispose()


def create(url: str) -> None:
    """Make an empty SQLite file, durable and closed to other users; a PostgreSQL database is made by its own tools."""
    if not url.startswith(SQLITE):
        return
    file = Path(url.removeprefix(SQLITE))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _connect(file: Path, *, guard: Guard | None, read_only: bool) -> sqlite3.Connection:
    # mode=rw: a store that has gone must be an error, not an empty new one.
    connection = sqlite3.connect(
        f"file:{quote(str(file))}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=LOCK_PATIENCE,
    )
    for pragma in DURABLE:
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.close()
        raise StoreRefused(f"{file.name} is not in WAL mode, so it is not durable. Run: reporting db upgrade")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    if guard is not None:
        connection.set_authorizer(guard)
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _still_there(file: Path) -> Callable[..., None]:
    """A connection to a deleted file goes on writing into nothing: compare what we opened with what lies there now."""

    def check(_dbapi: Any, record: Any, _proxy: Any) -> None:
        try:
            found = file.stat().st_ino
        except OSError:
            raise StoreUnavailable from None
        if record.info.setdefault("inode", found) != found:
            record.invalidate()
            raise StoreUnavailable

    return check


def _refuse_open_doors(file: Path) -> None:
    for path in (file.parent, file):
        try:
            mode = path.stat().st_mode
        except OSError:
            raise StoreRefused(f"{path} cannot be opened. Run: reporting db upgrade") from None
        if mode & 0o007:
            raise StoreRefused(f"{path} is open to every user of this machine. Run: chmod o-rwx {path}")


@contextmanager
def _locked(file: Path, deadline: float) -> Iterator[None]:
    handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o660)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreUnavailable from None
                time.sleep(0.0003)
        yield
    finally:
        os.close(handle)


@contextmanager
def _plain_errors() -> Iterator[None]:
    # `from None`: what the driver says of a failed statement must not travel further than this line.
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout, sqlite3.Error, OSError):
        raise StoreUnavailable from None
