"""Which reporters took their report back, where the log has it, and what is still to be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("withdrawn_on", sa.Date))
    op.add_column("desk_case", sa.Column("withdrawal_leaf", sa.BigInteger))
    op.create_table(
        "erasure",
        sa.Column("case_id", sa.String(9), sa.ForeignKey("desk_case.case_id"), primary_key=True),
        sa.Column("report_id", sa.String(32), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
