"""On PostgreSQL each program has a role of its own: it may do what the program does, and is refused all else."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reporting import migrations
from reporting.cases.models import CaseRow
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused, StoreUnavailable
from reporting.db.errors import StoreLost
from reporting.desk import create_app as create_desk
from reporting.form import create_app
from reporting.migrations import roles
from tests import postgres as pg
from tests.house import FORM, House, Reader, Rosa, build, fields_of, words_of

TABLES = ("chunk", "deposit", "message", "part", "proof", "reader", "reply", "spent_token", "withdrawal")


@pytest.fixture(scope="module")
def server(postgres: pg.Server) -> Iterator[tuple[pg.Server, str]]:
    """A database made as docs/operations.md has it: roles by the command, tables by the worker's role."""
    name = pg.name_in(postgres.database())
    printed = subprocess.run([sys.executable, "-m", "reporting", "db", "roles"], check=True, stdout=subprocess.PIPE)
    with postgres.admin(name) as rows:
        for _ in range(2):
            rows.execute(printed.stdout)
    for store in ("mailbox", "desk"):
        migrations.upgrade(postgres.url(name, roles.WORKER), store)
    yield postgres, name
    with postgres.admin() as rows:
        rows.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        for role in (*roles.LOGINS, roles.AUDIT):
            rows.execute(f'DROP ROLE "{role}"')


@pytest.fixture
def at(server: tuple[pg.Server, str]) -> Iterator[str]:
    """The address of that database, with the role left open."""
    postgres, name = server
    with pg.connections_closed():
        yield postgres.url(name, "{role}")
    postgres.empty(postgres.url(name))


@pytest.fixture
def house(tmp_path: Path, at: str) -> House:
    tmp_path.chmod(0o700)
    return build(tmp_path, database=at.format(role=roles.WORKER))


@pytest.fixture
def form(house: House, at: str) -> Flask:
    return create_app(replace(house.settings.form(), mailbox_url=at.format(role=roles.FORM)), house.clock)


def refused(address: str, role: str, statement: str) -> bool:
    """Whether this role may not say this; raises when it is refused for another reason."""
    place = address.format(role=role).replace("+psycopg", "")
    with psycopg.connect(place) as rows:
        rows.execute("SET search_path = mailbox, desk")
        try:
            rows.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            rows.rollback()
    return False


def test_the_whole_form_works_under_its_role(form: Flask, house: House) -> None:
    rosa = Rosa(form.test_client())

    def post(path: str, **data: str) -> str:
        answer = rosa.client.post(path, data=data, base_url=FORM, headers=dict(rosa.HEADERS))
        assert answer.status_code == 200
        return str(answer.text)

    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    sent = rosa.send(what_happened="He followed me.", files=[picture.getvalue()])
    words = " ".join(words_of(sent.text))
    assert rosa.send_again().status_code == 200, "a resend is confirmed"
    assert len(house.report_ids()) == 1 and house.file("file-1")
    back = post("/receipt", words=words)
    assert "not yet read" in back
    post("/receipt/message", words=words, text="And again.", token=fields_of(back)["token"][0])
    assert house.mailbox().scalar("SELECT count(*) FROM message") == 1
    house.clock.advance(timedelta(days=1))
    house.work()
    assert "access log" in post("/receipt", words=words)
    sure = fields_of(post("/receipt/withdraw", words=words))
    post("/receipt/withdraw", sure="yes", **{name: values[0] for name, values in sure.items()})
    assert house.mailbox().scalar("SELECT count(*) FROM withdrawal") == 1
    assert form.test_client().get("/healthz", base_url=FORM).status_code == 200


