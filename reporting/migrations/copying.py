"""Both stores of an instance into an empty database of PostgreSQL: every row, and every row compared afterwards.

    copy(mailbox, desk, "postgresql+psycopg:///reporting")      # {"deposit": 12, …}; raises CopyRefused
    carry(DeskBase, rows, new)                                  # one store, in a transaction of the caller's

Nobody writes to the old stores meanwhile. The new ones are there as a whole, in one transaction, or not at all. Rows go
in by their keys, which are random, so that the order in which they lie tells nothing of the order in which they came.
"""

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

import reporting.mailbox.models
import reporting.notifications.models
import reporting.signin.models  # noqa: F401  (each names its tables)
from reporting.accesslog.merkle import leaf_hash, root_of
from reporting.accesslog.models import LogDay, LogEntry
from reporting.accesslog.tree import StoredTree
from reporting.cases.models import ClockCount
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused, postgresql
from reporting.db.tables import Tables
from reporting.errors import Refused
from reporting.migrations import PATIENCE, upgrade_within

BY_TRIGGERS = frozenset({LogDay.__tablename__, ClockCount.__tablename__})
AT_ONCE = 50
"""Rows in memory at a time; a piece of a file has 256 KiB."""


class CopyRefused(Refused):
    """The stores cannot be copied there."""


class NotKnown(Refused):
    """The database stopped answering while it was told to keep what was copied: it may have done so."""


def copy(mailbox: Store, desk: Store, url: str) -> dict[str, int]:
    """Rows copied, by table. Raises CopyRefused, NotKnown, NewerStore, StoreRefused, StoreUnavailable."""
    if not postgresql.is_one(url):
        raise CopyRefused("Stores are copied to PostgreSQL. Write its address like postgresql+psycopg:///reporting")
    engine = postgresql.open_engine(url, MailboxBase.SCHEMA, patience=PATIENCE)
    try:
        with desk.write_rows() as old_desk, mailbox.write_rows() as old_mailbox:
            return _copied(old_mailbox, old_desk, engine)
    finally:
        engine.dispose()


def _copied(mailbox: Connection, desk: Connection, engine: Engine) -> dict[str, int]:
    """Tables and rows in one transaction: a form that found empty tables would take reports into them."""
    copied: dict[str, int] = {}
    try:
        with engine.connect() as new:
            # While one side is read, the other rests: its patience is for a program that hangs.
            new.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            _take_turns(new)
            number = new.scalar(text("SELECT pg_current_xact_id()::text"))
            for old, base in ((mailbox, MailboxBase), (desk, DeskBase)):
                new.execute(text(f"SET LOCAL search_path = {base.SCHEMA}"))
                upgrade_within(new, "mailbox" if base is MailboxBase else "desk")
                copied |= carry(base, old, new)
            _check_log(new)
            _commit(new, engine, number)
    except OperationalError:
        raise CopyRefused("The database stopped answering, and nothing was copied. Try again") from None
    except DBAPIError:
        raise CopyRefused("The database refused a row, and nothing was copied. Look into its log") from None
    return copied


