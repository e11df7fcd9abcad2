"""What the auditors' own connection may see, held by the store itself: the log, and the days of cases; nothing else.

The authorizer is asked when a statement is prepared (sqlite.org/c3ref/set_authorizer.html), so that even a page of this
room that had a fault could name no title, no note and no session. PostgreSQL grants the auditors' role the same tables
(`migrations.roles`).
"""

import sqlite3

OF_THE_LOG = frozenset({"log_entry", "log_node", "log_day", "log_checkpoint"})
"""Tables to which the desk adds, and in which it changes nothing."""
SHOWN = OF_THE_LOG | {"alembic_version", "desk_case", "clock_count", "clock_limits", "comparison", "absence"}
"""The log, the days of cases, by which promises were kept or missed, and whether what was entered is still there."""
PLAIN = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_RECURSIVE}
)
FUNCTIONS = frozenset({"count", "min", "max", "sum", "coalesce", "lead"})


def audit_guard(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """SQLITE_OK for what the room does, SQLITE_DENY for everything else."""
    allowed = (
        action in PLAIN
        or (action == sqlite3.SQLITE_READ and first in SHOWN)
        or (action == sqlite3.SQLITE_FUNCTION and second in FUNCTIONS)
        # SQLAlchemy asks once for the isolation level; asked without a value, the pragma changes nothing.
        or (action == sqlite3.SQLITE_PRAGMA and first == "read_uncommitted" and second is None)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
