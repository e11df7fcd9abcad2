"""Attachments: sealed files in chunks, so that nobody has to hold a whole one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.ForeignKey("deposit.report_id", ondelete="CASCADE")
    op.create_table(
        "chunk",
        sa.Column("report_id", sa.String(32), key, primary_key=True),
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        # As in the first step: what was deposited stays as it is, whatever an injected statement tries.
        op.execute(
            "CREATE TRIGGER chunk_only_once BEFORE INSERT ON chunk WHEN EXISTS (SELECT 1 FROM chunk WHERE"
            " report_id = NEW.report_id AND name = NEW.name AND number = NEW.number)"
            " BEGIN SELECT RAISE(ABORT, 'it is there already'); END"
        )
