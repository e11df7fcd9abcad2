"""`reporting db upgrade`: from every earlier schema, with what people put in; and never onto a newer one."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import create_engine

from reporting import db, migrations
from reporting.accesslog.whole import check_whole
from reporting.cli import main
from reporting.clock import FixedClock
from reporting.db import DeskBase, MailboxBase
from tests.house import House, Reader, log_key
from tests.worker.reading import MORNING, nights_around

STORES: Mapping[migrations.StoreName, str] = {"mailbox": MailboxBase.HEAD, "desk": DeskBase.HEAD}
OLDER = [(store, f"{at:04d}") for store, head in STORES.items() for at in range(1, int(head))]
MADE_BY_TRIGGERS = frozenset({"log_day", "clock_count"})


def engine_url(file: Path) -> str:
    return f"sqlite:///{file}"


def at(file: Path, store: migrations.StoreName, revision: str) -> None:
    """An empty store as an earlier version made it."""
    db.create(engine_url(file))
    engine = create_engine(engine_url(file))
    with engine.begin() as connection:
        command.upgrade(migrations._config(store, connection), revision)
    engine.dispose()


def columns(rows: sqlite3.Connection) -> dict[str, list[str]]:
    """Of each table in the order in which they were made, which is that of their foreign keys."""
    made = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    tables = [name for (name,) in made if name != "alembic_version"]
    return {name: [row[1] for row in rows.execute(f"PRAGMA table_info({name})")] for name in tables}


def content(rows: sqlite3.Connection, wanted: Mapping[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: rows.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2").fetchall()
        for table, names in wanted.items()
    }


@pytest.fixture
def lived_in(house: House) -> House:
    """Two nights, reports with a file, a case that moved on, a note, a withdrawal, checkpoints and proofs."""
    nights_around(house, 3)
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    with house.rooms().desk.read() as session:
        case = session.connection().exec_driver_sql("SELECT case_id FROM desk_case ORDER BY 1").scalars().first()
    assert ada.post(f"/cases/{case}/report").status_code == 200
    assert ada.post(f"/cases/{case}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    return house


def another_machine(house: House, folder: Path) -> House:
    """The same house elsewhere, where nobody has its stores open."""
    for name in ("instance", "keys"):
        shutil.copytree(house.folder / name, folder / name, ignore=shutil.ignore_patterns("*.db*"))
    for name in STORES:
        db.create(engine_url(folder / f"instance/{name}/{name}.db"))
        file = f"instance/{name}/{name}.db"
        with closing(sqlite3.connect(house.folder / file)) as rows, closing(sqlite3.connect(folder / file)) as copy:
            rows.backup(copy)
    return House(folder, FixedClock(house.clock.now()))


@pytest.mark.parametrize(("store", "revision"), OLDER)
def test_what_was_in_a_store_of_an_earlier_version_is_in_it_afterwards_and_all_goes_on(
    store: migrations.StoreName, revision: str, lived_in: House, tmp_path: Path
) -> None:
    moved = another_machine(lived_in, tmp_path / "moved")
    there, old = (one.folder / f"instance/{store}/{store}.db" for one in (lived_in, moved))
    old.unlink()
    at(old, store, revision)
    with closing(sqlite3.connect(there)) as new, closing(sqlite3.connect(old)) as rows:
        known = columns(rows)
        before = content(new, known)
        for table in known.keys() - MADE_BY_TRIGGERS:
            assert set(known[table]) <= set(columns(new)[table])
        for table, names in known.items():
            if table not in MADE_BY_TRIGGERS:
                put = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
                rows.executemany(put, before[table])
        rows.commit()
        nodes = new.execute("SELECT * FROM log_node ORDER BY 1, 2").fetchall() if store == "desk" else []
    migrations.upgrade(engine_url(old), store)
    with closing(sqlite3.connect(old)) as rows:
        assert rows.execute("SELECT version_num FROM alembic_version").fetchall() == [(STORES[store],)]
        assert content(rows, known) == before
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
        if store == "desk":
            assert rows.execute("SELECT * FROM log_node ORDER BY 1, 2").fetchall() == nodes
        else:
            assert rows.execute("SELECT count(*) FROM part").fetchone() == (9,)
    if store == "desk" and revision < "0003":
        moved.signing().kept.unlink()  # before its checkpoints were stored, none was kept either
    moved.clock.advance(MORNING * 2)
    moved.work()
    for report in moved.report_ids():
        assert "It happened" in moved.open_as("ben", "report", report)["answers"]["what_happened"]
    with moved.rooms().desk.read() as session:
        assert check_whole(session, [log_key().verifier])


@pytest.mark.parametrize("store", STORES)
def test_a_store_of_a_newer_version_is_refused_in_one_line_and_left_as_it_is(store: str, house: House) -> None:
    with closing(sqlite3.connect(house.folder / f"instance/{store}/{store}.db")) as rows:
        rows.execute("UPDATE alembic_version SET version_num = '0099'")
        rows.commit()
        environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
        told = CliRunner(env=environ).invoke(main, ["db", "upgrade"])
        assert told.exit_code == 1
        assert told.stderr.count("\n") == 1 and f"The tables of {store}.db are of a newer version" in told.stderr
        assert rows.execute("SELECT version_num FROM alembic_version").fetchall() == [("0099",)]


@pytest.mark.parametrize(("store", "head"), STORES.items())
def test_every_step_is_one_that_is_tried_here(store: migrations.StoreName, head: str) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        steps = ScriptDirectory.from_config(migrations._config(store, connection)).walk_revisions()
        assert sorted(step.revision for step in steps) == [f"{at:04d}" for at in range(1, int(head) + 1)]
    engine.dispose()
