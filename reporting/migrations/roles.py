"""The roles of PostgreSQL: what form, desk, worker and auditors' room may each do in a database (D4).

    for statement in statements(): ...      # once, by one who may do everything: `reporting db roles`
    grant(rows, "mailbox")                  # by the tables' owner, with each upgrade

A role is named as the user of the machine that runs the program, so that it is let in without a password (`peer`). The
worker's owns the tables: it upgrades them, and erases. The others are granted what they do, table by table, each time
the schema is brought up to date, so that no table of a later version is open by mistake.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from reporting.audit.guard import OF_THE_LOG, SHOWN
from reporting.db.postgresql import AUDIT_ROLE
from reporting.mailbox.guard import INSERTS, READS

FORM, DESK, WORKER, AUDIT = "reporting-form", "reporting-desk", "reporting-worker", AUDIT_ROLE
LOGINS = (FORM, DESK, WORKER)
QUIET = {
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_duration": "off",
}
"""What the server's own log is told of these roles: a refused row in it would be a line with the minute of a report."""
BY_WORKER = frozenset({"clock_limits", "comparison", "absence"})
"""What the worker alone finds and says to auditors; the desk shows it."""


def statements() -> Iterator[str]:
    """What one who may do everything says once in the database of the stores; said again it changes nothing."""
    for role in (*LOGINS, AUDIT):
        may = "LOGIN" if role in LOGINS else "NOLOGIN"
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
            f'CREATE ROLE "{role}" {may}; END IF; END $$'
        )
        yield _here(f'GRANT CONNECT ON DATABASE %I TO "{role}"')
        for setting, value in QUIET.items():
            yield _here(f"ALTER ROLE \"{role}\" IN DATABASE %I SET {setting} = ''{value}''")
    yield f'GRANT "{AUDIT}" TO "{DESK}"'
    yield _here("REVOKE ALL ON DATABASE %I FROM PUBLIC")
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    for schema in ("mailbox", "desk"):
        yield f'CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION "{WORKER}"'


def _here(statement: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


def grant(rows: Connection, schema: str) -> None:
    """Give each role that was made what it needs of these tables, and nothing else, whatever it had before."""
    there = set(rows.scalars(text("SELECT rolname FROM pg_roles")))
    tables = set(rows.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")))
    for role in {FORM, DESK, AUDIT} & there:
        for what in ("ALL TABLES IN SCHEMA", "ALL FUNCTIONS IN SCHEMA", "SCHEMA"):
            rows.exec_driver_sql(f'REVOKE ALL ON {what} {schema} FROM "{role}"')
        granted = list(_granted(role, schema, tables))
        if granted:
            rows.exec_driver_sql(f'GRANT USAGE ON SCHEMA {schema} TO "{role}"')
        for table, rights in granted:
            rows.exec_driver_sql(f'GRANT {rights} ON {schema}.{table} TO "{role}"')


def _granted(role: str, schema: str, tables: set[str]) -> Iterator[tuple[str, str]]:
    """Tables, and rights in them."""
    if role == FORM and schema == "mailbox":
        yield from ((table, "INSERT") for table in sorted(INSERTS))
        yield from ((table, f"SELECT ({column})") for table, column in sorted(READS))
    elif role == DESK:
        for table in sorted(tables - {"alembic_version"}):
            added_to = "SELECT, INSERT" if table in OF_THE_LOG else "SELECT, INSERT, UPDATE, DELETE"
            yield table, "SELECT" if table in BY_WORKER else added_to
        yield "alembic_version", "SELECT"
    elif role == AUDIT and schema == "desk":
        yield from ((table, "SELECT") for table in sorted(SHOWN))
