"""On PostgreSQL too nobody is let in to a report after it came. On SQLite nothing changes: it saw to that before.

What is put in twice needs no trigger there: to put in over a row takes the right to change it, which the form lacks.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        # In its owner's name, so that who deposits needs no look at the parts.
        "CREATE FUNCTION reader_only_once() RETURNS trigger LANGUAGE plpgsql "
        "SECURITY DEFINER SET search_path = mailbox, pg_temp AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM part WHERE report_id = NEW.report_id) THEN "
        "RAISE EXCEPTION 'its readers were named when it came' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER reader_only_once BEFORE INSERT ON reader FOR EACH ROW EXECUTE FUNCTION reader_only_once()"
    )
