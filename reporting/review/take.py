"""Deposits become cases, and what the desk decided becomes what the reporter sees.

Two stores cannot commit together. So each step can be done again: a case is made once for each report id, and a deposit
is marked as taken, a status as told, only after the other store has it. Whoever dies in between is put right here.
"""

from reporting.cases import Arrived
from reporting.mailbox.desk_side import Arrival, DeskMailbox
from reporting.review.hear import hear
from reporting.review.house import House
from reporting.review.withdrawals import settle

AT_ONCE = 200
"""Deposits that one request takes; the next takes the rest."""
MOST = 500
"""Times that a round takes: a flood that comes as fast as it is taken must not hold the rest of the round up."""


def take_all(reader: str, house: House) -> None:
    """Take all that waits for this reader, some at a time; whoever dies on the way has taken what was taken."""
    for _ in range(MOST):
        if not take(reader, house):
            return


def take(reader: str, house: House) -> bool:
    """Take what waits for this reader: were others' deposits taken too, the time it takes would tell of them.

    True when there may be more. Raises StoreUnavailable.
    """
    with house.mailbox.read() as session:
        arrivals = DeskMailbox(session).untaken(AT_ONCE, reader)
    if arrivals:
        with house.desk.write() as session:
            cases = house.cases(session)
            for arrival in arrivals:
                cases.take(_arrived(arrival))
        with house.mailbox.write() as session:
            DeskMailbox(session).mark_taken([arrival.report_id for arrival in arrivals])
    more = settle(house, reader), hear(house, reader), tell(reader, house)
    return len(arrivals) == AT_ONCE or any(more)


def _arrived(arrival: Arrival) -> Arrived:
    """A case without readers when it was withdrawn already: the log has it, and nobody ever finds it."""
    readers = () if arrival.hidden else arrival.readers
    return Arrived(arrival.report_id, arrival.received_on, readers, arrival.urgent)


def tell(reader: str, house: House) -> bool:
    """Show the reporters of this reader's cases how far these have come; True when there may be more."""
    with house.desk.read() as session:
        if not house.cases(session).untold(reader, 1):
            return False
    # The desk stays locked until the mailbox has committed, so that an older status never overtakes a newer one.
    with house.desk.write() as session:
        cases = house.cases(session)
        untold = cases.untold(reader, AT_ONCE)
        with house.mailbox.write() as mailbox:
            for telling in untold:
                days = {"wait_until": telling.wait_until, "erase_on": telling.erase_on}
                DeskMailbox(mailbox).set_status(telling.report_id, telling.status, telling.on, **days)
        cases.told(untold)
    return len(untold) == AT_ONCE
