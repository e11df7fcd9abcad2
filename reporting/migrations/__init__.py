"""Alembic's steps for both stores: `mailbox/` and `desk/` are two histories that share one environment.

upgrade("sqlite:////srv/reporting/mailbox/mailbox.db", "mailbox")
"""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from reporting import db
from reporting.db import StoreRefused, postgresql
from reporting.migrations import roles

HERE = Path(__file__).parent
StoreName = Literal["mailbox", "desk"]
PATIENCE = 60.0
"""Seconds that a step waits for who still works with the tables that it changes."""


def upgrade(url: str, store: StoreName, to: str = "head") -> None:
    """Bring a store to the newest schema, making it first if it is not there yet. Raises StoreRefused.

    A database of PostgreSQL has to be there; what fails in it leaves it as it was.
    """
    db.create(url)
    engine = _engine(url, store)
    try:
        with engine.begin() as connection:
            if postgresql.is_one(url):
                postgresql.take_turn(connection, store)
                postgresql.make_schema(connection, store)
            command.upgrade(_config(store, connection), to)
            if postgresql.is_one(url):
                roles.grant(connection, store)
    except CommandError:
        raise StoreRefused(f"The tables of {store} are of a newer version. Install that version again") from None
    except OperationalError:
        raise StoreRefused(f"{store} cannot be upgraded now: nobody answers, or somebody is at work there") from None
    finally:
        engine.dispose()


def _engine(url: str, store: StoreName) -> Engine:
    if postgresql.is_one(url):
        return postgresql.open_engine(url, store, patience=PATIENCE)
    return create_engine(url, hide_parameters=True)


def _config(store: StoreName, connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(HERE / store))
    config.attributes["connection"] = connection
    return config
