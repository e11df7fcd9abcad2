"""A real PostgreSQL for tests: one server for the whole run, a database for each test.

with running() as server:
    url = server.database()             # empty
    url = server.stores()               # with both stores as the migrations leave them

It listens on no port, only on a socket in a folder of its own, and writes through to the disk as outside: a server that
does not would be refused.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.pool import Pool

from reporting import migrations

LEFT_OUT = "LEFT OUT: the stores on PostgreSQL, since Debian's postgresql is not installed"
OWNER = "postgres"
"""The role that may do everything, and, when root runs the tests, the user of the machine: PostgreSQL refuses root."""
ENGINES = ("sqlite", "postgresql")
on_both = pytest.mark.parametrize("engine", ENGINES, indirect=True)
only_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what asks after files, or how a SQLite store is set."""
QUIET = {"listen_addresses": "", "log_min_messages": "panic", "autovacuum": "off", "max_connections": "200"}


def program(name: str) -> str | None:
    """Where one of PostgreSQL's own programs is; Debian keeps them off the PATH, the newest version last."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(there[-1]) if there else shutil.which(name)


def run(words: Sequence[str]) -> None:
    """A program of PostgreSQL's, as a user that it accepts."""
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, **_user())  # type: ignore[call-overload]


def _user() -> dict[str, str]:
    return {"user": OWNER, "group": OWNER} if os.geteuid() == 0 else {}


@pytest.fixture(params=ENGINES)
def both_engines(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass
class Server:
    """One cluster in a folder of its own; `settings` are words of postgresql.conf."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=count)
    _stores: str | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """An empty cluster. Who can reach its socket is trusted to be whom they say: the folder lets nobody in."""
        initdb = program("initdb") or pytest.skip(LEFT_OUT)
        words = [initdb, "--pgdata", str(self.data), "--username", OWNER, "--auth", "trust", "--encoding", "UTF8"]
        run([*words, "--locale", "C", "--no-sync", "--no-instructions"])

    def start(self) -> None:
        postgres = program("postgres") or pytest.skip(LEFT_OUT)
        settings = {**QUIET, "unix_socket_directories": str(self.folder), **self.settings}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [postgres, "-D", str(self.data), *words], cwd="/", stdout=subprocess.DEVNULL, **_user()
        )  # type: ignore[call-overload]
        while True:
            try:
                self.admin().close()
                return
            except psycopg.OperationalError:  # not yet
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.02)
                    raise RuntimeError("PostgreSQL did not start") from None

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """In order. By SIGQUIT at once, by SIGKILL as by a fault: both leave it to the next start to mend its files."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(120)
            self.process = None

    def follow(self, primary: "Server", name: str) -> None:
        """Become a copy of that server, and its standby under this name once started."""
        come_from = f"host={primary.folder} user={OWNER} application_name={name}"
        words = ["--dbname", come_from, "--pgdata", str(self.data), "--checkpoint", "fast", "--no-sync"]
        run([program("pg_basebackup") or "pg_basebackup", *words, "--write-recovery-conf", "--wal-method", "stream"])

    def promote(self) -> None:
        """Let a standby take the place of what it followed; back when it does."""
        run([program("pg_ctl") or "pg_ctl", "promote", "--wait", "--pgdata", str(self.data)])

    def kill(self) -> None:
        """As when its machine fails: every process at once, none of which can say or write anything more."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that may do everything, outside any transaction."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def url(self, database: str, role: str = OWNER) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of an empty database that nobody else uses."""
        name = f"test_{next(self._numbers)}"
        with self.admin() as rows:
            rows.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def close(self, url: str) -> None:
        """Let nobody in to this database any more, nor go on."""
        with self.admin() as rows:
            rows.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name_in(url))))
            rows.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name_in(url),))

    def open(self, url: str) -> None:
        with self.admin() as rows:
            rows.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name_in(url))))

    def stores(self) -> str:
        """The address of a database with both stores as the migrations leave them. There is one, so empty it after use:
        to make one and to drop it takes longer than most tests."""
        if self._stores is None:
            self._stores = self.database()
            for store in ("mailbox", "desk"):
                migrations.upgrade(self._stores, store)
        return self._stores

    def empty(self, url: str) -> None:
        """Leave nothing in either store but the tables."""
        with self.admin(name_in(url)) as rows, rows.transaction():
            rows.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor keys are asked
            for schema, table in rows.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('mailbox', 'desk')"
                " AND tablename <> 'alembic_version'"
            ).fetchall():
                rows.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(schema, table)))
            for (function,) in rows.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname ~ '^refuse_'"):
                rows.execute(sql.SQL("DROP FUNCTION {} CASCADE").format(sql.SQL(function)))  # made by a test


@contextmanager
def connections_closed() -> Iterator[None]:
    """Close at the end what was opened meanwhile: tests leave stores to the garbage, of which psycopg complains."""
    opened: list[psycopg.Connection] = []

    def note(connection: object, _record: object) -> None:
        if isinstance(connection, psycopg.Connection):
            opened.append(connection)

    event.listen(Pool, "connect", note)
    try:
        yield
    finally:
        event.remove(Pool, "connect", note)
        for connection in opened:
            connection.close()


def name_in(url: str) -> str:
    """The database that an address leads to."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def folder() -> Iterator[Path]:
    """Short, since a socket's path may have 107 bytes; PostgreSQL's user owns it, and nobody else enters it."""
    with TemporaryDirectory(prefix="pg-", dir="/tmp") as made:
        if os.geteuid() == 0:
            shutil.chown(made, OWNER, OWNER)
        yield Path(made)


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A server until the block ends."""
    if program("postgres") is None:
        pytest.skip(LEFT_OUT)
    with folder() as made:
        server = Server(made, settings)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # nobody starts it again
