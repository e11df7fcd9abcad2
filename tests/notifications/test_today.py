""" "Tell them today": one constant mail to those who may read the case, at the next round, once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.house import Reader, Rosa
from tests.notifications.mailing import MONDAY, Mailing
from tests.notifications.server import MailServer
from tests.review.deposits import deposit

TUESDAY = MONDAY + timedelta(days=1)
SENTENCE = "Please look in at the desk today: somebody asked that this mail be sent at once."


def called(server: MailServer) -> list[str]:
    """Who got a call, by name."""
    return sorted(got.to.partition("@")[0] for got in server.got if got.text == SENTENCE)


def test_who_may_read_it_is_told_at_the_next_round_and_once(mail: Mailing, server: MailServer) -> None:
    mail.at(TUESDAY, 14, 5)
    Rosa(mail.house.form().test_client()).send(what_happened="He is outside.", tell_today="yes")
    mail.at(TUESDAY, 14, 6)
    assert called(server) == ["ada", "ben"]
    assert len(server.got) == 2
    mail.restarted()
    mail.hours(24)
    assert called(server) == ["ada", "ben"]


def test_who_was_left_out_is_not_told_and_an_alternate_who_reads_it_is(mail: Mailing, server: MailServer) -> None:
    mail.at(TUESDAY, 14, 5)
    Rosa(mail.house.form().test_client()).send(what_happened="It was Ben.", tell_today="yes", readers="not-ben")
    mail.at(TUESDAY, 14, 6)
    assert called(server) == ["ada", "ines"]
    assert server.to("ben") == []


def test_without_the_tick_nobody_is_told_before_the_hour(mail: Mailing, server: MailServer) -> None:
    mail.at(TUESDAY, 14, 5)
    Rosa(mail.house.form().test_client()).send(what_happened="He followed me.")
    mail.at(TUESDAY, 14, 6)
    assert server.got == []


def test_a_call_goes_out_too_where_regular_mail_is_silent(mail: Mailing, server: MailServer) -> None:
    file = mail.house.folder / "instance" / "reporting.toml"
    file.write_text(file.read_text().replace("when-waiting", "silent"))
    mail.restarted()
    mail.at(TUESDAY, 14, 5)
    deposit(mail.house, "ada", "ben", urgent=True)
    mail.at(TUESDAY, 14, 6)
    assert called(server) == ["ada", "ben"]


def test_two_who_ask_in_one_round_cause_one_mail_and_later_ones_their_own(mail: Mailing, server: MailServer) -> None:
    mail.at(TUESDAY, 14, 5)
    for _ in range(2):
        deposit(mail.house, "ada", "ben", urgent=True)
    mail.at(TUESDAY, 14, 6)
    assert called(server) == ["ada", "ben"]
    deposit(mail.house, "ada", "ines", urgent=True)
    mail.at(TUESDAY, 15, 0)
    assert called(server) == ["ada", "ada", "ben", "ines"]
    first, second = (got.message["Message-ID"] for got in server.to("ada"))
    assert first != second


def test_it_goes_out_though_the_desk_took_the_report_before_the_worker_did(mail: Mailing, server: MailServer) -> None:
    mail.at(TUESDAY, 14, 5)
    deposit(mail.house, "ada", "ben", urgent=True)
    ada = Reader(mail.house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").status_code == 200
    mail.at(TUESDAY, 14, 6)
    assert called(server) == ["ada", "ben"]


def test_who_asked_days_ago_when_nothing_could_be_sent_calls_nobody_now(mail: Mailing, server: MailServer) -> None:
    deposit(mail.house, "ada", "ben", urgent=True, on=MONDAY - timedelta(days=3))
    mail.at(TUESDAY, 14, 6)
    deposit(mail.house, "ada", "ben", urgent=True, on=MONDAY)
    mail.at(TUESDAY, 14, 7)
    assert called(server) == ["ada", "ben"], "neither just after midnight, nor was the older one forgotten"
    mail.hours(48)
    assert called(server) == ["ada", "ben"]


@pytest.fixture
def refused(mail: Mailing, server: MailServer) -> Iterator[None]:
    """Somebody has asked for a call, and the mail server takes none."""
    mail.at(TUESDAY, 14, 5)
    deposit(mail.house, "ada", "ben", urgent=True)
    with server.refusing(lambda to: "451 later"):
        mail.at(TUESDAY, 14, 6)
        yield


def test_a_call_that_fails_is_told_in_the_regular_hour_since_a_log_would_keep_its_minute(
    mail: Mailing, refused: None
) -> None:
    for _ in range(15):
        mail.hours(1)
        assert mail.said == [], mail.house.clock.now()
    mail.hours(1)
    assert mail.house.clock.now().hour == 6
    assert "puts a reader's mail off with 451" in mail.said[0]
    assert "@" not in "".join(mail.said)


def test_a_call_that_waits_for_a_server_keeps_no_time_of_the_day_in_the_store(mail: Mailing, refused: None) -> None:
    rows = mail.rows()
    assert len(rows) == 2
    for row in rows:
        assert sorted(map(type, row), key=str) == sorted([str, str, str, str, str, int], key=str)
        assert "2026-11-24" in row
        assert 1 in row, "the number of attempts"
        assert not any(":" in value for value in row if isinstance(value, str))
