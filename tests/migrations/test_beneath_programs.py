"""An upgrade on PostgreSQL while programs are at work there: refused as it is on files, and no program outlives one."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from reporting import migrations
from reporting.db import DeskBase, Store, StoreRefused, StoreUnavailable, postgresql
from reporting.db.errors import StoreInUse
from tests import postgres as pg

PROGRAM = """
import sys
from sqlalchemy import text
from reporting.db import postgresql
engine = postgresql.open_engine(sys.argv[1], "desk", patience=5)
engine.connect().execute(text("SELECT 1"))
print("at work", flush=True)
sys.stdin.read()
"""
"""A program that has the store open, of whatever version, and rests."""


@pytest.fixture
def url(postgres: pg.Server) -> Iterator[str]:
    """A database of its own, whose desk is of an older version."""
    name = pg.name_in(postgres.database())
    address = postgres.url(name)
    migrations.upgrade(address, "desk", "0013")
    yield address
    with postgres.admin() as rows:
        rows.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def program(url: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None and running.stdout.readline() == "at work\n"
        yield running
        running.kill()


def version(url: str) -> str:
    engine = postgresql.open_engine(url, "desk", patience=5)
    with engine.connect() as rows:
        found = rows.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return str(found)


def test_it_is_refused_while_a_program_is_at_work_and_goes_through_when_that_was_killed(
    url: str, program: subprocess.Popen[str]
) -> None:
    with pytest.raises(StoreInUse, match=r"schema desk is in use\. Stop form, desk and worker, and run this again\."):
        migrations.upgrade(url, "desk")
    assert version(url) == "0013"
    program.kill()
    program.wait()
    migrations.upgrade(url, "desk")
    assert version(url) == DeskBase.HEAD


def test_where_there_is_nothing_to_change_nobody_is_asked_to_stop(url: str) -> None:
    migrations.upgrade(url, "desk")
    store = Store.open(url, DeskBase)
    with store.read() as session:
        session.execute(text("SELECT 1"))
    migrations.upgrade(url, "desk")
    with store.write() as session:
        session.execute(text("SELECT count(*) FROM desk_case"))
    store.close()


def test_a_program_that_comes_meanwhile_is_told_to_wait(url: str) -> None:
    engine = postgresql.open_engine(url, "desk", patience=5, alone=True)
    with engine.begin() as rows:
        postgresql.refuse_use(rows, "desk", 0)
        with pytest.raises(StoreRefused, match=r"schema desk is being upgraded\. Wait for that"):
            Store.open(url, DeskBase)
    engine.dispose()


def test_who_comes_back_after_an_upgrade_works_no_more(url: str) -> None:
    """A form that nobody asked anything has no connection open, and so is not seen."""
    migrations.upgrade(url, "desk")
    store = Store.open(url, DeskBase)
    engine = postgresql.open_engine(url, "desk", patience=5)
    with engine.begin() as rows:
        rows.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match=r"A store was upgraded meanwhile\."), store.write() as session:
        session.execute(text("SELECT count(*) FROM desk_case"))
    store.close()
