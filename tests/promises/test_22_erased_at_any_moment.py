"""Promise 22 when two act at the same moment, when a night is cut short, and by what the form's connection may do."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from reporting.accesslog import Tag
from reporting.cases import NoSuchCase
from reporting.mailbox.withdrawal import DeskWithdrawals, Hidden
from reporting.review import erase_case
from reporting.review.open_report import open_report
from tests.house import House, Reader
from tests.postgres import only_sqlite
from tests.promises.taken_back import Back, ada_at_the_desk, left_in_files, night, pieces, rosa_with_a_report, the_case
from tests.worker.reading import MORNING, tagged

ada = ada_at_the_desk
rosa = rosa_with_a_report

ROOT = Path(__file__).resolve().parents[2]


def test_reader_and_reporter_at_the_same_moment(house: House, ada: Reader) -> None:
    """Twelve races: either the entry is there and the report counts as opened, or nothing is read and no entry made."""
    outcomes = set()
    fingerprint = house.person("ada").fingerprint
    for _ in range(12):
        rosa, at = Back(house), house.rooms()
        known = set(house.report_ids())
        ada.get("/inbox")
        with at.desk.read() as session:
            case_id = session.execute(
                text("SELECT case_id FROM desk_case WHERE status = 'received' AND withdrawn_on IS NULL")
            ).scalar_one()
        before, sent, start = len(tagged(house, Tag.REPORT_OPEN)), rosa.asks(), threading.Barrier(2)
        read: list[bool] = []

        def opens(case_id: str = case_id, start: threading.Barrier = start, read: list[bool] = read) -> None:
            start.wait()
            try:
                read.append(bool(open_report(case_id, fingerprint, at).sealed))  # noqa: B023  (joined before the loop goes on)
            except NoSuchCase:
                read.append(False)

        reader = threading.Thread(target=opens)
        reader.start()
        start.wait()
        page = rosa.post("/receipt/withdraw", **sent)[1]
        reader.join()
        entered = len(tagged(house, Tag.REPORT_OPEN)) - before
        told_opened = "One of the readers had opened" in page
        assert read == [told_opened] and entered == int(told_opened), (known, page)
        outcomes.add(told_opened)
    assert outcomes


def test_whoever_comes_second_in_the_mailbox_loses(house: House, rosa: Back, ada: Reader) -> None:
    """The reporter commits while the entry is written and not yet committed: entry and ciphertext both stay away."""
    case_id = the_case(ada)
    rosa.withdraws()
    (report_id,) = house.report_ids()
    with pytest.raises(Hidden), house.mailbox().write() as session:
        DeskWithdrawals(session).mark_opened(report_id)
    with pytest.raises(NoSuchCase):
        open_report(case_id, house.person("ada").fingerprint, house.rooms())
    assert tagged(house, Tag.REPORT_OPEN) == []


STEPS = [
    "reporting.review.withdrawals.DeskWithdrawals.mark_taken",
    "reporting.worker.log_day.Withdrawals.logged",
    "reporting.worker.erase.Withdrawals.to_erase",
    "reporting.worker.erase.Withdrawals.erase",
    "reporting.review.erase_case.DeskWithdrawals.erase",
    "reporting.db.Store.flush_log",
    "reporting.review.erase_case.Withdrawals.erased",
]


@only_sqlite
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_of_the_night_nothing_is_half_erased_nor_done_twice(
    house: House, rosa: Back, ada: Reader, step: str
) -> None:
    the_case(ada)
    canaries = pieces(house)
    rosa.withdraws()
    house.clock.advance(MORNING)
    words = [sys.executable, "-m", "tests.worker.killed", str(house.folder), step, house.clock.now().isoformat()]
    dead = subprocess.run(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60, check=False)
    assert dead.returncode == -signal.SIGKILL
    if left_in_files(house, canaries) != set(canaries):
        assert len(tagged(house, Tag.REPORT_ERASE)) == 1, "entry first"
    house.work()
    assert left_in_files(house, canaries) == set()
    for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.REPORT_ERASE):
        assert len(tagged(house, tag)) == 1, tag
    (deposit,) = tagged(house, Tag.REPORT_DEPOSIT)
    assert deposit.hash, "it was hashed before it went"
    assert "Erased on" in rosa.looks()


@only_sqlite
def test_a_reader_of_an_older_state_delays_the_erasing_and_does_not_stop_it(
    house: House, rosa: Back, ada: Reader
) -> None:
    the_case(ada)
    canaries = pieces(house)
    rosa.withdraws()
    with closing(sqlite3.connect(house.folder / "instance/mailbox/mailbox.db", isolation_level=None)) as slow:
        slow.execute("BEGIN")
        slow.execute("SELECT count(*) FROM part").fetchone()
        night(house)
        assert left_in_files(house, canaries), "somebody still reads it"
    house.work()
    assert left_in_files(house, canaries) == set()


@only_sqlite
def test_the_forms_connection_can_withdraw_and_nothing_more(house: House, rosa: Back) -> None:
    store = house.form().extensions["reporting"].mailbox
    (report_id,) = house.report_ids()
    for sql in (
        "UPDATE deposit SET opened = 0",
        "DELETE FROM withdrawal",
        "UPDATE withdrawal SET withdrawn_on = '2020-01-01'",
        "SELECT taken FROM withdrawal",
        "SELECT taken FROM deposit",
        "DELETE FROM part",
    ):
        with (
            closing(store._engine.raw_connection()) as rows,
            pytest.raises(sqlite3.DatabaseError, match=r"prohibited|authorized"),
        ):
            rows.execute(sql)
    rosa.withdraws()
    again = f"INSERT OR REPLACE INTO withdrawal (report_id, withdrawn_on) VALUES ('{report_id}', '2020-01-01')"
    with closing(store._engine.raw_connection()) as rows, pytest.raises(sqlite3.IntegrityError, match="already"):
        rows.execute(again)


@only_sqlite
def test_an_erasure_that_the_mailbox_refused_is_done_in_the_next_round(
    house: House, rosa: Back, ada: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = the_case(ada)
    ada.post(f"/cases/{case_id}/report")
    canaries = pieces(house)
    rosa.withdraws()
    ada.get("/inbox")
    with monkeypatch.context() as patched:
        patched.setattr(erase_case, "finish", lambda _house: None)
        erase_case.erase_case(case_id, house.person("ada").fingerprint, house.rooms())
    assert left_in_files(house, canaries) == set(canaries)
    house.work()
    assert left_in_files(house, canaries) == set()
