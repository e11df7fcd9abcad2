"""Rosa takes her report back: hidden at once, erased at night; opened before, it is for the readers to decide."""

import os
import re
import secrets
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from reporting.accesslog import Tag
from reporting.accesslog.models import LogSalt
from reporting.cases import NoSuchCase
from reporting.mailbox.models import Chunk, Message
from reporting.mailbox.withdrawal import DeskWithdrawals, Hidden
from reporting.review import erase_case
from reporting.review.open_report import open_report
from reporting.worker.erase import ClockJumped
from tests.house import FORM, House, Reader, Rosa, fields_of, words_of
from tests.worker.reading import MORNING, checkpoints, entries, tagged

ROOT = Path(__file__).resolve().parents[2]
CASE = re.compile(r"/cases/([0-9A-Z]{4}-[0-9A-Z]{4})")


class Back:
    """Rosa with her twelve words, in a browser without JavaScript."""

    def __init__(self, house: House) -> None:
        self.client: FlaskClient = house.form().test_client()
        rosa = Rosa(self.client)
        self.words = " ".join(words_of(rosa.send(what_happened="He followed me.").text))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        answer = self.client.post(path, data=fields, base_url=FORM, headers=dict(Rosa.HEADERS))
        return answer.status_code, answer.text

    def looks(self) -> str:
        return self.post("/receipt", words=self.words)[1]

    def asks(self) -> dict[str, str]:
        page = self.post("/receipt/withdraw", words=self.words)[1]
        return {name: values[0] for name, values in fields_of(page).items()} | {"sure": "yes"}

    def withdraws(self) -> str:
        status, page = self.post("/receipt/withdraw", **self.asks())
        assert status == 200
        return page


@pytest.fixture
def rosa(house: House) -> Back:
    return Back(house)


@pytest.fixture
def ada(house: House) -> Reader:
    reader = Reader(house.desk().test_client(), "ada")
    assert reader.sign_in().status_code == 200
    return reader


def the_case(ada: Reader) -> str:
    (case_id,) = set(CASE.findall(ada.get("/inbox").text))
    return str(case_id)


def pieces(house: House) -> dict[str, bytes]:
    """A stretch from the midst of every sealed thing: canaries of ciphertext."""
    found = {}
    with closing(sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")) as rows:
        for table in ("part", "chunk", "message"):
            for at, (sealed,) in enumerate(rows.execute(f"SELECT sealed FROM {table}")):
                found[f"{table}-{at}"] = sealed[-600:-560]
    return found


def left_in_files(house: House, canaries: dict[str, bytes]) -> set[str]:
    files = [file for store in ("mailbox", "desk") for file in (house.folder / "instance" / store).iterdir()]
    content = b"".join(file.read_bytes() for file in files)
    return {name for name, canary in canaries.items() if canary in content}


def night(house: House) -> None:
    house.clock.advance(MORNING)
    house.work()


def test_asking_changes_nothing_and_the_words_stand_in_no_address(house: House, rosa: Back) -> None:
    assert "Nothing has happened yet" in rosa.post("/receipt/withdraw", words=rosa.words)[1]
    assert "not yet read" in rosa.looks()
    assert rosa.client.get("/receipt/withdraw", base_url=FORM).status_code == 405


def test_an_unopened_report_vanishes_at_once_from_list_headlines_and_opening(
    house: House, rosa: Back, ada: Reader
) -> None:
    case_id = the_case(ada)
    before = len(entries(house))
    with house.rooms().desk.read() as session:
        assert session.execute(text("SELECT count(*) FROM case_reader")).scalar() == 2
    page = rosa.withdraws()
    assert "Nobody has opened your report" in page and "Monday 23 November 2026" in page
    # Before anything has told the desk: every door by itself.
    assert ada.post("/inbox/headlines", {"cases": [case_id]}).get_json() == {"headlines": {}, "titles": {}}
    for path in ("report", "contact", "files/file-1"):
        assert ada.post(f"/cases/{case_id}/{path}").status_code == 404
    assert ada.get(f"/cases/{case_id}").status_code == 404
    assert case_id not in ada.get("/inbox").text
    assert {facts.tag for facts in entries(house)[before:]} == {Tag.INBOX_LIST}


def test_it_is_erased_the_same_night_from_every_file_and_the_log_says_so(house: House, rosa: Back, ada: Reader) -> None:
    (report_id,) = house.report_ids()
    with house.mailbox().write() as session:
        session.add(Chunk(report_id=report_id, name="file-1", number=0, sealed=secrets.token_bytes(4096)))
        more = {"direction": "to-readers", "number": 1, "words_mac": bytes(32), "sent_on": house.clock.today()}
        session.add(Message(report_id=report_id, sealed=secrets.token_bytes(4096), **more))
    case_id = the_case(ada)
    canaries = pieces(house)
    assert left_in_files(house, canaries) == set(canaries) and len(canaries) == 5
    rosa.withdraws()
    house.work()
    assert left_in_files(house, canaries) == set(canaries), "the night has not come"
    night(house)
    assert left_in_files(house, canaries) == set()
    (deposit,), (withdrawal,), (erasure,) = (
        tagged(house, tag) for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.REPORT_ERASE)
    )
    assert deposit.case == withdrawal.case == erasure.case == case_id
    assert deposit.hash == withdrawal.hash and (withdrawal.at, withdrawal.person) == ("2026-11-23", None)
    assert deposit.hash
    assert "Erased on Tuesday 24 November 2026, as promised" in rosa.looks()
    night(house)
    assert len(tagged(house, Tag.REPORT_ERASE)) == len(tagged(house, Tag.REPORT_WITHDRAW)) == 1
    assert all(checkpoint.size % 64 == 0 for checkpoint in checkpoints(house))


