"""Stepping back for good: the entry, and from then on this reader finds no case, no mail, no part.

The mailbox is told inside the entry's transaction, so that nothing more is ever sealed to who has gone. Who dies
between the two commits still finds the case, and steps back again.
"""

from reporting.accesslog import Tag
from reporting.cases import NoSuchCase, Status
from reporting.cases.recusals import Recusals
from reporting.errors import ReportingError
from reporting.mailbox.places import Places
from reporting.review.house import House
from reporting.review.successors import next_alternate, present
from reporting.roster import Roster


class LastReader(ReportingError):
    """Nobody else could open this case: it would be lost."""


def step_back(case_id: str, reader: str, roster: Roster, house: House) -> None:
    """Raises NoSuchCase, LastReader, LogUnavailable, StoreUnavailable; then nothing was changed."""
    with house.desk.write() as session:
        case = house.cases(session).of(reader, case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        if not present(case, roster) - {reader}:
            raise LastReader
        house.log(session).append(Tag.CONFLICT_DECLARE, person=reader, case=case.case_id)
        recusals = Recusals(session)
        successor = next_alternate(case, recusals.of(case.case_id), roster)
        recusals.step_back(case, reader, successor=successor, today=house.clock.today())
        with house.mailbox.write() as mailbox:
            Places(mailbox).vacate(case.report_id, reader)
