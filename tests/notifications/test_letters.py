"""Every byte of a mail: constant words, a day, an hour that is set, and nothing of the machine."""

import os
import socket
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest

from reporting.notifications.digest import Kind
from reporting.notifications.letters import WHEN_WAITING, Letter, write
from reporting.notifications.outbox import Mail
from reporting.notifications.settings import DigestMode, MailSettings, Tls
from tests.house import House, log_key
from tests.notifications.mailing import MONDAY
from tests.notifications.server import address_of

SETTINGS = MailSettings(
    host="localhost",
    port=25,
    tls=Tls.NONE,
    username="",
    password="",
    sender="reports@larkfield.example",
    hour=6,
    digest=DigestMode.WHEN_WAITING,
    addresses={},
)
NOTE = bytes(log_key().checkpoint(64, bytes(range(32))))


def letter(house: House, handle: str, mail: Mail, note: bytes | None = NOTE) -> bytes:
    written = write(mail, house.person(handle), "Larkfield Network", SETTINGS, note)
    return Letter(SETTINGS.sender, address_of(handle), written).as_bytes()


def mail_for(house: House, handle: str, kind: Kind, mail_id: str = "0" * 32) -> Mail:
    return Mail(mail_id, house.person(handle).fingerprint, kind, MONDAY, 0)


def test_a_mail_has_these_lines_and_no_other(house: House) -> None:
    sent = letter(house, "ada", mail_for(house, "ada", Kind.DIGEST))
    head, _, body = sent.partition(b"\r\n\r\n")
    lines = head.decode("ascii").split("\r\n")
    message_id = lines.pop(4)
    assert lines == [
        "Subject: The desk",
        "From: reports@larkfield.example",
        "To: ada@board.example",
        "Date: Mon, 23 Nov 2026 06:00:00 +0000",
        "Auto-Submitted: auto-generated",
        'Content-Type: text/plain; charset="us-ascii"',
        "Content-Transfer-Encoding: 7bit",
        "MIME-Version: 1.0",
    ]
    assert message_id.removeprefix("Message-ID: <").removesuffix("@larkfield.example>").isalnum()
    assert " ".join(body.decode("ascii").split()) == WHEN_WAITING


@pytest.mark.parametrize("kind", Kind)
def test_the_same_mail_is_the_same_bytes_whenever_it_goes_out(house: House, kind: Kind) -> None:
    mail = mail_for(house, "ada", kind)
    once = letter(house, "ada", mail)
    house.clock.advance(timedelta(days=3))
    assert letter(house, "ada", replace(mail, attempts=7)) == once


def test_a_regular_mail_does_not_depend_on_the_row_that_it_was(house: House) -> None:
    for kind in (Kind.MONDAY, Kind.DIGEST):
        first, second = (letter(house, "ada", mail_for(house, "ada", kind, digit * 32)) for digit in "ab")
        assert first == second
    first, second = (letter(house, "ada", mail_for(house, "ada", Kind.TODAY, digit * 32)) for digit in "ab")
    assert first != second, "mail programs would show the second call of a day to nobody"


def test_two_mails_never_share_their_message_id(house: House) -> None:
    ids = {
        line
        for handle in ("ada", "ben", "olu")
        for kind in (Kind.MONDAY, Kind.DIGEST)
        for day in (MONDAY, MONDAY + timedelta(days=1))
        for line in letter(house, handle, replace(mail_for(house, handle, kind), due_on=day)).split(b"\r\n")
        if line.startswith(b"Message-ID")
    }
    assert len(ids) == 12


def test_a_mail_names_neither_machine_nor_process(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> str:
        raise AssertionError("the network was asked for the machine's name")

    monkeypatch.setattr(socket, "getfqdn", ask)
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    for kind in Kind:
        sent = letter(house, "ada", mail_for(house, "ada", kind)).decode("ascii")
        assert socket.gethostname() not in sent
        assert f".{os.getpid()}." not in sent
        assert "+0000" in sent
        assert "User-Agent" not in sent
        assert "X-Mailer" not in sent


def test_a_call_of_today_is_never_dated_later_than_it_is(house: House) -> None:
    sent = letter(house, "ada", mail_for(house, "ada", Kind.TODAY))
    assert b"Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n" in sent
    assert b"Please look in at the desk today" in sent


def test_mondays_mail_carries_the_checkpoint_byte_for_byte(house: House) -> None:
    note = NOTE + "— a-witness-with-a-very-long-name.example.org/of/the/log AAAA\n".encode() * 9
    for handle in ("ada", "ines", "olu"):
        message = message_from_bytes(letter(house, handle, mail_for(house, handle, Kind.MONDAY), note), policy=SMTP)
        (part,) = message.iter_attachments()  # type: ignore[attr-defined]
        assert part.get_payload(decode=True) == note
        assert part.get_filename() == "checkpoint.txt"


def test_no_other_mail_carries_it_nor_speaks_of_it(house: House) -> None:
    for kind in (Kind.DIGEST, Kind.TODAY):
        assert b"checkpoint" not in letter(house, "ada", mail_for(house, "ada", kind))
    assert b"checkpoint" not in letter(house, "ada", mail_for(house, "ada", Kind.MONDAY), None)


def test_no_line_of_a_mail_is_longer_than_mail_allows(house: House) -> None:
    for kind in Kind:
        assert max(map(len, letter(house, "ada", mail_for(house, "ada", kind)).split(b"\r\n"))) <= 78
