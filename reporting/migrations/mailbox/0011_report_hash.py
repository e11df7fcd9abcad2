"""A report keeps the hash of its seal as it came: the log enters it, and its reporter compares it with the proof."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those that are there already have none, for what is sealed may have another head by now.
    op.add_column("deposit", sa.Column("report_hash", sa.LargeBinary(32)))
