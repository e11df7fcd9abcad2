"""A mail server that is down, slow, refuses or talks nonsense: nothing is lost, nothing waits for it."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from reporting import worker
from reporting.accesslog.signing import UndeclaredRollback
from reporting.mailbox.desk_side import DeskMailbox
from reporting.notifications import MailSettings, Post
from tests.house import House, Rosa, log_key
from tests.notifications.bad_servers import BAD, Talk, silent, talking
from tests.notifications.mailing import MONDAY, PEOPLE, QUICK, Mailing, mailing, set_clock, with_mail
from tests.notifications.server import Certificate, MailServer, address_of
from tests.ports import free_port
from tests.review.deposits import allow, deposit, forbid
from tests.worker.test_rounds import Rounds


@pytest.mark.parametrize("talk", BAD)
def test_whatever_a_server_does_the_round_ends_its_other_work_is_done_and_no_mail_is_lost(
    house: House, talk: Talk
) -> None:
    with talking(talk) as port, mailing(with_mail(house, port, tls="none")) as mail:
        deposit(house, "ada", "ben")
        started = time.monotonic()
        mail.at(MONDAY, 6)
        assert time.monotonic() - started < QUICK.whole + QUICK.step + 2
        with mail.rooms.mailbox.read() as session:
            assert DeskMailbox(session).untaken(1, house.person("ada").fingerprint) == []
        assert mail.outbox().count(("monday", "waiting")) == len(PEOPLE)
        (line,) = mail.said
        assert "Nothing is lost; trying again in 5 minutes." in line


@pytest.mark.parametrize("talk", BAD)
def test_whatever_a_server_does_the_operator_reads_one_line_without_an_address(house: House, talk: Talk) -> None:
    with talking(talk) as port, mailing(with_mail(house, port, tls="none")) as mail:
        mail.at(MONDAY, 6)
        (line,) = mail.said
        assert line.isprintable()
        for hidden in ("@", "ada", "board", "desk", "welcome"):
            assert hidden not in line.replace("reader", "")


def test_a_report_is_taken_while_the_mail_server_says_nothing(house: House) -> None:
    with talking(silent) as port, mailing(with_mail(house, port, tls="none")) as mail:
        rosa = Rosa(house.form().test_client())
        rosa.visit()
        waiting = threading.Thread(target=mail.at, args=(MONDAY, 6))
        waiting.start()
        while not mail.outbox():
            time.sleep(0.01)
        assert rosa.send_again(what_happened="He followed me.").status_code == 200
        assert waiting.is_alive(), "the worker had given up before, so this shows nothing"
        waiting.join()


def test_a_server_that_is_down_is_tried_again_and_again_with_longer_rests(house: House, trusted: Certificate) -> None:
    port = free_port()
    with mailing(with_mail(house, port)) as mail:
        mail.at(MONDAY, 6)
        for _ in range(24 * 12):
            house.clock.advance(timedelta(minutes=5))
            mail.post.deliver(mail.rooms.desk, house.roster)
        rests = [int(line.rpartition(" in ")[2].split()[0]) for line in mail.said]
        assert rests == [5, 10, 20, 40, 80, 160, 320, 360, 360, 360]
        assert len(mail.outbox()) == len(PEOPLE)
        with MailServer(trusted) as server:
            server_at(house, port, server.port)
            mail.restarted()
            mail.round()
            assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE))
            assert {got.message["Date"] for got in server.got} == {"Mon, 23 Nov 2026 06:00:00 +0000"}
        assert mail.outbox() == []


def server_at(house: House, old: int, new: int) -> None:
    file = house.folder / "instance" / "reporting.toml"
    file.write_text(file.read_text().replace(f"port = {old}", f"port = {new}"))


@pytest.mark.parametrize("refusal", ["451 later", "550 nobody of that name: ben@board.example", "421 closing"])
def test_who_is_refused_is_tried_again_and_the_others_have_theirs(
    mail: Mailing, server: MailServer, refusal: str
) -> None:
    with server.refusing(lambda to: refusal if to == address_of("ben") else "250 OK"):
        mail.at(MONDAY, 6)
        mail.at(MONDAY, 6, 6)  # after 421 those behind Ben had to wait for another connection
        if not refusal.startswith("421"):
            assert {got.to for got in server.got} == {address_of(name) for name in PEOPLE if name != "ben"}
        assert "@" not in "".join(mail.said)
        assert refusal[:3] in mail.said[0] or refusal.startswith("421")
    mail.hours(1)
    assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE)), "somebody got none, or two"
    assert mail.outbox() == []


def test_regular_mail_is_never_given_up_and_a_call_of_today_is_when_today_is_long_over(
    mail: Mailing, server: MailServer
) -> None:
    with server.refusing(lambda to: "550 no"):
        mail.at(MONDAY, 6)
        deposit(mail.house, "ada", "ben", urgent=True)
        mail.hours(48)
        assert mail.outbox().count(("today", "waiting")) == 2
        mail.hours(25)
        assert mail.outbox() == [("monday", "waiting")] * len(PEOPLE)
        assert "given up" in "".join(mail.said)


def test_a_mail_that_could_not_go_out_is_replaced_by_the_next_and_mondays_stays_mondays(
    mail: Mailing, server: MailServer
) -> None:
    with server.refusing(lambda to: "451 later"):
        mail.at(MONDAY, 6)
        mail.at(MONDAY + timedelta(days=3), 6)
        assert sorted(mail.outbox()) == [("monday", "waiting")] * len(PEOPLE)
    mail.hours(7)
    assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE))


def test_a_server_that_does_not_say_goodbye_has_the_mail_all_the_same(mail: Mailing, server: MailServer) -> None:
    async def no_goodbye(*_: object) -> str:
        return "500 what?"

    server.handle_QUIT = no_goodbye  # type: ignore[attr-defined]
    mail.at(MONDAY, 6)
    mail.hours(3)
    assert len(server.got) == len(PEOPLE)
    assert mail.said == []


def test_a_store_that_is_busy_after_a_mail_was_taken_does_not_send_it_twice(mail: Mailing, server: MailServer) -> None:
    forbid(mail.rooms.desk, "DELETE", "outbox")
    with pytest.raises(IntegrityError, match="refused"):
        mail.at(MONDAY, 6)
    assert len(server.got) == 1
    allow(mail.rooms.desk, "outbox")
    mail.hours(1)
    assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE))
    assert mail.outbox() == []


def test_an_address_that_was_removed_or_a_person_who_left_gets_no_mail(mail: Mailing, server: MailServer) -> None:
    with server.refusing(lambda to: "451 later"):
        mail.at(MONDAY, 6)
    file = mail.house.folder / "instance" / "reporting.toml"
    file.write_text(file.read_text().replace(f'ben = "{address_of("ben")}"\n', ""))
    mail.restarted()
    mail.round()
    assert {got.to for got in server.got} == {address_of(name) for name in PEOPLE if name != "ben"}
    assert mail.outbox() == []


def test_mail_goes_out_though_the_log_refuses_its_day(mail: Mailing, server: MailServer) -> None:
    mail.at(MONDAY, 4)
    later = log_key().checkpoint(6400, bytes(32))  # as after a backup was put back
    mail.house.settings.worker().last_checkpoint.write_bytes(bytes(later))
    deposit(mail.house, "ada", "ben", urgent=True)
    with pytest.raises(UndeclaredRollback):
        mail.at(MONDAY + timedelta(days=1), 4)
    assert {got.to for got in server.got} == {address_of("ada"), address_of("ben")}


def test_the_worker_goes_on_and_says_on_stderr_why_no_mail_went(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = MailSettings.of(with_mail(house, free_port()).settings.worker())
    assert settings is not None
    set_clock(house, MONDAY, 6)
    ended = Rounds(2)
    worker.run(house.rooms(), house.keys, house.signing(), ended, Post(settings, house.clock, worker.complain))
    assert capsys.readouterr().err == (
        "reporting worker: The mail server cannot be reached. Check host and port in [mail]. "
        "Nothing is lost; trying again in 5 minutes.\n"
    )
    assert ended.left == 0


def test_a_clock_that_is_set_back_by_years_does_not_let_mail_rest_for_years(mail: Mailing, server: MailServer) -> None:
    mail.at(MONDAY + timedelta(days=3654), 6)
    with server.refusing(lambda to: "451 later"):
        mail.at(MONDAY + timedelta(days=3655), 6)
    mail.at(MONDAY, 7)
    assert mail.outbox() == []
