"""Once a day the log takes up what reporters did the day before, and is signed for.

The day's entries, the places of its cases and its checkpoint are one transaction: a worker that dies on the way leaves
the day either closed or not begun. Closing a day twice enters nothing twice; it only costs sixty-four fillers.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog, Entry, Facts, Tag
from reporting.accesslog.daily import append_day
from reporting.accesslog.signing import Signing
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.cases import Case
from reporting.cases.withdrawals import Withdrawals
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.signednote import Note

Append = Callable[[AccessLog, Sequence[Facts]], Sequence[Entry]]
HOUR = 3
"""The hour, in UTC, from which on a day's work is done: the same each day, so that it tells of nothing."""
AT_ONCE = 500
"""Deposits in one transaction: a flood must not keep the readers waiting for the store."""


def log_day(house: House, signing: Signing) -> None:
    """Close the day before, unless that is done or it is too early. Raises as `close_day` does.

    The first day of a log is closed at once: there is nothing yet that the hour could tell of.
    """
    last = signing.last()  # before the store is looked at, which may be ahead of it and never behind
    with house.desk.read() as session:
        checkpoints = StoredCheckpoints(session)
        newest = checkpoints.newest_row()
        is_done = checkpoints.made_on(house.clock.today())
        is_early = house.clock.now().hour < HOUR and newest is not None
        if is_done and newest is not None:
            signing.catch_up(last, newest.note, StoredTree(session))
    if not (is_done or is_early):
        close_day(house, signing)


def close_day(house: House, signing: Signing) -> Note:
    """Enter all that came before today, fill up to a size that counts nothing, and sign.

    Raises UndeclaredRollback, LogUnavailable, StoreUnavailable, CannotWrite.
    """
    today = house.clock.today()
    while _enter_some(today, house):
        pass
    yesterday = today - timedelta(days=1)
    with house.desk.write() as session:
        cases = house.cases(session).unlogged(today, AT_ONCE)
        withdrawn = Withdrawals(session).unlogged(today, AT_ONCE)
        _enter(cases, withdrawn, session, house, lambda log, facts: append_day(log, facts, yesterday))
        note = signing.sign(StoredTree(session))
        StoredCheckpoints(session).add(note, today)
    signing.keep(note)
    return note


def _enter_some(today: date, house: House) -> bool:
    """Enter AT_ONCE deposits if there are more than that; the last of them go with the fillers."""
    with house.desk.write() as session:
        cases = house.cases(session).unlogged(today, AT_ONCE + 1)
        if len(cases) <= AT_ONCE:
            return False
        _enter(cases[:AT_ONCE], [], session, house, lambda log, facts: [log.append_facts(one) for one in facts])
    return True


def _enter(cases: Sequence[Case], withdrawn: Sequence[Case], session: Session, house: House, append: Append) -> None:
    """Deposits and withdrawals together, so that the shuffle parts those of one case."""
    entries = append(house.log(session), [*_facts(cases, house), *map(_withdrawal, withdrawn)])
    deposits, withdrawals = entries[: len(cases)], entries[len(cases) :]
    house.cases(session).logged({case.case_id: entry.index for case, entry in zip(cases, deposits, strict=True)})
    Withdrawals(session).logged({case.case_id: entry.index for case, entry in zip(withdrawn, withdrawals, strict=True)})


def _withdrawal(case: Case) -> Facts:
    """The day and the case; that nobody had opened it, the missing entry of an opening says."""
    if case.withdrawn_on is None:
        raise ValueError("this case was not withdrawn")
    return Facts(Tag.REPORT_WITHDRAW, case.withdrawn_on.isoformat(), case=case.case_id)


def _facts(cases: Sequence[Case], house: House) -> list[Facts]:
    """What the log says of these deposits: the day, the case, and the hash of the sealed report that is there."""
    with house.mailbox.read() as session:
        box = DeskMailbox(session)
        # Ciphertext without an entry before it: it is hashed here, and goes nowhere.
        sealed = [box.fetch(case.report_id, "report") for case in cases]
    return [
        Facts(
            Tag.REPORT_DEPOSIT,
            case.received_on.isoformat(),
            case=case.case_id,
            hash=None if report is None else sha256(report).hexdigest(),
        )
        for case, report in zip(cases, sealed, strict=True)
    ]
