"""Both stores as they were at one moment, copied while people write to them.

    with one_moment(desk, desk_url, mailbox, mailbox_url) as pair:
        pair.copy(pair.desk, folder / "desk.db", forget=SESSIONS)

Whoever writes to both holds the desk's store first and the mailbox's inside it. So does this while it begins its
two readings: no writing to both is half done then, and what is read is what a power cut at that moment would have
left, which every use case can go on from. The copying needs no lock.

A copy is a SQLite file, also of a store on PostgreSQL: there the rows are read in one transaction, and none of the
server's own order of them, which is that of arrival, comes along.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from reporting import migrations
from reporting.db import DeskBase, MailboxBase, Store, StoreUnavailable, postgresql
from reporting.db.sqlite import PREFIX, connect
from reporting.db.tables import Tables
from reporting.migrations.copying import carry

SESSIONS = ("desk_session", "spent_challenge", "sign_in_secret")
"""Tables of who is signed in just now: put back, they would sign somebody in again who had signed out."""


@dataclass(frozen=True)
class Reading:
    """A store that is read on from one moment: by SQLite itself, or by a transaction on PostgreSQL."""

    tables: Tables
    rows: sqlite3.Connection | Connection


@dataclass(frozen=True)
class Moment:
    """Two readings of one moment."""

    desk: Reading
    mailbox: Reading

    def copy(self, store: Reading, place: Path, forget: Collection[str] = ()) -> None:
        """Write this store anew, in the order of its keys and without what was deleted.

        Raises StoreUnavailable, CopyRefused. A copy as it lies, page by page or row by row, tells the order of
        arrival: it is written anew from there.
        """
        as_it_lies = place.with_name(f"{place.name}.as-it-lies")
        try:
            if isinstance(store.rows, Connection):
                _carried(store.rows, store.tables, as_it_lies, forget)
            with closing(sqlite3.connect(as_it_lies, isolation_level=None)) as raw:
                if isinstance(store.rows, sqlite3.Connection):
                    store.rows.backup(raw)
                raw.execute("PRAGMA journal_mode=OFF")
                raw.execute("PRAGMA temp_store=MEMORY")
                for table in forget:
                    raw.execute(f"DELETE FROM {table}")  # noqa: S608  (a name from our own list)
                raw.execute("VACUUM INTO ?", (str(place),))
        except sqlite3.Error:
            raise StoreUnavailable from None
        finally:
            for ending in ("", "-wal", "-shm"):
                as_it_lies.with_name(f"{as_it_lies.name}{ending}").unlink(missing_ok=True)


def _carried(rows: Connection, tables: Tables, place: Path, forget: Collection[str]) -> None:
    url = f"{PREFIX}{place}"
    name: migrations.StoreName = "desk" if tables is DeskBase else "mailbox"
    migrations.upgrade(url, name)
    with closing(Store.open(url, tables)) as copy, copy.write_rows() as new:
        carry(tables, rows, new, but=forget)


@contextmanager
def one_moment(desk: Store, desk_url: str, mailbox: Store, mailbox_url: str) -> Iterator[Moment]:
    """Both stores held still until both readings have begun; raises StoreUnavailable, StoreRefused."""
    with _reader(desk_url, DeskBase) as one, _reader(mailbox_url, MailboxBase) as other:
        # The order in which everybody who writes to both takes them, so that nobody waits for us for ever.
        with desk.write_rows(), mailbox.write_rows():
            _begin(one)
            _begin(other)
        yield Moment(one, other)


@contextmanager
def _reader(url: str, tables: Tables) -> Iterator[Reading]:
    if postgresql.is_one(url):
        with closing(Store.open(url, tables, read_only=True)) as store, store.read_rows() as rows:
            yield Reading(tables, rows)
        return
    try:
        opened = connect(Path(url.removeprefix(PREFIX)), guard=None, read_only=True)
    except sqlite3.Error:
        raise StoreUnavailable from None
    with closing(opened):
        yield Reading(tables, opened)


def _begin(reader: Reading) -> None:
    """A transaction reads from its first look on, not from its BEGIN (sqlite.org/isolation.html, PostgreSQL 13.2.2).

    On PostgreSQL it would be ended while it rests, which it does as long as the other side is written.
    """
    look = "SELECT version_num FROM alembic_version"
    if isinstance(reader.rows, Connection):
        reader.rows.execute(text(look))
        reader.rows.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        return
    try:
        reader.rows.execute("BEGIN")
        reader.rows.execute(look).fetchone()
    except sqlite3.Error:
        raise StoreUnavailable from None
