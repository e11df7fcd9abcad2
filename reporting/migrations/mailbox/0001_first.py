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
