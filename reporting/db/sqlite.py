"""SQLite: files closed to strangers, connections that outlive a power cut, one writer at a time.

Only `synchronous=FULL` survives a power cut, and `secure_delete` counts for each connection, so both are set on every
one (sqlite.org/pragma.html).
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from reporting.db.errors import StoreInUse, StoreLost, StoreRefused, StoreUnavailable
from reporting.db.opening import UPGRADED, VERSION
from reporting.db.trouble import is_held, replaced, sqlite_code

PREFIX = "sqlite:///"
LOCK_PATIENCE = 1.0
"""Seconds to wait for a lock held by a stranger: a backup, a shell."""
DURABLE = ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY", "trusted_schema=OFF")
CARRIED_OVER = "wal_autocheckpoint=10000"
"""In pages of 4 KiB: how long the write-ahead log grows before it is carried over. Whoever commits does that while the
others wait, each time with two waits for the disk; so ten times SQLite's own measure. After a crash 40 MB are read."""

Guard = Callable[[int, str | None, str | None, str | None, str | None], int]


def create(url: str) -> None:
    """Make an empty SQLite file, durable and closed to other users; a PostgreSQL database is made by its own tools."""
    if not url.startswith(PREFIX):
        return
    file = Path(url.removeprefix(PREFIX))
    try:
        _make(file)
    except sqlite3.DatabaseError as error:
        refuse_to_change(file, error)
        raise
    except OSError as error:
        raise StoreRefused(
            f"{file} cannot be made ({error.strerror}). Run this as root, with room on its disk."
        ) from None


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    turn = file.with_suffix(".turn")
    turn.touch()
    turn.chmod(file.stat().st_mode & 0o777)  # whoever may write to the store may wait for its turn


def connect(file: Path, *, guard: Guard | None, read_only: bool) -> sqlite3.Connection:
    # mode=rw: a store that has gone must be an error, not an empty new one.
    connection = sqlite3.connect(
        f"file:{quote(str(file))}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=LOCK_PATIENCE,
    )
    for pragma in (*DURABLE, CARRIED_OVER):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.close()
        raise StoreRefused(f"{file.name} is not in WAL mode, so it is not durable. Run: reporting db upgrade")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    if guard is not None:
        connection.set_authorizer(guard)
    return connection


def open_engine(file: Path, *, guard: Guard | None, read_only: bool) -> Engine:
    """Raises StoreRefused for a file that others can open."""
    refuse_open_doors(file)

    def connection() -> sqlite3.Connection:
        return connect(file, guard=guard, read_only=read_only)

    engine = create_engine(
        PREFIX, creator=connection, hide_parameters=True, poolclass=QueuePool, pool_size=64, max_overflow=0
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkout", still_there(file))
    return engine


def of_version(head: str) -> Callable[[sqlite3.Connection, Any], None]:
    """For each new connection: a program that outlived an upgrade works no more, rather than by what it knew before."""

    def check(connection: sqlite3.Connection, _record: Any) -> None:
        if connection.execute(VERSION).fetchall() != [(head,)]:
            raise StoreUnavailable(UPGRADED)

    return check


def open_alone(file: Path) -> Engine:
    """An engine for what changes a store from the ground up: nobody else has it open, and all of it is one transaction.

    Whoever kept it open would go on with tables that are not there any more. Foreign keys are off, since a table that
    is made anew is dropped meanwhile, with all that leans on it.
    """

    def connection() -> sqlite3.Connection:
        opened = sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, timeout=0.1)
        for pragma in ("locking_mode=EXCLUSIVE", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
            opened.execute(f"PRAGMA {pragma}")
        return opened

    engine = create_engine(PREFIX, creator=connection, hide_parameters=True, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine.execution_options(begin="BEGIN EXCLUSIVE")


def refuse_to_change(file: Path, error: BaseException) -> None:
    """Why a change of a whole store was not made, where SQLite knows: raises StoreRefused, and nothing was changed."""
    refuse_damage(file.name, error)
    if is_held(error):
        raise StoreInUse(f"{file.name} is in use. Stop form, desk and worker, and run this again.") from None
    code = sqlite_code(error)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        raise StoreRefused(
            f"{file.name} cannot be written, and is as it was. Make room on its disk, and run this again."
        ) from None
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        raise StoreRefused(f"{file} cannot be written by this user. Run this as root.") from None


def _begin(connection: Connection) -> None:
    # Past SQLAlchemy, which would make as much of these words as of a query: they stand before every transaction.
    cursor = connection.connection.cursor()
    cursor.execute(connection.get_execution_options().get("begin", "BEGIN"))
    cursor.close()


def still_there(file: Path) -> Callable[..., None]:
    """A connection to a deleted file goes on writing into nothing: compare what we opened with what lies there now."""

    def check(_dbapi: Any, record: Any, _proxy: Any) -> None:
        if not same_files(file, record.info):
            record.invalidate()
            raise replaced(file.name)

    return check


def same_files(file: str | Path, info: dict[Any, Any]) -> bool:
    """Whether store and write-ahead log are those that this connection opened; `info` keeps them for it alone.

    A number alone says little between connections: a file system gives that of a deleted file to the next one.
    """
    try:
        found = os.stat(file).st_ino, os.stat(f"{file}-wal").st_ino  # noqa: PTH116  (a Path costs ten times this)
    except OSError:
        return False
    return bool(info.setdefault("files", found) == found)


def refuse_damage(name: str, error: BaseException | None) -> None:
    """Where SQLite itself says that a file is no store. Nobody looks into the file: to close it lets go of every lock
    that this process has on it (sqlite.org/howtocorrupt.html, 2.2)."""
    if sqlite_code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        raise StoreRefused(f"{name} is damaged. Move it away, and put a backup back: reporting restore") from None


def _about(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError:
        raise StoreLost(f"{path} is not there") from None
    except OSError as error:
        raise StoreRefused(f"{path} cannot be opened ({error.strerror}). Check its owner and mode.") from None


def refuse_open_doors(file: Path) -> None:
    found = {path: _about(path) for path in (file.parent, file)}
    if not found[file].st_size:
        raise StoreLost(f"{file} is empty")
    for path, about in found.items():  # last: what is lost is told as that, also where the folder is open
        if about.st_mode & 0o007:
            raise StoreRefused(f"{path} is open to every user of this machine. Run: chmod o-rwx {path}")
