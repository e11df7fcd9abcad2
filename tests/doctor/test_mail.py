"""Mail as the doctor sees it: its settings always, the server only when asked."""

from pathlib import Path

import pytest

from tests.doctor.sound import Sound
from tests.notifications.conftest import server, trusted
from tests.notifications.mailing import with_mail
from tests.notifications.server import MailServer, certificate

__all__ = ["server", "trusted"]


def with_server(well: Sound, port: int) -> Sound:
    now = well.house.clock.now()
    with_mail(well.house, port)
    well.house.clock.advance(now - well.house.clock.now())
    well.asked["try_mail"] = True
    return well


def told(well: Sound) -> list[str]:
    assert {group for group, _ in well.serious()} <= {"mail"}
    return [finding.what for _, finding in well.serious()]


def test_a_server_that_takes_us_in_is_fine_and_gets_no_mail(well: Sound, server: MailServer) -> None:
    assert told(with_server(well, server.port)) == []
    assert any("takes us in" in finding.what for _, finding in well.found())
    assert server.got == []


def test_an_address_that_the_server_does_not_take_is_named_before_a_mail_is_lost_to_it(
    well: Sound, server: MailServer
) -> None:
    with_server(well, server.port)
    with server.refusing(lambda to: "550 nobody here" if to.startswith("ben@") else "250 OK"):
        assert told(well) == ["The mail server refuses the address of ben with 550."]
    assert server.got == []


def test_a_server_that_puts_mail_off_is_told_as_that(well: Sound, server: MailServer) -> None:
    with_server(well, server.port)
    with server.refusing(lambda to: "451 greylisted" if to.startswith("ben@") else "250 OK"):
        assert told(well) == []
        assert "The mail server puts mail to ben off with 451." in well.advice()
    assert server.got == []


def test_nobody_is_asked_unless_the_operator_wants_it(well: Sound, server: MailServer) -> None:
    with_server(well, server.port).asked["try_mail"] = False
    assert told(well) == []
    assert server.passwords == []


def test_a_server_that_cannot_be_reached_is_told(well: Sound) -> None:
    assert told(with_server(well, 1)) == ["The mail server cannot be reached."]


def test_a_wrong_password_is_told(well: Sound, server: MailServer) -> None:
    with_server(well, server.port)
    (well.instance / "secrets" / "mail-password").write_text("another\n")
    assert told(well) == ["The mail server refuses the username or the password of [mail]."]


def test_a_certificate_of_somebody_else_is_told(well: Sound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path / "ours").trusted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with MailServer(certificate(tmp_path / "strangers")) as stranger:
        assert told(with_server(well, stranger.port)) == ["The mail server's certificate does not verify."]


def test_a_reader_without_an_address_is_named(well: Sound, server: MailServer) -> None:
    with_server(well, server.port)
    file = well.instance / "reporting.toml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if not line.startswith("ben =")))
    assert "Ben Okafor gets no mail." in well.advice()
