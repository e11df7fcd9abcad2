"""Why a store could not be used: its name, what is wrong, and one remedy, in words for an operator.

Nothing of what a driver says goes further, since it may repeat a row.
"""

import errno
import sqlite3
from typing import NoReturn

from sqlalchemy.exc import TimeoutError as PoolTimeout

from reporting.db.errors import StoreHeld, StoreRefused, StoreUnavailable

FULL = "its disk is full. Make room on it."
BUSY = "it is held by another program, or more is asked of it than it bears."
FAILS = "its disk fails, or is full. Ask the doctor: reporting doctor"
REFUSED = "this user may not write it. Ask the doctor: reporting doctor"
NO_RIGHT = "its role has no right to it. Grant its rights anew: runuser -u reporting-worker -- reporting db upgrade"
DAMAGED = "it is damaged. Stop form, desk and worker, move it away, and put a backup back: reporting restore"
SILENT = "PostgreSQL does not answer, or lets nobody in. Start it, or mend the address."
UNKNOWN = "it cannot be used. Ask the doctor: reporting doctor"
REPLACED = "it is not the file any more that was opened. Restart form, desk and worker."

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: FAILS,
    sqlite3.SQLITE_READONLY: REFUSED,
    sqlite3.SQLITE_CANTOPEN: REFUSED,
    sqlite3.SQLITE_PERM: REFUSED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EIO: FAILS,
    errno.EACCES: REFUSED,
    errno.EPERM: REFUSED,
    errno.EROFS: REFUSED,
    errno.ENOENT: REPLACED,
}
_POSTGRESQL = {"53100": FULL, "55P03": BUSY, "57014": BUSY, "25006": REFUSED, "42501": NO_RIGHT}
"""SQLSTATEs: disk_full, lock_not_available, query_canceled, read_only_sql_transaction, insufficient_privilege
(postgresql.org/docs/current/errcodes-appendix.html)."""


def sqlite_code(error: BaseException | None) -> int:
    """SQLite's own number for what went wrong, 0 where it was not SQLite."""
    code: int = getattr(getattr(error, "orig", error), "sqlite_errorcode", None) or 0
    return code & 0xFF


def is_held(error: BaseException) -> bool:
    """Whether it says that somebody else has the lock."""
    return sqlite_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def unavailable(name: str, error: BaseException) -> StoreUnavailable:
    """What is raised in the place of what SQLite, PostgreSQL, a pool or the system raised."""
    kind = StoreHeld if is_held(error) else StoreUnavailable
    return kind(f"{name} could not be used: {_why(error)}")


def refuse_trouble(name: str, error: BaseException | None) -> None:
    """Raises StoreRefused where it is known why a store cannot be used at all."""
    if error is not None and _why(error) != UNKNOWN:
        raise StoreRefused(f"{name} could not be used: {_why(error)}") from None


def refuse_without_right(name: str) -> NoReturn:
    """Raises StoreRefused: what is there is shut to this role of PostgreSQL."""
    raise StoreRefused(f"{name} could not be used: {NO_RIGHT}")


def busy(name: str) -> StoreUnavailable:
    """Its turn did not come."""
    return StoreUnavailable(f"{name} could not be used: {BUSY}")


def replaced(name: str) -> StoreUnavailable:
    """Another file lies there now, or none: a commit into the old one is none."""
    return StoreUnavailable(f"{name} could not be used: {REPLACED}")


def _why(error: BaseException) -> str:
    if code := sqlite_code(error):
        return _SQLITE.get(code, UNKNOWN)
    if isinstance(error, PoolTimeout):
        return BUSY
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, UNKNOWN)
    driver = getattr(error, "orig", error)
    if not hasattr(driver, "sqlstate"):
        return UNKNOWN
    return _POSTGRESQL.get(driver.sqlstate or "", UNKNOWN if driver.sqlstate else SILENT)
