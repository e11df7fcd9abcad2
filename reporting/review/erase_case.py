"""Erasing a case: the entry and the new status are one transaction; only then the ciphertext goes, from every file.

Whoever dies in between leaves an erasure that is still to be done: `finish` does it, here or in a round of the worker.
"""

from contextlib import suppress

from reporting.accesslog import Tag
from reporting.cases import Case, MoveForbidden, Status
from reporting.cases.statuses import MOVES
from reporting.cases.withdrawals import Withdrawals
from reporting.db import StoreUnavailable
from reporting.mailbox.withdrawal import DeskWithdrawals
from reporting.review.house import House

AT_ONCE = 100
"""Reports whose ciphertext goes in one transaction: reporters wait for the same store."""


def may_erase(case: Case) -> bool:
    """At rest, or its reporter asks for it; never while it is held."""
    asked = case.withdrawn_on is not None and Status.WITHDRAWN in MOVES[case.status]
    return case.status is not Status.HELD and (Status.ERASED in MOVES[case.status] or asked)


def erase_case(case_id: str, reader: str, house: House) -> None:
    """Erase one case of this reader; raises NoSuchCase, MoveForbidden, LogUnavailable, StoreUnavailable."""
    with house.desk.write() as session:
        cases = house.cases(session)
        case = cases.of(reader, case_id)
        if not may_erase(case):
            raise MoveForbidden("A case is erased when it is at rest, or when its reporter asks for it.")
        today = house.clock.today()
        if Status.ERASED not in MOVES[case.status]:
            case = cases.move(case, Status.WITHDRAWN, today)
        log = house.log(session)
        log.append(Tag.REPORT_ERASE, person=reader, case=case.case_id)
        log.forget_commitments(case.case_id)
        Withdrawals(session).erase(case, today)
    # It is in the log; if the mailbox cannot be reached now, the worker's next round erases it.
    with suppress(StoreUnavailable):
        finish(house)


def finish(house: House) -> None:
    """Delete what the log says is erased, until no file of either store holds it. Raises StoreUnavailable."""
    last: str | None = ""
    while last is not None:
        last = _finish_some(last, house)


def _finish_some(after: str, house: House) -> str | None:
    """Delete some, by case id; gives the last of them when there may be more."""
    with house.desk.read() as session:
        erasures = Withdrawals(session).erasures(after, AT_ONCE)
    if not erasures:
        return None
    with house.mailbox.write() as session:
        for one in erasures:
            DeskWithdrawals(session).erase(one.report_id, one.on)
    if house.mailbox.flush_log() and house.desk.flush_log():
        with house.desk.write() as session:
            Withdrawals(session).erased(erasures)
    return erasures[-1].case_id if len(erasures) == AT_ONCE else None
