"""What the log has signed, once a day, and who cosigned it; and what is left to enter of the day's deposits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("made_on", sa.Date, nullable=False, index=True),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("desk_case", sa.Column("leaf", sa.BigInteger))
