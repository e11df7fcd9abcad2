"""Reports that were taken back, and whether anybody had opened them by then."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deposit", sa.Column("opened", sa.Boolean, nullable=False, server_default=sa.false()))
    # Who had opened what the desk has taken is not known here. Taken for opened, a withdrawal asks its readers.
    deposit = sa.table("deposit", sa.column("opened"), sa.column("taken"))
    op.execute(sa.update(deposit).where(deposit.c.taken.is_(sa.true())).values(opened=sa.true()))
    op.create_table(
        "withdrawal",
        sa.Column("report_id", sa.String(32), sa.ForeignKey("deposit.report_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("withdrawn_on", sa.Date, nullable=False),
        sa.Column("taken", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        # As in the first step: what was said stays as it is, whatever an injected statement tries.
        op.execute(
            "CREATE TRIGGER withdrawal_only_once BEFORE INSERT ON withdrawal WHEN EXISTS (SELECT 1 FROM withdrawal"
            " WHERE report_id = NEW.report_id) BEGIN SELECT RAISE(ABORT, 'it is there already'); END"
        )
