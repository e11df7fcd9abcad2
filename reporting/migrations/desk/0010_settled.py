"""What the worker looks for in each round is found without a walk over the cases that are settled."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, only in (("unlogged", "leaf IS NULL"), ("withdrawn", "status = 'withdrawn'")):
        where = sa.text(only)
        op.create_index(f"desk_case_{name}", "desk_case", ["case_id"], sqlite_where=where, postgresql_where=where)
