"""A concern that came another way is entered by a reader: the entry is committed first, then the mailbox takes it.

The entry names no report: the sealed report's hash stands among the day's shuffled entries, as that of every deposit.
"""

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases.entering import Entering
from reporting.db import StoreUnavailable
from reporting.review.house import House


def enter_concern(reader: str, locator_hash: bytes, is_stored: Callable[[], bool], house: House) -> None:
    """Enter that this reader brings a concern in, once for each, however often and by however many requests it comes.

    `is_stored` asks the mailbox, in the turn of the desk's store and after the row of another request, which goes when
    the report is there. Raises LogUnavailable, StoreUnavailable; then nothing was entered.
    """

    def enter(session: Session) -> None:
        entering = Entering(session)
        if entering.is_begun(reader, locator_hash) or is_stored():
            return
        house.log(session).append(Tag.REPORT_ENTER, person=reader)
        entering.begin(reader, locator_hash, house.clock.today())

    house.desk.together(enter)


def is_in(reader: str, locator_hash: bytes, house: House) -> None:
    """The mailbox has it. Where the desk's store cannot be told now, the worker forgets the row by its day."""
    with suppress(StoreUnavailable):
        house.desk.together(lambda session: Entering(session).end(reader, locator_hash))
