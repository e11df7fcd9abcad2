"""What the form's own connection may do, held by the store itself: insert, and look up by locator; nothing else.

The authorizer is asked when a statement is prepared (sqlite.org/c3ref/set_authorizer.html), so that even a form taken
over by an injected statement reads no sealed part, changes no row and opens no other file. PostgreSQL grants the form's
role the same and no more (`migrations.roles`).
"""

import sqlite3

INSERTS = frozenset({"deposit", "reader", "part", "chunk", "message", "spent_token", "withdrawal"})
READS = frozenset(
    {
        ("deposit", "report_id"),
        ("deposit", "locator_hash"),
        ("deposit", "words_mac"),
        ("deposit", "report_hash"),
        ("deposit", "received_on"),
        ("deposit", "status"),
        ("deposit", "status_on"),
        ("deposit", "wait_until"),
        ("deposit", "erase_on"),
        ("deposit", "opened"),
        ("withdrawal", "report_id"),
        ("withdrawal", "withdrawn_on"),
        ("deposit", "suspected"),
        ("reader", "report_id"),
        ("reader", "fingerprint"),
        ("message", "report_id"),
        ("message", "direction"),
        ("message", "number"),
        ("message", "words_mac"),
        ("reply", "report_id"),
        ("reply", "number"),
        ("reply", "sent_on"),
        ("reply", "sealed"),
        ("proof", "report_id"),
        ("proof", "logged_on"),
        ("proof", "proof"),
        ("alembic_version", "version_num"),
        ("chunk", "report_id"),
        ("chunk", "name"),
        ("chunk", "number"),
    }
)
ASKED_BY_TRIGGERS = frozenset({("part", "report_id"), ("part", "name"), ("spent_token", "nonce_hash")})
"""Those that let nothing be put in twice on SQLite, in the name of whoever puts in."""
_READS = READS | ASKED_BY_TRIGGERS
PLAIN = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT})


def form_guard(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """SQLITE_OK for what the form does, SQLITE_DENY for everything else."""
    allowed = (
        action in PLAIN
        or (action == sqlite3.SQLITE_INSERT and first in INSERTS)
        or (action == sqlite3.SQLITE_READ and (first, second) in _READS)
        # SQLAlchemy asks once for the isolation level; asked without a value, the pragma changes nothing.
        or (action == sqlite3.SQLITE_PRAGMA and first == "read_uncommitted" and second is None)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
