"""What lies set aside waits like everything else: its readers hear of it in the regular mail, nobody else does."""

from datetime import timedelta

from tests.notifications.mailing import MONDAY, Mailing
from tests.notifications.server import MailServer, address_of
from tests.review.deposits import deposit

TUESDAY = MONDAY + timedelta(days=1)


def test_who_may_read_it_is_told_that_something_waits_and_nobody_else(mail: Mailing, server: MailServer) -> None:
    mail.at(MONDAY, 6)
    deposit(mail.house, "ada", "ines", suspected=True)
    server.got.clear()
    mail.at(TUESDAY, 6)
    assert mail.said == []
    assert [got.to for got in server.got] == [address_of("ada")]


def test_it_calls_nobody_at_once_whatever_its_sender_asked_for(mail: Mailing, server: MailServer) -> None:
    mail.at(MONDAY, 6)
    server.got.clear()
    deposit(mail.house, "ada", "ben", urgent=True, suspected=True)
    mail.at(MONDAY, 9)
    assert server.got == []