def _commit(new: Connection, engine: Engine, number: str) -> None:
    """Raises OperationalError when it was not done, NotKnown when nobody says whether it was."""
    try:
        new.commit()
    except OperationalError:
        try:
            with engine.connect() as rows:
                _take_turns(rows)  # ours ends with the transaction
                done = rows.scalar(text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": number})
        except DBAPIError:
            done = None
        if done == "aborted":
            raise
        if done != "committed":
            raise NotKnown(
                "The database stopped answering at the last step, and whether the rows are there is not known. Run the "
                "same command again when it answers: it copies them, or says that something lies there"
            ) from None


def _take_turns(rows: Connection) -> None:
    """Of both stores, in the order in which everybody takes them."""
    for base in (DeskBase, MailboxBase):
        postgresql.take_turn(rows, base.SCHEMA)


def find_rows(url: str) -> str | None:
    """A table of either store in which something lies in this database, if there is one.

    Waits for whoever writes there: what is not committed yet would not be seen. Raises StoreRefused.
    """
    engine = postgresql.open_engine(url, MailboxBase.SCHEMA, patience=PATIENCE, read_only=True)
    try:
        postgresql.refuse_silence(engine, "the database")
        with engine.connect() as rows:
            _take_turns(rows)
            for base in (MailboxBase, DeskBase):
                there = set(inspect(rows).get_table_names(schema=base.SCHEMA))
                rows.execute(text(f"SET LOCAL search_path = {base.SCHEMA}"))
                for table in base.metadata.sorted_tables:
                    if table.name in there and rows.execute(select(table).limit(1)).first() is not None:
                        return f"{base.SCHEMA}.{table.name}"
    except OperationalError:
        raise StoreRefused("Somebody is at work in the database. Stop the programs, and try again.") from None
    finally:
        engine.dispose()
    return None


def carry(base: Tables, old: Connection, new: Connection, but: Collection[str] = ()) -> dict[str, int]:
    """Every row of a store into another one that is empty, on whatever engine, but for those of the tables named.

    Rows copied, by table. Raises CopyRefused.
    """
    _refuse_full(new, base)
    tables = [table for table in _in_order(base) if table.name not in but]
    for table in tables:
        _copy(table, old, new)
    return {table.name: _compare(table, old, new) for table in tables}


def _in_order(base: Tables) -> Sequence[Table]:
    """What others point at comes first, and readers are named before the parts are there."""
    return sorted(base.metadata.sorted_tables, key=lambda table: table.name == "part")


def _refuse_full(new: Connection, base: Tables) -> None:
    for table in base.metadata.sorted_tables:
        if new.execute(select(table).limit(1)).first() is not None:
            raise CopyRefused(f"Something lies in {base.SCHEMA}.{table.name} already. Copy into an empty database")


def _rows(table: Table, rows: Connection) -> Iterator[Row[Any]]:
    ordered = select(table).order_by(*table.primary_key.columns)
    return iter(rows.execute(ordered, execution_options={"yield_per": AT_ONCE}))


def _copy(table: Table, old: Connection, new: Connection) -> None:
    if table.name in BY_TRIGGERS:
        return  # written from the entries and the cases; that it is the same is looked at as of all
    waiting: list[dict[str, Any]] = []
    for row in _rows(table, old):
        waiting.append(dict(row._mapping))
        if len(waiting) == AT_ONCE:
            new.execute(insert(table), waiting)
            waiting = []
    if waiting:
        new.execute(insert(table), waiting)


def _compare(table: Table, old: Connection, new: Connection) -> int:
    """How many rows there are, each the same on both sides; the count of clocks, which the doctor looks at, is right in
    the new one whatever it was: one that is wrong must not stop a backup."""
    arrived = _all(table, new)
    if table.name != ClockCount.__tablename__ and arrived != _all(table, old):
        raise CopyRefused(f"{table.name} did not arrive as it was. Nothing was copied")
    return arrived[0]


def _all(table: Table, rows: Connection) -> tuple[int, int]:
    """How many, and the sum of their digests: the two sides may sort texts differently, and a million rows' digests
    would be a hundred megabytes."""
    many = total = 0
    for row in _rows(table, rows):
        many, total = many + 1, (total + int.from_bytes(_digest(row), "big")) % 2**256
    return many, total


def _digest(row: Row[Any]) -> bytes:
    """Of each value by itself: the text of a piece of a file would be four times the piece."""
    hashed = sha256()
    for value in row:
        hashed.update(sha256(value if isinstance(value, bytes) else repr(value).encode()).digest())
    return hashed.digest()


def _check_log(new: Connection) -> None:
    """The tree as it lies there is that of the entries as they lie there."""
    hashes = [leaf_hash(entry) for entry in new.scalars(select(LogEntry.entry).order_by(LogEntry.leaf))]
    if hashes and root_of(hashes) != StoredTree(new).root(len(hashes)):
        raise CopyRefused("The access log does not verify. Nothing was copied")
