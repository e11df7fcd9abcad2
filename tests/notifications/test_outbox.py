"""The outbox: nothing is sent by two, nothing stays behind, and what was there before it calls nobody."""

import sqlite3
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from reporting import migrations
from reporting.cases.calling import take_call
from reporting.db import DeskBase, Store
from reporting.migrations import _config
from reporting.notifications import Kind, Outbox
from tests.notifications.mailing import MONDAY, Mailing
from tests.notifications.server import MailServer


def test_what_one_worker_is_sending_another_does_not_take(mail: Mailing) -> None:
    with mail.rooms.desk.write() as session:
        for person in ("a", "b"):
            Outbox(session).put(person, Kind.DIGEST, MONDAY)
    with mail.rooms.desk.write() as session:
        assert len(Outbox(session).claim()) == 2
    with mail.rooms.desk.write() as session:
        assert Outbox(session).claim() == []


def test_what_rests_is_left_and_what_comes_meanwhile_is_taken(mail: Mailing) -> None:
    with mail.rooms.desk.write() as session:
        outbox = Outbox(session)
        outbox.put("a", Kind.TODAY, MONDAY)
        first = outbox.claim()
        outbox.put_back(first)
        outbox.put("b", Kind.TODAY, MONDAY)
        assert [one.fingerprint for one in outbox.claim([first[0].mail_id])] == ["b"]
        (again,) = outbox.claim()
        assert (again.mail_id, again.attempts) == (first[0].mail_id, 1)


def test_one_regular_mail_waits_for_a_person_and_calls_are_not_replaced(mail: Mailing) -> None:
    with mail.rooms.desk.write() as session:
        for kind in (Kind.TODAY, Kind.MONDAY, Kind.DIGEST, Kind.TODAY, Kind.DIGEST):
            Outbox(session).put("a", kind, MONDAY)
        Outbox(session).put("b", Kind.DIGEST, MONDAY)
    kinds = sorted(kind for kind, _ in mail.outbox())
    assert kinds == ["digest", "monday", "today", "today"]


def test_a_mail_that_was_sent_leaves_no_byte_in_the_store(mail: Mailing, server: MailServer) -> None:
    with server.refusing(lambda to: "451 later"):
        mail.at(MONDAY, 6)
    ids = [str(row[0]).encode() for row in mail.rows()]
    assert len(ids) == 5
    mail.hours(1)
    assert len(server.got) == 5
    with sqlite3.connect(mail.house.folder / "instance/desk/desk.db") as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
    left = b"".join(one.read_bytes() for one in (mail.house.folder / "instance/desk").iterdir())
    assert not any(mail_id in left for mail_id in ids)


def test_a_store_of_before_there_was_mail_gets_an_outbox_and_calls_nobody(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "desk").mkdir(mode=0o700)
    url = f"sqlite:///{tmp_path}/desk/desk.db"
    migrations.db.create(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(_config("desk", connection), "0003")
        connection.exec_driver_sql(
            "INSERT INTO desk_case (case_id, report_id, received_on, urgent, status, status_on) "
            f"VALUES ('7QK4-M2XR', 'x', '{MONDAY}', 1, 'received', '{MONDAY}')"
        )
        connection.exec_driver_sql(
            f"INSERT INTO case_reader (fingerprint, case_id, status, received_on) "
            f"VALUES ('ada', '7QK4-M2XR', 'received', '{MONDAY}')"
        )
    engine.dispose()
    migrations.upgrade(url, "desk")
    store = Store.open(url, DeskBase)
    with store.write() as session:
        assert not take_call(session, "ada", MONDAY)
        Outbox(session).put("ada", Kind.DIGEST, MONDAY)
    store.close()
