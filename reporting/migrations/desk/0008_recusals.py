"""Who stepped back from a case for good, and who is to take the place."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FINGERPRINT = 52


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("successor", sa.String(FINGERPRINT)))
    op.create_table(
        "recusal",
        sa.Column("case_id", sa.String(9), sa.ForeignKey("desk_case.case_id"), primary_key=True),
        sa.Column("fingerprint", sa.String(FINGERPRINT), primary_key=True),
        sa.Column("on_date", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
