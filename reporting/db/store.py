"""One store, safe to share between threads: sessions that read and write, and what is checked around them."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from reporting.db import postgresql, sqlite
from reporting.db.errors import NewerStore, StoreHeld, StoreRefused, StoreUnavailable
from reporting.db.opening import VERSION, patiently, refuse_emptiness
from reporting.db.prepared import Adds
from reporting.db.tables import Tables
from reporting.db.together import Job, TakeJobs, Together, Work, commit_together
from reporting.db.trouble import refuse_trouble, replaced, unavailable
from reporting.db.turn import Turn

Answer = TypeVar("Answer")
PATIENCE = 5.0
"""Seconds that a write waits for its turn before we say that the store is busy."""


class Store:
    """One of the two stores; safe to share between threads."""

    def __init__(self, engine: Engine, file: Path | None, schema: str, *, read_only: bool) -> None:
        self._engine = engine
        self._driver: type[Exception] = engine.dialect.loaded_dbapi.Error
        # One reading sees one state, as it does on SQLite, however many statements it takes.
        self._reading = engine if file else engine.execution_options(isolation_level="REPEATABLE READ")
        self._writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._schema = schema
        self._writer: Connection | None = None
        self._file = file
        self._read_only = read_only
        self._turn = Turn(file and file.with_suffix(".turn"), PATIENCE)
        self._together = Together(PATIENCE)

    @classmethod
    def open(
        cls,
        url: str,
        tables: Tables,
        *,
        guard: sqlite.Guard | None = None,
        read_only: bool = False,
        role: str | None = None,
    ) -> Self:
        """Open a store that exists; raises StoreRefused when it is not safe to use.

        What may be done in it is narrowed by `guard`, an authorizer of SQLite, and `role`, a role of PostgreSQL.
        """
        store = cls._opened(url, tables.SCHEMA, guard=guard, read_only=read_only, role=role)
        store._refuse_other_tables(tables.HEAD)
        return store

    @classmethod
    def _opened(cls, url: str, schema: str, *, guard: sqlite.Guard | None, read_only: bool, role: str | None) -> Self:
        if postgresql.is_one(url):
            engine = postgresql.open_engine(url, schema, patience=PATIENCE, read_only=read_only, role=role)
            return cls(engine, None, schema, read_only=read_only)
        file = Path(url.removeprefix(sqlite.PREFIX))
        engine = sqlite.open_engine(file, guard=guard, read_only=read_only)
        return cls(engine, file, schema, read_only=read_only)

    def _refuse_other_tables(self, head: str) -> None:
        """Connect once, so that whatever is wrong is said now; no connection may live on into a server's children."""
        try:
            if self._file is None:
                postgresql.refuse_silence(self._engine, self._name)
            found = patiently(lambda: self.scalar(VERSION), PATIENCE)
        except StoreHeld:
            raise StoreRefused(f"{self._name} is held by another program. End that, and start this again.") from None
        except StoreUnavailable as error:
            sqlite.refuse_damage(self._name, error.__context__)
            refuse_trouble(self._name, error.__context__)
            with suppress(StoreUnavailable):  # asked again, it may fail again
                refuse_emptiness(self.scalar, self._name, self._file)
            found = None
        finally:
            self.close()
        if found is not None and found > head:
            raise NewerStore(self._name)
        if found != head:
            raise StoreRefused(f"The tables of {self._name} are not those of this version. Run: reporting db upgrade")
        # Nobody upgrades what we have open, and what was upgraded meanwhile is not ours.
        event.listen(self._engine, "connect", (sqlite if self._file else postgresql).of_version(head))

    @property
    def _name(self) -> str:
        return self._file.name if self._file else f"schema {self._schema}"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking things up. Raises StoreUnavailable."""
        with self._plain_errors(), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are durable once the block has ended, and undone if it raises.

        Raises StoreUnavailable; sqlalchemy's IntegrityError passes, since callers learn from it.
        """
        with self.write_rows() as rows, Session(rows, expire_on_commit=False) as session:
            yield session
            session.flush()

    @contextmanager
    def read_rows(self) -> Iterator[Connection]:
        """As `read`, without a session: for few rows and many callers its bookkeeping costs more than the rows."""
        with self._plain_errors(), self._reading.connect() as rows, rows.begin():
            yield rows

    @contextmanager
    def write_rows(self) -> Iterator[Connection]:
        """As `write`, without a session."""
        with self._turn.taken(), self._transaction() as rows:
            yield rows

    def write_together(self, work: Work) -> None:
        """`work(rows)` in one transaction with whatever else waits for a turn here; durable when this returns.

        One commit for several costs one wait for the disk: whoever finds nobody at it does it for all who wait, and
        meanwhile the next ones gather. Raises what `work` raises, or StoreUnavailable; `work` is run again, in a
        transaction of its own, when something else in the first one was refused.
        """
        self._together.run(Job(work=work), self._commit)

    def add_together(self, adds: Adds) -> None:
        """As `write_together`, for rows alone: what several add to one table at a time is one statement.

        Raises RowRefused, StoreUnavailable.
        """
        self._together.run(Job(adds), self._commit)

    def _commit(self, take: TakeJobs) -> None:
        with self._turn.taken():
            commit_together(take(), self._transaction)

    def together(self, work: Callable[[Session], Answer]) -> Answer:
        """As `write_together`, with a session, and gives what `work` gives once that is durable."""
        answers: list[Answer] = []

        def with_session(rows: Connection) -> None:
            with Session(rows, expire_on_commit=False) as session:
                answer = work(session)
                session.flush()
            answers.append(answer)

        self.write_together(with_session)
        return answers[-1]

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._read_only:
            raise StoreUnavailable
        with self._plain_errors(), self._kept_writer() if self._file else self._writing.connect() as rows:
            with rows.begin():
                if self._file is None:
                    postgresql.take_turn(rows, self._schema)
                yield rows
            if not self._file and postgresql.is_here_alone(rows):
                raise StoreUnavailable
            if self._file and not sqlite.same_files(self._file, rows.info):  # a commit into nothing is none
                rows.invalidate()
                raise replaced(self._name)

    @contextmanager
    def _kept_writer(self) -> Iterator[Connection]:
        """The connection that writes, kept from turn to turn: asking the pool for one costs as much as a row.

        Whatever goes wrong on it, the next turn has another one.
        """
        rows, self._writer = self._writer, None
        if rows is not None and not (self._file and sqlite.same_files(self._file, rows.info)):
            rows.invalidate()
            rows.close()
            raise replaced(self._name)
        rows = rows or self._writing.connect()
        try:
            yield rows
        except BaseException:
            rows.close()
            raise
        self._writer = rows

    def scalar(self, sql: str) -> Any:
        """One value by plain SQL, for checks of a store's settings."""
        with self._plain_errors(), self._engine.connect() as connection:
            return connection.exec_driver_sql(sql).scalar()

    def rewrite(self) -> None:
        """Write the whole SQLite file anew, in the order of its keys (sqlite.org/lang_vacuum.html).

        Large rows lie on pages of their own, which are taken as rows arrive: until they are rewritten their place in
        the file tells the order in which reports came.
        """
        if self._file is None:
            return
        with self._alone() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def flush_log(self) -> bool:
        """Carry the write-ahead log over and empty it, so that what was deleted is in none of a SQLite store's files.

        False when somebody still reads an older state: then it is to be asked again. Raises StoreUnavailable.
        """
        if self._file is None:
            return True
        with self._alone() as cursor:
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    @contextmanager
    def _alone(self) -> Iterator[Any]:
        """The driver's own cursor, outside any transaction, while nobody else writes."""
        with self._plain_errors(), self._turn.taken(), closing(self._engine.raw_connection()) as connection:
            yield connection.cursor()

    def touch(self) -> None:
        """Set the time of every file of the store to now."""
        if self._file is not None:
            for file in self._file.parent.glob(f"{self._file.stem}.*"):
                with suppress(FileNotFoundError):
                    os.utime(file)

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        # `from None`: what the driver says of a failed statement must not travel further than this line.
        try:
            yield
        except IntegrityError as error:
            if self._file is None:
                raise postgresql.without_values(error) from None
            raise
        except (DBAPIError, self._driver, PoolTimeout, OSError) as error:
            raise unavailable(self._name, error) from None
        except StoreRefused as error:
            if self._file is None:  # another server than at the start and not durable, or one that is being upgraded
                raise StoreUnavailable(str(error)) from None
            raise

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._engine.dispose()
