"""Clocks kept and missed are counted as they run; which limits were in force; what of the log's reports is there."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = "received_on, clock, started_on, outcome, took"
SEEN = ("received_on", "status", "acknowledged_on", "concluded_on", "withdrawn_on", "held_from")
"""Columns of a case from which its clocks are judged."""


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("concluded_on", sa.Date))
    # Of a case that went on since, the day of its conclusion is not known; what is not known is said to be so.
    op.execute("UPDATE desk_case SET concluded_on = status_on WHERE status = 'concluded'")
    op.create_index("desk_case_by_clock", "desk_case", ["received_on", "acknowledged_on", "concluded_on"])
    _clocks()
    _comparison()


def _clocks() -> None:
    op.create_table(
        "clock_count",
        sa.Column("received_on", sa.Date, primary_key=True),
        sa.Column("clock", sa.String(12), primary_key=True),
        sa.Column("started_on", sa.Date, primary_key=True),
        sa.Column("outcome", sa.String(12), primary_key=True),
        sa.Column("took", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clock_limits",
        sa.Column("leaf", sa.BigInteger, sa.ForeignKey("log_entry.leaf"), primary_key=True, autoincrement=False),
        sa.Column("acknowledge_days", sa.Integer, nullable=False),
        sa.Column("feedback_months", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for clock in ("acknowledge", "feedback"):
        counted = _counted(clock, "desk_case", postgresql=postgresql)
        fill = f"SELECT {KEY}, count(*) FROM ({counted}) t GROUP BY {KEY}"  # noqa: S608  (all of it stands in this file)
        op.execute(f"INSERT INTO clock_count ({KEY}, number) {fill}")
    if postgresql:
        _follow_on_postgresql()
    else:
        _follow()


def _counted(clock: str, row: str, *, postgresql: bool) -> str:
    """The key under which a case (`row`: the table, or NEW and OLD of a trigger) counts for a clock."""
    started = "received_on" if clock == "acknowledge" else "acknowledged_on"
    ended = "acknowledged_on" if clock == "acknowledge" else "concluded_on"
    took = _days if clock == "acknowledge" else _months
    withdrawn = (
        f"{row}.withdrawn_on IS NOT NULL AND "
        f"({row}.status IN ('withdrawn', 'erased') OR coalesce({row}.held_from, '') = 'withdrawn')"
    )
    if clock == "acknowledge":  # nothing but the acknowledgement leads on from here
        runs = f"{row}.status = 'received'"
    else:
        over = "('concluded', 'reconsidering')"
        runs = f"{row}.status NOT IN ('erased', 'withdrawn') AND {row}.status NOT IN {over} "
        runs += f"AND coalesce({row}.held_from, '') NOT IN {over}"
    outcome = (
        f"CASE WHEN {row}.{ended} IS NOT NULL THEN 'done' WHEN {withdrawn} THEN 'withdrawn' "
        f"WHEN {runs} THEN 'open' ELSE 'untold' END"
    )
    lasted = (
        f"CASE WHEN {row}.{ended} IS NOT NULL THEN {took(f'{row}.{started}', f'{row}.{ended}', postgresql)} "
        f"WHEN {withdrawn} THEN {took(f'{row}.{started}', f'{row}.withdrawn_on', postgresql)} ELSE 0 END"
    )
    source = f"FROM {row} " if row == "desk_case" else ""
    return (
        f"SELECT {row}.received_on AS received_on, '{clock}' AS clock, {row}.{started} AS started_on, "
        f"{outcome} AS outcome, {lasted} AS took {source}WHERE {row}.{started} IS NOT NULL"
    )


def _days(since: str, until: str, postgresql: bool) -> str:
    return f"({until} - {since})" if postgresql else f"CAST(julianday({until}) - julianday({since}) AS INTEGER)"


def _months(since: str, until: str, postgresql: bool) -> str:
    """The smallest number of months that added to one day gives no earlier day than the other."""

    def part(day: str, at: str, name: str) -> str:
        if postgresql:
            return f"CAST(extract({name} FROM {day}) AS integer)"
        return f"CAST(substr({day}, {at}) AS INTEGER)"

    years = f"({part(until, '1, 4', 'year')} - {part(since, '1, 4', 'year')}) * 12"
    months = f"{part(until, '6, 2', 'month')} - {part(since, '6, 2', 'month')}"
    begun = f"CASE WHEN {part(until, '9, 2', 'day')} > {part(since, '9, 2', 'day')} THEN 1 ELSE 0 END"
    return f"({years} + {months} + {begun})"


def _steps(*, postgresql: bool) -> tuple[list[str], list[str]]:
    """Statements that take the case as it was out of the count, and put it in as it is."""
    out, into = [], []
    for clock in ("acknowledge", "feedback"):
        was, now = (_counted(clock, row, postgresql=postgresql) for row in ("OLD", "NEW"))
        these = f"SELECT {KEY} FROM ({was}) t"  # noqa: S608
        out.append(f"UPDATE clock_count SET number = number - 1 WHERE ({KEY}) IN ({these})")  # noqa: S608
        into.append(
            f"INSERT INTO clock_count ({KEY}, number) SELECT {KEY}, 1 FROM ({now}) t WHERE true "  # noqa: S608
            f"ON CONFLICT ({KEY}) DO UPDATE SET number = clock_count.number + 1"
        )
    out.append("DELETE FROM clock_count WHERE received_on = OLD.received_on AND number = 0")
    return out, into


def _follow() -> None:
    """By triggers, so that no way to move a case can forget it."""
    out, into = _steps(postgresql=False)
    for when, steps in (
        ("INSERT", into),
        ("DELETE", out),
        (f"UPDATE OF {', '.join(SEEN)}", [*out, *into]),
    ):
        name = f"desk_case_clock_{when.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON desk_case BEGIN {'; '.join(steps)}; END")


def _follow_on_postgresql() -> None:
    out, into = ("; ".join(steps) for steps in _steps(postgresql=True))
    op.execute(
        "CREATE FUNCTION desk_case_clock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {out}; END IF; IF TG_OP <> 'DELETE' THEN {into}; END IF; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER desk_case_clock AFTER INSERT OR DELETE OR UPDATE OF {', '.join(SEEN)} ON desk_case "
        "FOR EACH ROW EXECUTE FUNCTION desk_case_clock()"
    )


def _comparison() -> None:
    op.create_table(
        "comparison",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("next_leaf", sa.BigInteger, nullable=False),
        sa.Column("done_on", sa.Date),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "absence",
        sa.Column("case_id", sa.String(9), primary_key=True),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sqlite_with_rowid=False,
    )
