"""Proofs for reporters that what they sent is in the access log."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.ForeignKey("deposit.report_id", ondelete="CASCADE")
    op.create_table(
        "proof",
        sa.Column("report_id", sa.String(32), key, primary_key=True),
        sa.Column("logged_on", sa.Date, nullable=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
