"""The mail that is still to go out, and which readers a reporter has asked to be told today."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("mail_id", sa.String(32), primary_key=True),
        sa.Column("fingerprint", sa.String(52), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mail_day",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("settled_on", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
    # Nobody is called to what came before there was any mail.
    op.add_column("case_reader", sa.Column("to_call", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(
        "case_reader_to_call",
        "case_reader",
        ["fingerprint", "case_id"],
        sqlite_where=sa.column("to_call"),
        postgresql_where=sa.column("to_call"),
    )
