"""What the worker looks for in each round is found without a walk over the reports that are settled."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deposit", sa.Column("proven", sa.Boolean, nullable=False, server_default=sa.false()))
    deposit = sa.table("deposit", sa.column("proven"), sa.column("report_id"))
    has_proof = deposit.c.report_id.in_(sa.select(sa.table("proof", sa.column("report_id")).c.report_id))
    op.execute(sa.update(deposit).where(has_proof).values(proven=sa.true()))
    unproven, gone = sa.column("proven").is_(False), sa.text("status IN ('erased', 'unread')")
    op.create_index("deposit_unproven", "deposit", ["report_id"], sqlite_where=unproven, postgresql_where=unproven)
    op.create_index("deposit_gone", "deposit", ["status_on"], sqlite_where=gone, postgresql_where=gone)
