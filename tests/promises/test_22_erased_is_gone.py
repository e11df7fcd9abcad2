"""Rosa takes her report back: hidden at once, erased at night; opened before, it is for the readers to decide."""

import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from reporting.accesslog import Tag
from reporting.accesslog.models import LogSalt
from reporting.mailbox.models import Chunk, Message
from reporting.worker.erase import ClockJumped
from tests.house import FORM, House, Reader, Rosa, fields_of, words_of
from tests.postgres import only_sqlite
from tests.promises.taken_back import (
    CASE,
    Back,
    ada_at_the_desk,
    left_in_files,
    night,
    pieces,
    rosa_with_a_report,
    the_case,
)
from tests.worker.reading import checkpoints, entries, tagged

ada = ada_at_the_desk
rosa = rosa_with_a_report


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


@only_sqlite
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


@only_sqlite
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


@only_sqlite
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
