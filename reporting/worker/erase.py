"""The night's erasing: what was withdrawn unopened goes once the log has it, and a year later is forgotten."""

from reporting.accesslog import Tag
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
    with house.desk.read() as session:
        if not Withdrawals(session).to_erase(1):
            return False
    with house.desk.write() as session:
        withdrawals, log = Withdrawals(session), house.log(session)
        log.hold()
        for case in withdrawals.to_erase(AT_ONCE):
            log.append(Tag.REPORT_ERASE, case=case.case_id)
            log.forget_commitments(case.case_id)
            withdrawals.erase(case, house.clock.today())
    return True
