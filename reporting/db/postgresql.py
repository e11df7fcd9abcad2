"""PostgreSQL: a schema for each store, a server that outlives a power cut, one writer at a time.

An address names the database in which both stores may lie, each in a schema of its own, and any number of hosts:
`postgresql+psycopg:///reporting?host=/run/postgresql`. It names no password: libpq has files and peers for that.
"""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from reporting.db.errors import StoreInUse, StoreRefused, StoreUnavailable
from reporting.db.opening import UPGRADED, VERSION

PREFIX = "postgresql"
DRIVER = "postgresql+psycopg"
AUDIT_ROLE = "reporting-audit"
"""Taken on by the desk for its auditors' room."""
HERE = re.compile(r"(|localhost|127\.0\.0\.1)(:\d*)?|::1")
"""Hosts that no network lies before; without a host libpq takes the socket of this machine."""
ANSWER, IDLE = 3, 10
"""Seconds to wait for a host to answer before the next one is asked; and for which a transaction of ours may rest
before the server ends it, so that a host that is cut off in the midst of one does not keep all others waiting."""
DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply")}
"""What a server has to be set to. `local` and `remote_write` acknowledge before a standby has what it needs."""
_ASKED = "SELECT " + ", ".join(f"current_setting('{setting}')" for setting in DURABLE)
_TOLD = """SELECT set_config('search_path', %s, false), set_config('default_transaction_read_only', %s, false),
    set_config('lock_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)"""

_USES = "SELECT pg_try_advisory_lock_shared(%s)"
_IS_ALONE = "SELECT pg_try_advisory_xact_lock(%s)"
_WARNED = "warned"
_MAY_TAKE_ON = "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'MEMBER')"
OPEN_WAY = "The database is on another machine, and the way there is open. Add sslmode=verify-full to its address"


def is_one(url: str) -> bool:
    """Whether this is the address of a store on PostgreSQL."""
    return url.startswith(PREFIX)


def crosses_a_network(address: URL) -> bool:
    """Whether a host of it is neither a socket's folder nor this machine."""
    named = [address.host or "", *(one for key in ("host", "hostaddr") for one in _several(address.query.get(key, ())))]
    return any(not (host.startswith(("/", "@")) or HERE.fullmatch(host)) for host in named)


def _several(hosts: str | Sequence[str]) -> list[str]:
    return [host for each in ([hosts] if isinstance(hosts, str) else hosts) for host in each.split(",")]


def open_engine(
    url: str,
    schema: str,
    *,
    patience: float,
    read_only: bool = False,
    role: str | None = None,
    alone: bool = False,
) -> Engine:
    """An engine whose every connection sees this schema alone; `patience` in seconds. Raises StoreRefused.

    `role` is taken on for less than what the address' own may do, where it was made and may be taken on. A connection
    that may write says to the server that it uses the store, for as long as it lives, unless it is to be `alone`.
    """
    try:
        address = make_url(url).set(drivername=DRIVER)
        if crosses_a_network(address) and address.query.get("sslmode") != "verify-full":
            raise StoreRefused(OPEN_WAY)
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=patience,
            connect_args={} if "connect_timeout" in address.query else {"connect_timeout": ANSWER},
        )
    except ModuleNotFoundError:
        raise StoreRefused("PostgreSQL needs its driver. Run: pip install 'reporting[postgresql]'") from None
    except (ArgumentError, ValueError):
        raise StoreRefused("A store's address cannot be read. Write it as docs/operations.md does") from None
    told = schema, "on" if read_only else "off", f"{patience * 1000:.0f}ms", f"{IDLE}s"

    def prepare(connection: Any, record: Any) -> None:
        connection.add_notice_handler(lambda said: _note(said, record.info))
        connection.autocommit = True
        try:
            wrong = fleeting(connection.execute(_ASKED).fetchone())
            if wrong:
                raise StoreRefused(f"PostgreSQL may lose what it acknowledged: {wrong[0]}. Mend it in postgresql.conf")
            connection.execute(_TOLD, told)
            if role and connection.execute(_MAY_TAKE_ON, (role,)).fetchone():
                connection.execute("SELECT set_config('role', %s, false)", (role,))
            if not alone and not read_only and connection.execute(_USES, (_use_of(schema),)).fetchone() != (True,):
                raise StoreInUse(f"schema {schema} is being upgraded. Wait for that, and start this again.")
        except BaseException:
            connection.close()
            raise
        connection.autocommit = False

    event.listen(engine, "connect", prepare)
    return engine


def _note(said: Any, info: dict[Any, Any]) -> None:
    if said.severity_nonlocalized == "WARNING":
        info[_WARNED] = True


def is_here_alone(rows: Connection) -> bool:
    """Whether a commit was answered although no standby has it: PostgreSQL only warns when somebody ends that wait."""
    return bool(rows.info.pop(_WARNED, False))


def fleeting(settings: tuple[str, ...]) -> list[str]:
    """What of these, the values of DURABLE's settings, would lose what was acknowledged."""
    asked = zip(DURABLE.items(), settings, strict=True)
    return [f"{setting} is {value}" for (setting, durable), value in asked if value not in durable]


def make_schema(rows: Connection, schema: str) -> None:
    """The schema of a store, unless somebody has made it: who upgrades need not be one who may."""
    there = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
    if rows.scalar(there, {"schema": schema}) is None:
        rows.execute(text(f"CREATE SCHEMA {schema}"))


def _use_of(schema: str) -> int:
    """The number of the lock that says who uses a store: shared by those who do, and whole for who changes it."""
    return int.from_bytes(f"use:{schema}".encode()[:8], "big")


def refuse_use(rows: Connection, schema: str, patience: float) -> None:
    """Keep everybody out of a store to the end of this transaction; raises StoreInUse while somebody uses it.

    A lock and not a look at the list of sessions: what lives on the server for as long as a connection does is there
    also for one that began a moment ago, and gone with one that was killed. `patience`, in seconds, is for who has just
    hung up.
    """
    deadline = time.monotonic() + patience
    while not rows.exec_driver_sql(_IS_ALONE, (_use_of(schema),)).scalar():
        if time.monotonic() > deadline:
            raise StoreInUse(f"schema {schema} is in use. Stop form, desk and worker, and run this again.")
        time.sleep(0.1)


def of_version(head: str) -> Callable[[Any, Any], None]:
    """For each new connection: a program that outlived an upgrade works no more, rather than by what it knew before."""

    def check(connection: Any, _record: Any) -> None:
        found = connection.execute(VERSION).fetchall()
        connection.rollback()
        if found != [(head,)]:
            raise StoreUnavailable(UPGRADED)

    return check


def take_turn(rows: Connection, schema: str) -> None:
    """Wait for the turn to write to this store, and keep it to the end of the transaction.

    As on SQLite there is one writer at a time, on whatever host: what was looked up before a row is written is still so
    when it is, and two who come for the same rows in another order never wait for each other. What waits in a process
    is committed together, so that a turn is worth many reports.
    """
    rows.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (int.from_bytes(schema.encode(), "big"),))


def without_values(error: IntegrityError) -> IntegrityError:
    """The same refusal in PostgreSQL's first line, since in the next ones it repeats the row."""
    said: Any = error.orig
    return IntegrityError(None, None, type(said)(said.diag.message_primary))


def refuse_silence(engine: Engine, name: str) -> None:
    """Raises StoreRefused when nobody answers, or nobody is let in."""
    try:
        engine.connect().close()
    except (DBAPIError, OSError):
        raise StoreRefused(f"PostgreSQL lets nobody in to {name}. Start it, or mend the address") from None
