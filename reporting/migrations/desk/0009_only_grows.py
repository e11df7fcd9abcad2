"""On PostgreSQL too the log has no gap and no day twice, and a refusal reads as SQLite's; on SQLite nothing changes."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSE = "RAISE EXCEPTION 'the access log only grows' USING ERRCODE = 'integrity_constraint_violation'"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {REFUSE}; END $$"
    )
    _refuse("log_entry", "NEW.leaf IS DISTINCT FROM (SELECT coalesce(max(leaf) + 1, 0) FROM log_entry)")
    _refuse("log_day", "NEW.leaf <= (SELECT max(leaf) FROM log_day)")


def _refuse(table: str, when: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN {REFUSE}; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_order()"
    )