FORBIDDEN = [
    *(f"UPDATE {table} SET report_id = report_id" for table in TABLES if table != "spent_token"),
    *(f"DELETE FROM {table}" for table in TABLES),
    *(f"TRUNCATE {table} CASCADE" for table in TABLES),
    *(f"SELECT * FROM {table}" for table in ("chunk", "deposit", "message", "part", "spent_token", "withdrawal")),
    "SELECT sealed FROM part",
    "SELECT report_id FROM part",
    "SELECT sealed FROM chunk",
    "SELECT sealed FROM message",
    "SELECT urgent FROM deposit",
    "SELECT taken FROM deposit",
    "SELECT nonce_hash FROM spent_token",
    "INSERT INTO reply VALUES ('x', 1, '2026-11-23', '')",
    "INSERT INTO proof VALUES ('x', '2026-11-23', '')",
    "INSERT INTO deposit VALUES ('x', '', '', '2026-11-23', false, 'received', '2026-11-23') RETURNING urgent",
    "INSERT INTO chunk VALUES ('x', 'file-1', 0, '') ON CONFLICT (report_id, name, number) DO UPDATE SET sealed = ''",
    "UPDATE alembic_version SET version_num = '1'",
    "SELECT * FROM desk.desk_case",
    "SELECT * FROM desk.log_entry",
    "SELECT * FROM desk.alembic_version",
    "CREATE TABLE mailbox.mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMPORARY TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "ALTER TABLE mailbox.part DISABLE TRIGGER ALL",
    "DROP TRIGGER reader_only_once ON mailbox.reader",
    'SET ROLE "reporting-desk"',
    'SET ROLE "reporting-audit"',
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "COPY part TO STDOUT",
    "COPY spent_token TO PROGRAM 'cat'",
    "SELECT pg_read_file('postgresql.conf')",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_forms_role_is_refused_everything_else(at: str, statement: str) -> None:
    assert refused(at, roles.FORM, statement)
    assert not refused(at, roles.FORM, "SELECT report_id, words_mac FROM deposit WHERE locator_hash = '\\x00'")


def test_nobody_is_let_in_to_a_report_after_it_came(form: Flask, house: House, at: str) -> None:
    Rosa(form.test_client()).send(what_happened="He followed me.")
    [report_id] = house.report_ids()
    store = Store.open(at.format(role=roles.FORM), MailboxBase)
    with pytest.raises(IntegrityError, match="named when it came"), store.write_rows() as rows:
        rows.exec_driver_sql("INSERT INTO reader VALUES (%s, 'mallory')", (report_id,))


def test_the_forms_role_opens_no_store_of_the_desk(at: str) -> None:
    with pytest.raises(StoreRefused):
        Store.open(at.format(role=roles.FORM), DeskBase)


@pytest.mark.parametrize("table", ["log_entry", "log_node", "log_day", "log_checkpoint"])
def test_the_desks_role_changes_nothing_in_the_log(at: str, table: str) -> None:
    column = {"log_node": "level", "log_checkpoint": "size"}.get(table, "leaf")
    for statement in (f"UPDATE {table} SET {column} = 1", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        assert refused(at, roles.DESK, statement)
    assert not refused(at, roles.DESK, f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["absence", "clock_limits", "comparison"])
def test_what_the_worker_alone_finds_is_read_and_not_written_by_the_desks_role(at: str, table: str) -> None:
    """Else a desk that was taken over could take back what the worker says of it to auditors."""
    column = sorted(DeskBase.metadata.tables[table].columns.keys())[0]
    for statement in (
        f"INSERT INTO {table} DEFAULT VALUES",
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
    ):
        assert refused(at, roles.DESK, statement), statement
    assert not refused(at, roles.DESK, f"SELECT * FROM {table}")
    assert not refused(at, roles.WORKER, f"DELETE FROM {table}")


def test_the_auditors_role_reads_the_log_and_the_days_of_cases_alone(at: str, server: tuple[pg.Server, str]) -> None:
    postgres, name = server
    with postgres.admin(name) as rows:
        asked = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('mailbox', 'desk')"
        tables = [f"{schema}.{table}" for schema, table in rows.execute(asked)]
    take_on = 'SET ROLE "reporting-audit"; '
    readable = {table for table in tables if not refused(at, roles.DESK, f"{take_on}SELECT * FROM {table}")}
    assert readable == {f"desk.{table}" for table in roles.SHOWN}
    for table in tables:
        assert refused(at, roles.DESK, f"{take_on}DELETE FROM {table}")
        assert refused(at, roles.DESK, f"{take_on}INSERT INTO {table} DEFAULT VALUES")


def test_desk_and_auditors_room_work_under_their_roles(form: Flask, house: House, at: str) -> None:
    Rosa(form.test_client()).send(what_happened="He followed me.")
    url = at.format(role=roles.DESK)
    desk = create_desk(replace(house.settings.desk(), mailbox_url=url, desk_url=url), house.clock)
    ada, olu = Reader(desk.test_client(), "ada"), Reader(desk.test_client(), "olu")
    assert ada.sign_in().status_code == olu.sign_in().status_code == 200
    assert ada.get("/inbox").status_code == 200
    with house.rooms().desk.read() as session:
        case_id = session.scalars(select(CaseRow.case_id)).one()
    assert ada.post(f"/cases/{case_id}/report").status_code == 200
    for page in ("/log", "/log/openings", "/log/clocks", "/log/checkpoint"):
        assert olu.get(page).status_code == 200, page
    house.work()
    assert house.rooms().desk.scalar("SELECT count(*) FROM log_entry WHERE tag = 'report:open'") == 1
    with pytest.raises(StoreRefused):
        Store.open(url, MailboxBase, role=roles.AUDIT)


def test_the_auditors_room_is_held_by_the_role_and_not_by_the_page(house: House, at: str) -> None:
    looking = Store.open(at.format(role=roles.DESK), DeskBase, role=roles.AUDIT)
    assert looking.scalar("SELECT count(*) FROM log_entry") == 0
    with pytest.raises(StoreUnavailable), looking.write_rows() as rows:
        rows.exec_driver_sql("UPDATE desk_case SET status = 'erased'")
    with pytest.raises(StoreUnavailable):
        looking.scalar("SELECT count(*) FROM desk_session")


@pytest.mark.parametrize(
    ("taken", "role", "schema", "tables"),
    [
        (f'USAGE ON SCHEMA mailbox FROM "{roles.FORM}"', roles.FORM, "mailbox", MailboxBase),
        (f'SELECT ON mailbox.alembic_version FROM "{roles.FORM}"', roles.FORM, "mailbox", MailboxBase),
        (f'USAGE ON SCHEMA desk FROM "{roles.DESK}", "{roles.AUDIT}"', roles.DESK, "desk", DeskBase),
    ],
)
def test_a_role_that_lost_its_rights_is_told_that_and_no_store_is_called_empty(
    server: tuple[pg.Server, str], at: str, taken: str, role: str, schema: str, tables: type
) -> None:
    """Else an operator would put a backup back over all that came since."""
    postgres, name = server
    with postgres.admin(name) as rows:
        rows.execute(f"REVOKE {taken}")
    with pytest.raises(StoreRefused) as refusal:
        Store.open(at.format(role=role), tables)
    assert not isinstance(refusal.value, StoreLost)
    assert str(refusal.value) == (
        f"schema {schema} could not be used: its role has no right to it. "
        "Grant its rights anew: runuser -u reporting-worker -- reporting db upgrade"
    )
    migrations.upgrade(at.format(role=roles.WORKER), schema)
    Store.open(at.format(role=role), tables).close()
