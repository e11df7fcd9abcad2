"""The night's erasing: what was withdrawn unopened, once the log has it, and what was kept as long as was decided.

A year later it is forgotten that there was a report.
"""

from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.accesslog.stored import StoredCheckpoints
from reporting.cases import Case
from reporting.cases.withdrawals import Withdrawals
from reporting.clock import add_months
from reporting.errors import ReportingError
from reporting.mailbox.withdrawal import DeskWithdrawals
from reporting.review.erase_case import finish
from reporting.review.house import House
from reporting.review.set_aside import erase_unread

AT_ONCE = 200
DAYS_OFF = timedelta(days=7)
STEADY = 3
"""A worker that rested for so long goes on as if it had not; after a longer rest, or a jump, so many days have to pass:
a midnight comes soon after any jump, and somebody has to have had the time to see what it says."""
TOLD_MONTHS = 12
"""For so long whoever has the words is told when their report was erased."""


class ClockJumped(ReportingError):
    """Days are missing before today, so nothing is erased by its date."""


def erase(house: House) -> None:
    """Enter and erase. Raises LogUnavailable, StoreUnavailable; what was left is done in the next round.

    Raises ClockJumped, once all is done that goes by no date, when days are missing among the last few: a clock that is
    wrong by years must not cost a report, and where it was right, three days later is soon enough.
    """
    jumped = _jumped(house)
    due = date.min if jumped else house.clock.today()
    while _enter_some(house, due):
        pass
    finish(house)
    if jumped:
        raise ClockJumped(jumped)
    erase_unread(house)
    with house.mailbox.write() as session:
        DeskWithdrawals(session).forget_erased(add_months(house.clock.today(), -TOLD_MONTHS))


def _jumped(house: House) -> str:
    """What is wrong with today; nothing when the last days' work was done on days that follow one another."""
    today = house.clock.today()
    with house.desk.read() as session:
        gap = gap_before(today, session)
    if gap is None:
        return ""
    return (
        f"The clock says {today}, and between {gap[0]} and {gap[1]} no day's work was done: nothing is erased by"
        f" its date until {STEADY} days have passed one by one. Set the clock right if it is wrong."
    )


def gap_before(today: date, session: Session) -> tuple[date, date] | None:
    """Two of the last days, with so many missing between them that nothing is erased by its date."""
    worked = StoredCheckpoints(session).days_before(today, STEADY)
    return next(((before, day) for day, before in pairwise([today, *worked]) if before < day - DAYS_OFF), None)


def _enter_some(house: House, due: date) -> bool:
    today = house.clock.today()
    with house.desk.read() as session:
        if not _due(Withdrawals(session), due, 1):
            return False
    with house.desk.write() as session:
        withdrawals, log = Withdrawals(session), house.log(session)
        log.hold()
        for case in _due(withdrawals, due, AT_ONCE):
            log.append(Tag.REPORT_ERASE, case=case.case_id)
            log.forget_commitments(case.case_id)
            withdrawals.erase(case, today)
    return True


def _due(withdrawals: Withdrawals, day: date, limit: int) -> list[Case]:
    return withdrawals.to_erase(limit) or withdrawals.outlived(day, limit)
