"""Promise 11: a resend is not a second report."""

import time
from datetime import timedelta

import pytest

from reporting import intake
from reporting.abuse import SpentToken
from reporting.config import Clocks
from reporting.form.factory import ROSTER_SECONDS
from reporting.mailbox.desk_thread import DeskThread
from tests.house import House, Rosa, fields_of, key_of, words_of, write_roster


def test_the_same_words_under_the_same_receipt_get_the_same_confirmation(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    first = rosa.send(what_happened="He followed me.", who="Karl", kind=["harassment", "law"])
    again = rosa.send_again()
    assert (first.status_code, again.status_code) == (200, 200)
    assert words_of(first.text) == words_of(again.text)
    assert len(house.report_ids()) == 1


@pytest.mark.parametrize("token", ["", "nonsense", "2020-01-01.AAAA.BBBB"])
def test_whatever_the_token(house: House, token: str) -> None:
    rosa = Rosa(house.form().test_client())
    first = rosa.send(what_happened="He followed me.")
    again = rosa.send_again(token=token)
    assert words_of(first.text) == words_of(again.text)
    assert len(house.report_ids()) == 1


def test_and_however_late(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    first = rosa.send(what_happened="He followed me.")
    house.clock.advance(timedelta(days=40))
    again = rosa.send_again()
    assert words_of(first.text) == words_of(again.text)
    assert "30 November" in again.text, "the dates are those of the report, not of the resend"


def test_other_words_under_the_same_receipt_are_kept_and_offered_as_a_message(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    refused = rosa.send_again(what_happened="He followed me again.", who="Karl")
    assert refused.status_code == 409
    kept = fields_of(refused.text)
    assert kept["what_happened"] == ["He followed me again."]
    assert kept["who"] == ["Karl"]
    assert "as_message" in refused.text
    rosa.fields = kept
    added = rosa.send_again(as_message="yes")
    assert added.status_code == 200
    assert len(house.report_ids()) == 1
    later = Rosa(rosa.client)
    later.visit()
    for token in (rosa.fields["token"], later.fields["token"]):
        assert rosa.send_again(as_message="yes", token=token).status_code == 200
    with house.mailbox().read() as session:
        (message,) = DeskThread(session).messages(house.report_ids()[0])
    assert (message.direction, message.number) == ("to-readers", 1)


def test_what_does_not_go_along_with_a_message_is_said_before_it_is_added(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.", contact="0700 555 0199")
    stays, not_today = "the way to reach you stays the one of your first report", "no mail tells the readers today"
    plain = rosa.send_again(what_happened="He followed me again.", contact="").text
    assert "as_message" in plain and stays not in plain and not_today not in plain
    asked = rosa.send_again(what_happened="He followed me.", contact="0700 555 0142", tell_today="yes").text
    assert "as_message" in asked and stays in asked and not_today in asked
    rosa.fields = fields_of(asked)
    assert rosa.send_again(as_message="yes").status_code == 200
    with house.mailbox().read() as session:
        (message,) = DeskThread(session).messages(house.report_ids()[0])
    opened = key_of("ada").identity.open(message.sealed)
    assert b"He followed me." in opened and b"0700" not in opened and b'"contact"' not in opened
    assert house.open_as("ada", "contact")["contact"] == "0700 555 0199"


def test_a_report_id_that_belongs_to_another_receipt_is_refused_and_nothing_is_overwritten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    taken, before = house.report_ids()[0], house.sealed("report")
    monkeypatch.setattr("reporting.intake.deposit.secrets.token_hex", lambda _length: taken)
    with pytest.raises(intake.TakenReportId):
        intake.submit(
            intake.Written("both", {"what_happened": "Mine now."}, "", bytes(range(16)), "2026-03-03"),
            mailbox=house.mailbox(),
            roster=house.roster,
            clock=house.clock,
            clocks=Clocks(),
            check_token=lambda: SpentToken(b"n" * 32, house.clock.today()),
        )
    assert house.report_ids() == [taken]
    assert house.sealed("report") == before


def test_two_at_the_same_moment_make_one_report(house: House) -> None:
    import threading

    app = house.form()
    rosas = [Rosa(app.test_client()) for _ in range(6)]
    rosas[0].visit()
    answers: list[list[str]] = []

    def send(rosa: Rosa) -> None:
        rosa.fields = {name: list(values) for name, values in rosas[0].fields.items()}
        answers.append(words_of(rosa.send_again(what_happened="He followed me.").text))

    threads = [threading.Thread(target=send, args=(rosa,)) for rosa in rosas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(words == answers[0] for words in answers)
    assert len(house.report_ids()) == 1


def test_even_when_the_choice_of_readers_is_gone_since(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    first = rosa.send(what_happened="He followed me.", readers="neither")
    for name in ("ines.pub", "noor.pub", "roster"):
        (house.keys / name).unlink()
    write_roster(house.keys, ("ada", "ben", "olu"))
    time.sleep(ROSTER_SECONDS)
    again = rosa.send_again()
    assert words_of(first.text) == words_of(again.text)
    assert len(house.report_ids()) == 1
    gone = rosa.send(what_happened="Another.", readers="neither")
    assert (gone.status_code, len(house.report_ids())) == (400, 1)
