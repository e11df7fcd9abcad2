"""The access log, cases and their readers, sessions and what sign-in needs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ONLY_GROWS = "the access log only grows"


def upgrade() -> None:
    _log()
    _cases()
    _sign_in()


def _log() -> None:
    op.create_table(
        "log_entry",
        sa.Column("leaf", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.Column("person", sa.String(52)),
        sa.Column("case_id", sa.String(9)),
        sqlite_with_rowid=False,
    )
    op.create_index("log_entry_by_person", "log_entry", ["person", "leaf"])
    op.create_index("log_entry_by_case", "log_entry", ["case_id", "tag", "person"])
    op.create_table(
        "log_salt",
        sa.Column("leaf", sa.BigInteger, sa.ForeignKey("log_entry.leaf"), primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    # Not a protection against whoever owns the store (the tree and its witnesses are), but against our own mistakes.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION log_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{ONLY_GROWS}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER log_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry "
            "EXECUTE FUNCTION log_only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_entry_no_{change.lower()} BEFORE {change} ON log_entry "
            f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
        )
    # "INSERT OR REPLACE" deletes without asking the trigger above unless recursive triggers are on.
    op.execute(
        "CREATE TRIGGER log_entry_dense BEFORE INSERT ON log_entry "
        "WHEN NEW.leaf IS NOT (SELECT coalesce(max(leaf) + 1, 0) FROM log_entry) "
        "BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END"
    )


def _cases() -> None:
    op.create_table(
        "desk_case",
        sa.Column("case_id", sa.String(9), primary_key=True),
        sa.Column("report_id", sa.String(32), nullable=False, unique=True),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("status_on", sa.Date, nullable=False),
        sa.Column("acknowledged_on", sa.Date),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_reader",
        sa.Column("fingerprint", sa.String(52), primary_key=True),
        sa.Column("case_id", sa.String(9), sa.ForeignKey("desk_case.case_id"), primary_key=True, index=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sqlite_with_rowid=False,
    )
    for name, day in (("case_reader_by_due", "due_on"), ("case_reader_by_received", "received_on")):
        op.create_index(name, "case_reader", ["fingerprint", "status", day, "case_id"])
    op.create_table(
        "telling",
        sa.Column("case_id", sa.String(9), sa.ForeignKey("desk_case.case_id"), primary_key=True),
        sa.Column("report_id", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )


def _sign_in() -> None:
    op.create_table(
        "desk_session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("fingerprint", sa.String(52), nullable=False, index=True),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent_challenge",
        sa.Column("nonce_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_secret",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in_refusal",
        sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
