"""Who comes to the desk with which case, and the addresses that take something there."""

from collections.abc import Callable

from reporting.mailbox.box import Mailbox
from tests.house import House, Reader
from tests.review.deposits import MARK, cases_of

Comes = Callable[[str], Reader]
POSTS = ("report", "contact", "files/file-1", "move")


def case_of(house: House, handle: str, *, at: int = 0) -> str:
    return cases_of(house.at_hand.rooms(house.clock), house.person(handle).fingerprint)[at]


def wrote(house: House, report_id: str, number: int = 1) -> None:
    with house.at_hand.mailbox.write() as session:
        Mailbox(session).add_message(report_id, number, bytes(32), MARK, house.clock.today())
