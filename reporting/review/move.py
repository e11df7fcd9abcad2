"""Moving a case: the status and its entry are one transaction, and the reporter is told after it."""

from contextlib import suppress

from reporting.accesslog import Tag
from reporting.cases import MoveForbidden, Status
from reporting.db import StoreUnavailable
from reporting.review.house import House
from reporting.review.take import tell

OFFERED = frozenset({Status.ACKNOWLEDGED})
"""Moves that the desk has a page for. The table allows more; each comes with what it needs: a checklist, a decision."""


def move(case_id: str, untrusted_status: str, reader: str, house: House) -> Status:
    """Move a case; raises NoSuchCase, MoveForbidden, LogUnavailable, StoreUnavailable, then nothing was changed."""
    with house.desk.write() as session:
        cases = house.cases(session)
        case = cases.of(reader, case_id)
        to = _offered(untrusted_status)
        moved = cases.move(case, to, house.clock.today())
        house.log(session).append(Tag.CASE_MOVE, person=reader, case=case.case_id, commits_to=to.encode())
    _tell(reader, house)
    return moved.status


def _offered(untrusted_status: str) -> Status:
    if untrusted_status not in OFFERED:
        raise MoveForbidden("This step is not offered here.")
    return Status(untrusted_status)


def _tell(reader: str, house: House) -> None:
    # The move is durable; if the mailbox cannot be reached now, `take` tells the reporter when it can.
    with suppress(StoreUnavailable):
        tell(reader, house)
