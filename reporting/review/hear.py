"""What reporters write reaches the desk: the day of it, and that it waits for the readers. No entry tells of it.

As with withdrawals, two stores cannot commit together: the desk writes first and may do so again, then the mailbox. A
message is known by its number, so one that was answered meanwhile is not heard of a second time.
"""

from reporting.mailbox.desk_thread import DeskThread
from reporting.review.house import House

AT_ONCE = 200


def hear_all(house: House, reader: str | None = None) -> None:
    """Take every message, some reports at a time, as `hear` does; raises StoreUnavailable."""
    while hear(house, reader):
        pass


def hear(house: House, reader: str | None = None) -> bool:
    """Take messages, of this reader's reports or of all; True when there may be more. Raises StoreUnavailable."""
    with house.mailbox.read() as session:
        unheard = DeskThread(session).unheard(AT_ONCE, reader)
    if not unheard:
        return False
    with house.desk.write() as session:
        cases = house.cases(session)
        for one in unheard:
            cases.hear(one.report_id, one.number, one.sent_on)
    with house.mailbox.write() as session:
        DeskThread(session).mark_heard(unheard)
    return len(unheard) == AT_ONCE
