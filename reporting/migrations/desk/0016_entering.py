"""A concern that a reader enters has its entry once, however often it is sent until it is stored."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entering",
        sa.Column("whose", sa.LargeBinary(32), primary_key=True),
        sa.Column("on_date", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
