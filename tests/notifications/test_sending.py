"""The way to the mail server: closed, verified, signed in; or no mail at all."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House
from tests.notifications.mailing import MONDAY, PEOPLE, Mailing, mailing, with_mail
from tests.notifications.server import PASSWORD, Certificate, MailServer, address_of, certificate


def test_mail_goes_over_starttls_signed_in_one_for_each_person(mail: Mailing, server: MailServer) -> None:
    mail.at(MONDAY, 6)
    assert mail.said == []
    assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE))
    for got in server.got:
        assert got.signed_in
        assert got.closed_way
        assert got.mail_from == "reports@larkfield.example"
        assert got.greeted_as == "larkfield.example", "the machine's own name stands in every mail"
    assert mail.outbox() == []


@pytest.mark.parametrize("tls", ["tls", "none"])
def test_mail_goes_over_the_other_ways(house: House, trusted: Certificate, tls: str) -> None:
    with MailServer(trusted, tls=tls) as server, mailing(with_mail(house, server.port, tls=tls)) as mail:
        mail.at(MONDAY, 6)
        assert mail.said == []
        assert {got.to for got in server.got} == set(map(address_of, PEOPLE))
        assert {got.closed_way for got in server.got} == {tls == "tls"}
        assert all(got.signed_in for got in server.got)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["another authority", "another name", "ended"])
def test_a_wrong_certificate_is_refused_and_gets_neither_mail_nor_password(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str, wrong: str
) -> None:
    shown = certificate(
        tmp_path / "shown",
        "smtp.mallory.example" if wrong == "another name" else "localhost",
        ended=wrong == "ended",
    )
    other = certificate(tmp_path / "other")
    monkeypatch.setenv("SSL_CERT_FILE", str((other if wrong == "another authority" else shown).trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with MailServer(shown, tls=tls) as server, mailing(with_mail(house, server.port, tls=tls)) as mail:
        mail.at(MONDAY, 6)
        assert server.got == []
        assert server.passwords == []
        assert len(mail.said) == 1
        assert "certificate does not verify" in mail.said[0]
        assert len(mail.outbox()) == len(PEOPLE), "mail was lost"


def test_a_server_that_takes_starttls_away_gets_neither_mail_nor_password(house: House, trusted: Certificate) -> None:
    with MailServer(trusted, tls="none") as server, mailing(with_mail(house, server.port)) as mail:
        mail.at(MONDAY, 6)
        assert server.got == []
        assert server.passwords == []
        assert "does not offer" in mail.said[0]


@pytest.fixture
def injector() -> Iterator[int]:
    """Answers STARTTLS with more than was asked for, as somebody in between would before the way is closed."""
    with socket.create_server(("localhost", 0)) as listening:
        listening.settimeout(20)  # a test that fails before it connects is waited for no longer

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"220 x\r\n")
                connection.recv(1000)
                connection.sendall(b"250-x\r\n250 STARTTLS\r\n")
                connection.recv(1000)
                connection.sendall(b"220 go on\r\n250-x\r\n250 AUTH PLAIN LOGIN\r\n235 welcome\r\n")
                said.append(connection.recv(100_000))

        said: list[bytes] = []
        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()
        assert said
        assert PASSWORD.encode() not in said[0]


def test_answers_put_in_before_the_way_is_closed_count_for_nothing(
    house: House, trusted: Certificate, injector: int
) -> None:
    with mailing(with_mail(house, injector)) as mail:
        mail.at(MONDAY, 6)
        assert len(mail.outbox()) == len(PEOPLE)
        assert len(mail.said) == 1


def test_a_wrong_password_is_told_without_it(mail: Mailing, server: MailServer) -> None:
    (mail.house.folder / "instance" / "secrets" / "mail-password").write_text("another-one\n")
    mail.restarted()
    mail.at(MONDAY, 6)
    assert server.got == []
    assert len(mail.said) == 1
    assert "refuses the username or the password" in mail.said[0]
    assert "another-one" not in mail.said[0]
