"""What reviewers say of a case, sealed; since when the reporter was answered; decisions, holds and erase dates."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FINGERPRINT = 52


def upgrade() -> None:
    for column in (
        sa.Column("replied_on", sa.Date),
        sa.Column("proposal", sa.SmallInteger),
        sa.Column("proposed_by", sa.String(FINGERPRINT)),
        sa.Column("agreed_on", sa.Date),
        sa.Column("confirm_by", sa.Date),
        sa.Column("told_on", sa.Date),
        sa.Column("wait_until", sa.Date),
        sa.Column("erase_on", sa.Date),
        sa.Column("held_from", sa.String(16)),
    ):
        op.add_column("desk_case", column)
    op.create_index("desk_case_erase_on", "desk_case", ["erase_on"])
    op.create_table(
        "case_note",
        sa.Column("case_id", sa.String(9), sa.ForeignKey("desk_case.case_id"), primary_key=True),
        sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("author", sa.String(FINGERPRINT), nullable=False),
        sa.Column("written_on", sa.Date, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
