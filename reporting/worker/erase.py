"""The night's erasing: what was withdrawn unopened, once the log has it, and what was kept as long as was decided.

A year later it is forgotten that there was a report.
"""

from datetime import date, timedelta

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
"""A worker that rested for so long goes on as if it had not."""
TOLD_MONTHS = 12
"""For so long whoever has the words is told when their report was erased."""


class ClockJumped(ReportingError):
    """Days are missing before today, so nothing is erased by its date."""


def erase(house: House) -> None:
    """Enter and erase. Raises LogUnavailable, StoreUnavailable; what was left is done in the next round.

    Raises ClockJumped, once all is done that goes by no date, on a day that does not follow others: a clock that is
    wrong by years must not cost a report, and tomorrow is soon enough where it was right.
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
    """What is wrong with today; nothing when the day's work was done on one of the last days, or never before."""
    today = house.clock.today()
    with house.desk.read() as session:
        before = StoredCheckpoints(session).newest_row(today - timedelta(days=1))
    if before is None or before.made_on >= today - DAYS_OFF:
        return ""
    return (
        f"The clock says {today}, and the last day's work was done on {before.made_on}: nothing is erased by its date"
        " before tomorrow. Set the clock right if it is wrong."
    )


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
