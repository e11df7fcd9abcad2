"""That a reporter has written is told to the desk, once. What was answered on a later day, it knows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("taken", sa.Boolean, nullable=False, server_default=sa.false()))
    message = sa.table("message", sa.column("report_id"), sa.column("sent_on"), sa.column("taken"))
    reply = sa.table("reply", sa.column("report_id"), sa.column("sent_on"))
    # An answer of the same day may have been the earlier of the two. Told once more, nobody overlooks it.
    answered = sa.exists().where(reply.c.report_id == message.c.report_id, reply.c.sent_on > message.c.sent_on)
    op.execute(sa.update(message).where(answered).values(taken=sa.true()))
    untaken = sa.column("taken").is_(False)
    op.create_index("message_untaken", "message", ["report_id"], sqlite_where=untaken, postgresql_where=untaken)
