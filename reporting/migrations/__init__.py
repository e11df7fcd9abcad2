"""Alembic's steps for both stores: `mailbox/` and `desk/` are two histories that share one environment.

upgrade("sqlite:////srv/reporting/mailbox/mailbox.db", "mailbox")
"""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError

from reporting import db
from reporting.db import StoreRefused, postgresql
from reporting.migrations import roles

HERE = Path(__file__).parent
StoreName = Literal["mailbox", "desk"]
PATIENCE = 60.0
"""Seconds that a step waits for who still works with the tables that it changes."""


class NewerStore(StoreRefused):
    """A store was brought to a schema that this version does not know."""


def upgrade(url: str, store: StoreName, to: str = "head") -> None:
    """Bring a store to the newest schema, making it first if it is SQLite and not there yet.

    A database of PostgreSQL has to be there; what fails in it leaves it as it was. Raises NewerStore, StoreRefused.
    """
    db.create(url)
    engine = _engine(url, store)
    try:
        with engine.begin() as connection:
            if postgresql.is_one(url):
                upgrade_within(connection, store, to)
            else:
                _take_steps(connection, store, to)
    except OperationalError:
        raise StoreRefused(f"{store} cannot be upgraded now: nobody answers, or somebody is at work there") from None
    finally:
        engine.dispose()


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
        return postgresql.open_engine(url, store, patience=PATIENCE)
    return create_engine(url, hide_parameters=True)


def _refuse_newer(config: Config, store: StoreName, connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if not found <= known:
        raise NewerStore(
            f"The tables of the {store} are of a newer version of this program ({', '.join(sorted(found - known))}). "
            "Run that version, or put back a backup that was made before."
        )


def _config(store: StoreName, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(HERE / store))
    config.attributes["connection"] = connection
    return config
