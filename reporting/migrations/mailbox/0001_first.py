"""Deposits, their readers and parts, messages, spent tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _of_a_deposit() -> sa.Column[str]:
    key = sa.ForeignKey("deposit.report_id", ondelete="CASCADE")
    return sa.Column("report_id", sa.String(32), key, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "deposit",
        sa.Column("report_id", sa.String(32), primary_key=True),
        sa.Column("locator_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("words_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("status_on", sa.Date, nullable=False),
        sa.Column("taken", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_with_rowid=False,
    )
    untaken = sa.column("taken").is_(False)
    op.create_index("deposit_untaken", "deposit", ["report_id"], sqlite_where=untaken, postgresql_where=untaken)
    op.create_table(
        "reader",
        _of_a_deposit(),
        sa.Column("fingerprint", sa.String(52), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "part",
        _of_a_deposit(),
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "message",
        _of_a_deposit(),
        sa.Column("direction", sa.String(16), primary_key=True),
        sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("words_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("sent_on", sa.Date, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent_token",
        sa.Column("nonce_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("spent_on", sa.Date, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _only_once()


def _only_once() -> None:
    """What was deposited stays as it is, and nobody is let in afterwards.

    SQLite's authorizer is asked nothing for the delete inside `INSERT OR REPLACE`, so the tables refuse it themselves;
    and readers are named before the parts are there, or not at all.
    """
    keys = {
        "deposit": ("report_id", "locator_hash"),
        "part": ("report_id, name",),
        "message": ("report_id, direction, number",),
        "spent_token": ("nonce_hash",),
    }
    for table, uniques in keys.items():
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {_same(columns)})" for columns in uniques)  # noqa: S608
        _refuse(table, there, "it is there already")
    sealed = "EXISTS (SELECT 1 FROM part WHERE report_id = NEW.report_id)"
    _refuse("reader", sealed, "its readers were named when it came")


def _same(columns: str) -> str:
    return " AND ".join(f"{column} = NEW.{column}" for column in columns.split(", "))


def _refuse(table: str, when: str, why: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_only_once BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )
