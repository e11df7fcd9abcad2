"""Withdrawals reach the desk: what nobody opened leaves every inbox, what was opened bears the reporter's request.

As with deposits, two stores cannot commit together: the desk writes first and may do so again, then the mailbox.
"""

from reporting.cases.withdrawals import Withdrawals
from reporting.mailbox.withdrawal import DeskWithdrawals
from reporting.review.house import House

AT_ONCE = 200


def settle_all(house: House, reader: str | None = None) -> None:
    """Take every withdrawal, some at a time, as `settle` does; raises StoreUnavailable."""
    while settle(house, reader):
        pass


def settle(house: House, reader: str | None = None) -> bool:
    """Take withdrawals, of this reader's reports or of all; True when there may be more. Raises StoreUnavailable."""
    with house.mailbox.read() as session:
        untaken = DeskWithdrawals(session).untaken(AT_ONCE, reader)
    if not untaken:
        return False
    with house.desk.write() as session:
        for one in untaken:
            asked = Withdrawals(session).withdraw(one.report_id, one.withdrawn_on, opened=one.opened)
            if asked is not None:
                house.cases(session).keep(asked)
    with house.mailbox.write() as session:
        DeskWithdrawals(session).mark_taken([one.report_id for one in untaken])
    return len(untaken) == AT_ONCE
