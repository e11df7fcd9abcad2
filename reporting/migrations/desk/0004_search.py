"""What the auditors' room finds entries by: their person and tag in the log's order, and where days begin in it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ONLY_GROWS = "the access log only grows"


def upgrade() -> None:
    for name in ("log_entry_by_person", "log_entry_by_case"):
        op.drop_index(name, "log_entry")
    op.create_index("log_entry_by_person", "log_entry", ["person", "tag", "leaf"])
    op.create_index("log_entry_by_case", "log_entry", ["case_id", "tag", "person", "leaf"])
    day = op.create_table(
        "log_day",
        sa.Column("leaf", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String(10), nullable=False),
        sqlite_with_rowid=False,
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    _fill(op.get_bind(), day, "encode(substring(entry, 8, 10), 'escape')" if postgresql else SAID)
    if postgresql:
        _follow_on_postgresql()
    else:
        _follow()


SAID = "CAST(substr(entry, 8, 10) AS TEXT)"
"""The day that an entry says: its keys are sorted, so that it begins with `{"at":"` and a date."""


def _fill(connection: sa.Connection, day: sa.Table, said: str) -> None:
    entry = sa.table("log_entry", sa.column("leaf", sa.BigInteger))
    every = sa.select(entry.c.leaf, sa.literal_column(said, sa.String).label("day")).subquery()
    before = sa.func.lag(every.c.day).over(order_by=every.c.leaf)
    beside = sa.select(every.c.leaf, every.c.day, before.label("before")).subquery()
    first = sa.select(beside.c.leaf, beside.c.day).where(beside.c.day.is_distinct_from(beside.c.before))
    connection.execute(sa.insert(day).from_select(["leaf", "day"], first.order_by(beside.c.leaf)))


def _follow() -> None:
    """By a trigger, so that no way to append can forget it. Nothing is written but when the day is another."""
    op.execute(
        "CREATE TRIGGER log_entry_day AFTER INSERT ON log_entry "
        "WHEN CAST(substr(NEW.entry, 8, 10) AS TEXT) IS NOT (SELECT day FROM log_day ORDER BY leaf DESC LIMIT 1) "
        "BEGIN INSERT INTO log_day (leaf, day) VALUES (NEW.leaf, CAST(substr(NEW.entry, 8, 10) AS TEXT)); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_day_no_{change.lower()} BEFORE {change} ON log_day "
            f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
        )
    op.execute(
        "CREATE TRIGGER log_day_once BEFORE INSERT ON log_day "
        "WHEN NEW.leaf <= (SELECT max(leaf) FROM log_day) "
        "BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END"
    )


def _follow_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION log_entry_day() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE said text := encode(substring(NEW.entry, 8, 10), 'escape'); BEGIN "
        "IF said IS DISTINCT FROM (SELECT day FROM log_day ORDER BY leaf DESC LIMIT 1) THEN "
        "INSERT INTO log_day (leaf, day) VALUES (NEW.leaf, said); END IF; RETURN NULL; END $$"
    )
    op.execute("CREATE TRIGGER log_entry_day AFTER INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION log_entry_day()")
    op.execute(
        "CREATE TRIGGER log_day_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log_day "
        "EXECUTE FUNCTION log_only_grows()"
    )
