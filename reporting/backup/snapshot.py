"""Both stores as they were at one moment, copied while people write to them.

    with one_moment(desk, desk_file, mailbox, mailbox_file) as pair:
        pair.copy(pair.desk, folder / "desk.db", forget=SESSIONS)

Whoever writes to both holds the desk's store first and the mailbox's inside it. So does this while it begins its
two readings: no writing to both is half done then, and what is read is what a power cut at that moment would have
left, which every use case can go on from. The copying needs no lock.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from reporting.db import Store, StoreUnavailable
from reporting.db.sqlite import connect

SESSIONS = ("desk_session", "spent_challenge", "sign_in_secret")
"""Tables of who is signed in just now: put back, they would sign somebody in again who had signed out."""


@dataclass(frozen=True)
class Moment:
    """Two connections that read on from one moment."""

    desk: sqlite3.Connection
    mailbox: sqlite3.Connection

    def copy(self, store: sqlite3.Connection, place: Path, forget: Sequence[str] = ()) -> None:
        """Write this store anew, in the order of its keys and without what was deleted; raises StoreUnavailable.

        SQLite's own copy keeps the pages as they lie, which tells the order of arrival: it is written anew from there.
        """
        as_it_lies = place.with_name(f"{place.name}.as-it-lies")
        try:
            with closing(sqlite3.connect(as_it_lies, isolation_level=None)) as raw:
                store.backup(raw)
                raw.execute("PRAGMA journal_mode=OFF")
                raw.execute("PRAGMA temp_store=MEMORY")
                for table in forget:
                    raw.execute(f"DELETE FROM {table}")  # noqa: S608  (a name from our own list)
                raw.execute("VACUUM INTO ?", (str(place),))
        except sqlite3.Error:
            raise StoreUnavailable from None
        finally:
            as_it_lies.unlink(missing_ok=True)


@contextmanager
def one_moment(desk: Store, desk_file: Path, mailbox: Store, mailbox_file: Path) -> Iterator[Moment]:
    """Both stores held still until both readings have begun; raises StoreUnavailable, StoreRefused."""
    with closing(_reader(desk_file)) as one, closing(_reader(mailbox_file)) as other:
        # The order in which everybody who writes to both takes them, so that nobody waits for us for ever.
        with desk.write_rows(), mailbox.write_rows():
            _begin(one)
            _begin(other)
        yield Moment(one, other)


def _reader(file: Path) -> sqlite3.Connection:
    try:
        return connect(file, guard=None, read_only=True)
    except sqlite3.Error:
        raise StoreUnavailable from None


def _begin(reader: sqlite3.Connection) -> None:
    """A transaction reads from its first look on, not from its BEGIN (sqlite.org/isolation.html)."""
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        raise StoreUnavailable from None
