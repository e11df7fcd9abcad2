"""What is asked of a store when it is opened: which version it is of, and whether there is anything in it."""

import time
from collections.abc import Callable
from typing import TypeVar

from reporting.db.errors import StoreHeld

VERSION = "SELECT version_num FROM alembic_version"
UPGRADED = "A store was upgraded meanwhile. Restart form, desk and worker."
TABLES_ON_SQLITE = "SELECT count(*) FROM sqlite_master"
TABLES_ON_POSTGRESQL = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
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
