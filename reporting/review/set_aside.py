"""The tray: reports that a machine is suspected of having sent. They are seen, but no date runs for them.

Each reader sees those that are sealed to them. Their headlines can be opened like those of the inbox; to open a report
it is brought to the inbox first, where it is a case like any other, from the day on which it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reporting.cases import NoSuchCase
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.models import KEPT_ASIDE
from reporting.review.house import House
from reporting.review.take import take

KEPT = KEPT_ASIDE
SHOWN = 50
AT_ONCE = 100
"""Reports erased in one transaction: reporters wait for the same store."""


@dataclass(frozen=True)
class Aside:
    """One report in the tray."""

    report_id: str
    received_on: date
    erased_on: date


def set_aside(reader: str, house: House) -> Sequence[Aside]:
    """The SHOWN oldest, which are erased next; how many there are is told nowhere."""
    with house.mailbox.read() as session:
        found = DeskMailbox(session).aside(reader, SHOWN)
    return [Aside(report_id, day, day + KEPT) for report_id, day in found.items()]


def bring_in(report_id: str, reader: str, house: House) -> None:
    """Make a case of it. Raises NoSuchCase when nothing of this id lies there for this reader, StoreUnavailable."""
    with house.mailbox.write() as session:
        brought = DeskMailbox(session).bring_in(reader, report_id)
    if not brought:
        raise NoSuchCase
    take(reader, house)


def erase_unread(house: House) -> None:
    """Erase what has lain in the tray for KEPT. Raises StoreUnavailable."""
    today = house.clock.today()
    erased, some = AT_ONCE, False
    while erased == AT_ONCE:
        with house.mailbox.write() as session:
            erased = DeskMailbox(session).erase_unread(today - KEPT, today, AT_ONCE)
        some = some or erased > 0
    if some:
        # Where somebody still reads an older state, the day's rewriting of the mailbox does it.
        house.mailbox.flush_log()
