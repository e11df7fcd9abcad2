"""Reports that are set aside: suspected of having been sent by a machine."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deposit", sa.Column("suspected", sa.Boolean, nullable=False, server_default=sa.false()))
    aside = sa.column("suspected").is_(True)
    op.create_index("deposit_aside", "deposit", ["report_id"], sqlite_where=aside, postgresql_where=aside)
