"""Alembic's steps for both stores: `mailbox/` and `desk/` are two histories that share one environment.

upgrade("sqlite:////srv/reporting/mailbox/mailbox.db", "mailbox")
"""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from reporting import db
from reporting.db import StoreRefused, postgresql, sqlite
from reporting.db.errors import NewerStore
from reporting.migrations import roles

HERE = Path(__file__).parent
StoreName = Literal["mailbox", "desk"]
PATIENCE = 60.0
"""Seconds that a step waits for who still works with the tables that it changes."""
HANGING_UP = 2.0
"""Seconds in which the server has noticed that a program has ended."""


def upgrade(url: str, store: StoreName, to: str = "head") -> None:
    """Bring a store to the newest schema, making it first if it is SQLite and not there yet.

    All of it or nothing: who is killed on the way leaves the store as it was. A database of PostgreSQL has to be there.
    Raises NewerStore, StoreInUse, StoreRefused.
    """
    db.create(url)
    is_there = to == "head" and _is_at_head(url, store)
    if is_there and not postgresql.is_one(url):
        return
    engine = _engine(url, store)
    try:
        with engine.begin() as connection:
            if postgresql.is_one(url):
                if not is_there:  # else only its roles are settled, which disturbs nobody
                    postgresql.refuse_use(connection, store, HANGING_UP)
                upgrade_within(connection, store, to)
            else:
                _take_steps(connection, store, to)
    except DBAPIError as error:
        if not postgresql.is_one(url):
            sqlite.refuse_to_change(Path(url.removeprefix(sqlite.PREFIX)), error)
        if not isinstance(error, OperationalError):
            raise
        raise StoreRefused(
            f"{store} cannot be upgraded: the database does not answer, or somebody is at work there. "
            "Stop form, desk and worker, see that its server runs, and run this again."
        ) from None
    finally:
        engine.dispose()


def _is_at_head(url: str, store: StoreName) -> bool:
    """Then nobody who has it open is asked to let go of it. Raises NewerStore."""
    try:
        db.Store.open(url, db.MailboxBase if store == "mailbox" else db.DeskBase, read_only=True).close()
    except NewerStore:
        raise
    except StoreRefused:
        return False
    return True


def upgrade_within(rows: Connection, store: StoreName, to: str = "head") -> None:
    """The same in a transaction on PostgreSQL that sees the store's schema: others find nothing of it before its end.

    Raises NewerStore, OperationalError.
    """
    postgresql.take_turn(rows, store)
    postgresql.make_schema(rows, store)
    _take_steps(rows, store, to)
    roles.grant(rows, store)


def _take_steps(rows: Connection, store: StoreName, to: str) -> None:
    config = _config(store, rows)
    _refuse_newer(config, store, rows)
    command.upgrade(config, to)


def _engine(url: str, store: StoreName) -> Engine:
    if postgresql.is_one(url):
        return postgresql.open_engine(url, store, patience=PATIENCE, alone=True)
    return sqlite.open_alone(Path(url.removeprefix(sqlite.PREFIX)))


def _refuse_newer(config: Config, store: StoreName, connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if not found <= known:
        raise NewerStore(f"the {store}")


def _config(store: StoreName, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(HERE / store))
    config.attributes["connection"] = connection
    return config
