"""The worker: what time does, once and again without doing anything twice."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from reporting import worker
from reporting.mailbox.desk_side import DeskMailbox
from tests.house import House, Reader, Rosa, fields_of
from tests.postgres import only_sqlite


def rows(house: House, store: str, table: str) -> int:
    rooms = house.rooms()
    return int((rooms.desk if store == "desk" else rooms.mailbox).scalar(f"SELECT count(*) FROM {table}"))


def test_deposits_become_cases_once_however_often_it_runs(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    rosa.send(what_happened="It was Ben.", readers="not-ben")
    for _ in range(3):
        house.work()
    with house.rooms().mailbox.read() as session:
        for handle in ("ada", "ben"):
            assert DeskMailbox(session).untaken(10, house.person(handle).fingerprint) == []
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 2


def test_spent_tokens_are_forgotten_when_they_could_not_be_used_again_and_not_before(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    house.clock.advance(timedelta(days=3))
    house.work()
    assert rows(house, "mailbox", "spent_token") == 1
    house.clock.advance(timedelta(days=1))
    house.work()
    assert rows(house, "mailbox", "spent_token") == 0
    assert rosa.send_again(what_happened="Again.", receipt_entropy="AAAAAAAAAAAAAAAAAAAAAA").status_code == 400


@only_sqlite
def test_once_a_day_neither_store_has_a_log_in_which_stands_what_was_deleted_and_in_what_order(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    worker.run(house.rooms(), house.keys, house.signing(), Rounds(1))
    logs = [house.folder / f"instance/{name}/{name}.db-wal" for name in ("mailbox", "desk")]
    assert [log.stat().st_size for log in logs] == [0, 0]


@only_sqlite
def test_a_log_that_somebody_still_reads_is_emptied_once_they_have_read(house: House) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    rooms, done, log = house.rooms(), dict[str, date](), house.folder / "instance/desk/desk.db-wal"
    with rooms.desk.read() as reading:
        reading.execute(text("SELECT count(*) FROM desk_session"))
        house.work()
        worker.tidy(rooms, done)
        assert log.stat().st_size and set(done) == {"pages", "mailbox"}
    worker.tidy(rooms, done)
    assert (log.stat().st_size, len(done)) == (0, 3)


def test_lapsed_sessions_are_forgotten(house: House) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    house.work()
    assert rows(house, "desk", "desk_session") == 1
    house.clock.advance(timedelta(minutes=16))
    house.work()
    assert rows(house, "desk", "desk_session") == 0


def test_what_is_unfinished_in_keys_is_told_and_tried_again(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    (house.keys / "new.pub").write_text("# reporting public")
    ended = Rounds(1)
    worker.run(house.rooms(), house.keys, house.signing(), ended)
    assert "Trying again each minute" in capsys.readouterr().err
    (house.keys / "new.pub").unlink()
    worker.run(house.rooms(), house.keys, house.signing(), Rounds(1))
    with house.rooms().mailbox.read() as session:
        assert DeskMailbox(session).untaken(1, house.person("ada").fingerprint) == []


class Rounds(threading.Event):
    """Ends the worker after so many rounds."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number

    def wait(self, timeout: float | None = None) -> bool:
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def test_a_clock_that_jumped_is_told_once_and_nothing_is_erased_by_its_date(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.fields = fields_of(rosa.send(what_happened="He followed me.", remark="x").text)
    rosa.send_again(remark="x")  # a machine, it seems: set aside, and erased after thirty days
    house.work()
    (report_id,) = house.report_ids()
    house.clock.advance(timedelta(days=3652))
    worker.run(house.rooms(), house.keys, house.signing(), Rounds(3))
    (line,) = capsys.readouterr().err.splitlines()
    assert "The clock says 2036-11-22, and between 2026-11-23 and 2036-11-22 no day's work was done" in line
    for _ in range(3):
        assert house.sealed("report", report_id), "a midnight comes soon after any jump"
        house.clock.advance(timedelta(days=1))
        worker.run(house.rooms(), house.keys, house.signing(), Rounds(1))
    with house.mailbox().read() as session:
        assert DeskMailbox(session).parts(report_id) == [], "three days are soon enough where the clock was right"
