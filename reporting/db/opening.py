"""What is asked of a store when it is opened: which version it is of, and whether there is anything in it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from reporting.db.errors import StoreHeld, StoreLost
from reporting.db.trouble import refuse_without_right

VERSION = "SELECT version_num FROM alembic_version"
UPGRADED = "A store was upgraded meanwhile. Restart form, desk and worker."
TABLES_ON_SQLITE = "SELECT count(*) FROM sqlite_master"
TABLES_ON_POSTGRESQL = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
SHUT_ON_POSTGRESQL = """SELECT count(*) FROM pg_namespace
    WHERE nspname = current_setting('search_path') AND NOT has_schema_privilege(oid, 'USAGE')"""
Answer = TypeVar("Answer")


def patiently(ask: Callable[[], Answer], patience: float) -> Answer:
    """The answer, within so many seconds; raises StoreHeld.

    Whoever closed a store last, or opens it first after a crash, holds it for as long as its log is long.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return ask()
        except StoreHeld:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def refuse_emptiness(ask: Callable[[str], Any], name: str, file: Path | None) -> None:
    """`ask` gives one value by SQL. Raises StoreLost, StoreRefused.

    Whoever has no right to a schema of PostgreSQL sees nothing in it: to call that empty would have a backup put back
    over a store that is whole.
    """
    if file is None and ask(SHUT_ON_POSTGRESQL):
        refuse_without_right(name)
    if not ask(TABLES_ON_SQLITE if file else TABLES_ON_POSTGRESQL):
        raise StoreLost(f"{file or name} is empty")
