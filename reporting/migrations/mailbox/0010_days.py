"""Who comes back is told the days that the readers chose: until when they wait, and when it is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Cases that wait or are concluded already are told of with their next step: the mailbox cannot ask the desk.
    for name in ("wait_until", "erase_on"):
        op.add_column("deposit", sa.Column(name, sa.Date))
