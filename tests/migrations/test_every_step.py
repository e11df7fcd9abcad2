"""From nothing and from every step both stores reach the newest schema, on both engines, with all that is in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select, text

from reporting import migrations
from reporting.accesslog.merkle import leaf_hash
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused
from tests import postgres as pg

STORES: dict[migrations.StoreName, type[MailboxBase | DeskBase]] = {"mailbox": MailboxBase, "desk": DeskBase}
ENTRY = b'{"at":"2026-11-22T00:00Z","tag":"filler"}'
DAY = date(2026, 11, 22)
VALUES: dict[str, Any] = {
    "report_id": "a" * 32,
    "case_id": "7QK4-M2XR",
    "leaf": 0,
    "entry": ENTRY,
    "level": 0,
    "position": 0,
    "hash": leaf_hash(ENTRY),
    "day": "2026-11-22",
    "status": "received",
}
"""What has to fit together. Everything else is made up from its type."""
BY_TYPE: dict[type, Any] = {str: "x", bytes: b"\x00\xff'%", date: DAY, int: 3, bool: True}


@pytest.fixture(scope="module")
def made(postgres: pg.Server) -> str:
    return postgres.database()


@pytest.fixture
def database(made: str) -> str:
    """One without any schema of ours."""
    with rows_of(made, "public") as rows:
        rows.execute(text("DROP SCHEMA IF EXISTS mailbox, desk CASCADE"))
    return made


def steps(store: migrations.StoreName) -> list[str]:
    script = ScriptDirectory.from_config(migrations._config(store, None))
    return [step.revision for step in script.walk_revisions()]


@contextmanager
def rows_of(url: str, store: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.begin() as rows:
        if rows.dialect.name == "postgresql":
            rows.execute(text(f"SET search_path = {store}"))
        yield rows
    engine.dispose()


def tables(rows: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(rows)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(rows: Connection, base: type[MailboxBase | DeskBase]) -> None:
    """One row in every table that there is by now; types are those of the models, since SQLite knows fewer."""
    # Readers are named before the parts are there.
    for table in sorted(tables(rows), key=lambda table: table.name == "part"):
        known = base.metadata.tables[table.name].columns
        row = {
            column.name: VALUES.get(column.name, BY_TYPE[known[column.name].type.python_type])
            for column in table.columns
        }
        if table.name == "clock_count" or (table.name == "log_day" and rows.scalar(select(table)) is not None):
            continue  # the triggers of that step write it
        rows.execute(insert(base.metadata.tables[table.name]).values(row))


def contents(rows: Connection, base: type[MailboxBase | DeskBase]) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted(tuple(row) for row in rows.execute(select(table))) for name, table in base.metadata.tables.items()
    }


@pytest.mark.parametrize(("store", "step"), [(store, step) for store in STORES for step in steps(store)])
def test_every_step_leads_to_the_newest_with_all_that_was_there(
    tmp_path: Path, database: str, store: migrations.StoreName, step: str
) -> None:
    import reporting.desk
    import reporting.mailbox.models  # noqa: F401  (both name all tables)

    base, found = STORES[store], []
    for url in (f"sqlite:///{tmp_path}/{store}/{store}.db", database):
        migrations.upgrade(url, store, step)
        with rows_of(url, store) as rows:
            fill(rows, base)
            then = {table.name for table in tables(rows)}
        migrations.upgrade(url, store)
        Store.open(url, base).close()
        with rows_of(url, store) as rows:
            now = contents(rows, base)
            assert {table.name for table in tables(rows)} == set(now)
        assert all(len(now[name]) == 1 for name in then - {"clock_count"})
        found.append(now)
    assert found[0] == found[1], "the engines made something else of the same rows"
    if store == "desk":
        assert [row[-1] for row in found[0]["log_node"]] == [leaf_hash(ENTRY)]
        assert found[0]["log_day"] == [(0, "2026-11-22")]
        assert {(row[1], row[-1]) for row in found[0]["clock_count"]} >= {("acknowledge", 1)}


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_newer_schema_is_refused_and_left_alone(
    tmp_path: Path, request: pytest.FixtureRequest, store: migrations.StoreName, engine: str
) -> None:
    made = f"sqlite:///{tmp_path}/{store}/{store}.db"
    url = made if engine == "sqlite" else request.getfixturevalue("database")
    migrations.upgrade(url, store)
    with rows_of(url, store) as rows:
        rows.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreRefused, match="newer"):
        migrations.upgrade(url, store)
    with pytest.raises(StoreRefused, match="of a newer version"):
        Store.open(url, STORES[store])
    with rows_of(url, store) as rows:
        assert rows.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_step_that_fails_leaves_a_database_as_it_was(database: str) -> None:
    url = database
    migrations.upgrade(url, "desk", "0008")
    with rows_of(url, "desk") as rows:
        rows.execute(text("CREATE FUNCTION log_day_in_order() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
    with pytest.raises(Exception, match="already exists"):
        migrations.upgrade(url, "desk")
    with rows_of(url, "desk") as rows:
        assert rows.scalar(text("SELECT version_num FROM alembic_version")) == "0008"
        assert rows.scalar(text("SELECT count(*) FROM pg_proc WHERE proname = 'log_entry_in_order'")) == 0