def test_a_report_withdrawn_before_the_desk_took_it_is_in_the_log_and_in_no_inbox(
    house: House, rosa: Back, ada: Reader
) -> None:
    rosa.withdraws()
    assert CASE.findall(ada.get("/inbox").text) == []
    night(house)
    assert [len(tagged(house, tag)) for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.REPORT_ERASE)] == [1, 1, 1]


def test_an_opened_one_stays_bears_the_request_and_can_be_erased_by_its_readers(
    house: House, rosa: Back, ada: Reader
) -> None:
    case_id = the_case(ada)
    assert ada.post(f"/cases/{case_id}/erase", {"sure": True}).status_code == 409, "nobody has asked for it"
    assert ada.post(f"/cases/{case_id}/report").status_code == 200
    canaries = pieces(house)
    assert "One of the readers had opened" in rosa.withdraws()
    assert "the reporter takes it back" in ada.get("/inbox").text
    assert "The reporter takes it back" in ada.get(f"/cases/{case_id}").text
    night(house)
    assert left_in_files(house, canaries) == set(canaries)
    assert ada.sign_in().status_code == 200
    assert ada.post(f"/cases/{case_id}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    assert ada.post(f"/cases/{case_id}/erase").status_code == 400, "not without being sure"
    assert ada.post(f"/cases/{case_id}/erase", {"sure": True}).status_code == 204
    assert left_in_files(house, canaries) == set()
    (erasure,) = tagged(house, Tag.REPORT_ERASE)
    assert erasure.case == case_id and erasure.person == house.person("ada").fingerprint
    with house.rooms().desk.read() as session:
        bound = session.scalars(select(LogSalt.leaf)).all()
    cases = [entries(house)[leaf].case for leaf in bound]
    assert case_id not in cases, "what its entries were bound to is forgotten"
    assert ada.post(f"/cases/{case_id}/report").status_code == 404
    assert "gone from the store" in ada.get(f"/cases/{case_id}").text
    assert ada.post(f"/cases/{case_id}/erase", {"sure": True}).status_code == 409
    assert "Erased on" in rosa.looks()


def test_a_held_case_is_not_erased(house: House, rosa: Back, ada: Reader) -> None:
    case_id = the_case(ada)
    ada.post(f"/cases/{case_id}/report")
    rosa.withdraws()
    ada.get("/inbox")
    with house.rooms().desk.write() as session:
        session.execute(text("UPDATE desk_case SET status = 'held'"))
    assert ada.post(f"/cases/{case_id}/erase", {"sure": True}).status_code == 409
    assert house.sealed("report")


def test_twice_and_sent_again_says_the_same(house: House, rosa: Back) -> None:
    sent = rosa.asks()
    first = rosa.post("/receipt/withdraw", **sent)
    assert first == rosa.post("/receipt/withdraw", **sent) and first[0] == 200
    assert rosa.withdraws() == first[1]
    house.clock.advance(timedelta(days=3))
    assert "Monday 23 November 2026" in rosa.withdraws(), "the first day stands"


@pytest.mark.parametrize("token", ["", "2026-11-23.x.y", "stale", "another page's"])
def test_without_the_pages_own_token_nothing_is_taken_back(house: House, rosa: Back, token: str) -> None:
    sent = rosa.asks()
    if token == "stale":
        house.clock.advance(timedelta(days=3))
    elif token == "another page's":
        sent["token"] = fields_of(rosa.client.get("/", base_url=FORM).text)["token"][0]
    else:
        sent["token"] = token
    status, page = rosa.post("/receipt/withdraw", **sent)
    assert status == 400 and "once more" in page and fields_of(page)["words"] == [rosa.words]
    assert "not yet read" in rosa.looks()


def test_nothing_is_added_to_what_was_taken_back(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    back = Back.__new__(Back)
    back.client, back.words = rosa.client, " ".join(words_of(rosa.send(what_happened="First.").text))
    back.withdraws()
    answer = rosa.send_again(what_happened="More.", as_message="yes")
    assert answer.status_code == 409 and 'name="as_message"' not in answer.text
    assert [name for name in pieces(house) if name.startswith("message")] == []


def test_what_was_taken_back_and_is_sent_again_is_not_called_stored(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    back = Back.__new__(Back)
    back.client, back.words = rosa.client, " ".join(words_of(rosa.send(what_happened="First.").text))
    back.withdraws()
    for _ in ("hidden", "erased"):
        again = rosa.send_again()
        assert again.status_code == 409 and "You have taken this report back" in again.text
        night(house)
    rosa.fields = fields_of(again.text)
    (fresh,) = re.findall(r'name="new_entropy" value="([^"]+)"', again.text)
    anew = rosa.send_again(new_entropy=fresh)
    assert anew.status_code == 200 and " ".join(words_of(anew.text)) != back.words


def test_after_a_year_nothing_is_known(house: House, rosa: Back) -> None:
    rosa.withdraws()
    night(house)
    house.clock.advance(timedelta(days=362))
    for _ in range(3):
        with pytest.raises(ClockJumped):
            house.work()
        house.clock.advance(timedelta(days=1))
    house.work()
    assert "Erased on" in rosa.looks()
    house.clock.advance(timedelta(days=1))
    house.work()
    assert rosa.post("/receipt", words=rosa.words)[0] == 404
    assert house.report_ids() == []
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 1, "the log keeps that there was one"


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
