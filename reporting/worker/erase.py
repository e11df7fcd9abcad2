"""The night's erasing: what was withdrawn unopened, once the log has it, and what was kept as long as was decided.

A year later it is forgotten that there was a report.
"""

from datetime import date

from reporting.accesslog import Tag
from reporting.cases import Case
from reporting.cases.withdrawals import Withdrawals
from reporting.clock import add_months
from reporting.mailbox.withdrawal import DeskWithdrawals
from reporting.review.erase_case import finish
from reporting.review.house import House

AT_ONCE = 200
TOLD_MONTHS = 12
"""For so long whoever has the words is told when their report was erased."""


def erase(house: House) -> None:
    """Enter and erase. Raises LogUnavailable, StoreUnavailable; what was left is done in the next round."""
    while _enter_some(house):
        pass
    finish(house)
    with house.mailbox.write() as session:
        DeskWithdrawals(session).forget_erased(add_months(house.clock.today(), -TOLD_MONTHS))


def _enter_some(house: House) -> bool:
    today = house.clock.today()
    with house.desk.read() as session:
        if not _due(Withdrawals(session), today, 1):
            return False
    with house.desk.write() as session:
        withdrawals, log = Withdrawals(session), house.log(session)
        log.hold()
        for case in _due(withdrawals, today, AT_ONCE):
            log.append(Tag.REPORT_ERASE, case=case.case_id)
            log.forget_commitments(case.case_id)
            withdrawals.erase(case, today)
    return True


def _due(withdrawals: Withdrawals, today: date, limit: int) -> list[Case]:
    return withdrawals.to_erase(limit) or withdrawals.outlived(today, limit)
