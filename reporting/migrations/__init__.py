"""Alembic's steps for both stores: `mailbox/` and `desk/` are two histories that share one environment.

upgrade("sqlite:////srv/reporting/mailbox/mailbox.db", "mailbox")
"""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

from reporting import db
from reporting.errors import Refused

HERE = Path(__file__).parent
StoreName = Literal["mailbox", "desk"]


class NewerStore(Refused):
    """A store was brought to a schema that this version does not know."""


def upgrade(url: str, store: StoreName) -> None:
    """Bring a store to the newest schema, making it first if it is SQLite and not there yet. Raises NewerStore."""
    db.create(url)
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            config = _config(store, connection)
            _refuse_newer(config, store, connection)
            command.upgrade(config, "head")
    finally:
        engine.dispose()


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
