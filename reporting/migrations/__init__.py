"""Alembic's steps for both stores: `mailbox/` and `desk/` are two histories that share one environment.

upgrade("sqlite:////srv/reporting/mailbox/mailbox.db", "mailbox")
"""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from reporting import db

HERE = Path(__file__).parent
StoreName = Literal["mailbox", "desk"]


def upgrade(url: str, store: StoreName) -> None:
    """Bring a store to the newest schema, making it first if it is SQLite and not there yet."""
    db.create(url)
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(store, connection), "head")
    finally:
        engine.dispose()


def _config(store: StoreName, connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(HERE / store))
    config.attributes["connection"] = connection
    return config
