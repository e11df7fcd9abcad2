"""Once a day the log takes up what reporters did the day before, and is signed for.

The day's last entries, the places of its cases and its checkpoint are one transaction, and after a flood there are more
before it: a worker that dies on the way leaves the day open, and the next goes on where it was. Nothing is entered
twice; a day that is closed twice, as an export does, only costs sixty-four fillers.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog, Entry, Facts, Tag
from reporting.accesslog.daily import append_day
from reporting.accesslog.signing import Signing
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.cases import Case
from reporting.cases.withdrawals import Withdrawals
from reporting.errors import ReportingError
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.signednote import Note

Append = Callable[[AccessLog, Sequence[Facts]], Sequence[Entry]]
HOUR = 3
"""The hour, in UTC, from which on a day's work is done: the same each day, so that it tells of nothing."""
AT_ONCE = 500
"""Deposits and withdrawals in one transaction: a flood must not keep the readers waiting for the store."""


class AlreadyClosed(ReportingError):
    """This day has its checkpoint: another worker was first."""


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
        with suppress(AlreadyClosed):
            close_day(house, signing, once=True)


def close_day(house: House, signing: Signing, *, once: bool = False) -> Note:
    """Enter all that came before today, fill up to a size that counts nothing, and sign.

    Raises UndeclaredRollback, LogUnavailable, StoreUnavailable, CannotWrite; with `once` AlreadyClosed too.
    """
    today, note = house.clock.today(), None
    while note is None:
        note = _enter_some(today, house, signing, once=once)
    signing.keep(note)
    return note


def _enter_some(today: date, house: House, signing: Signing, *, once: bool) -> Note | None:
    """Enter up to AT_ONCE of what waits; the last of it goes with the fillers, and is signed for.

    Whether the day is closed and what waits is looked up where nobody else can append: of two workers one is second.
    """
    with house.desk.write() as session:
        log, checkpoints = house.log(session), StoredCheckpoints(session)
        log.hold()
        if once and checkpoints.made_on(today):
            raise AlreadyClosed
        cases = house.cases(session).unlogged(today, AT_ONCE + 1)
        withdrawn = Withdrawals(session).unlogged(today, AT_ONCE + 1)
        if len(cases) + len(withdrawn) > AT_ONCE:
            cases = cases[:AT_ONCE]
            _enter(cases, withdrawn[: AT_ONCE - len(cases)], session, house, _as_they_are)
            return None
        yesterday = today - timedelta(days=1)
        _enter(cases, withdrawn, session, house, lambda log, facts: append_day(log, facts, yesterday))
        note = signing.sign(StoredTree(session))
        checkpoints.add(note, today)
        return note


def _as_they_are(log: AccessLog, facts: Sequence[Facts]) -> list[Entry]:
    """In the order of their random ids."""
    return [log.append_facts(one) for one in facts]


def _enter(cases: Sequence[Case], withdrawn: Sequence[Case], session: Session, house: House, append: Append) -> None:
    """Deposits and withdrawals together, so that the shuffle parts those of one case."""
    hashes = _hashes([*cases, *withdrawn], house)
    facts = [*(_deposit(case, hashes) for case in cases), *(_withdrawal(case, hashes) for case in withdrawn)]
    entries = append(house.log(session), facts)
    deposits, withdrawals = entries[: len(cases)], entries[len(cases) :]
    house.cases(session).logged({case.case_id: entry.index for case, entry in zip(cases, deposits, strict=True)})
    Withdrawals(session).logged({case.case_id: entry.index for case, entry in zip(withdrawn, withdrawals, strict=True)})


def _deposit(case: Case, hashes: Mapping[str, str]) -> Facts:
    on = case.received_on.isoformat()
    return Facts(Tag.REPORT_DEPOSIT, on, case=case.case_id, hash=hashes.get(case.report_id))


def _withdrawal(case: Case, hashes: Mapping[str, str]) -> Facts:
    """That nobody had opened it, the missing entry of an opening says."""
    if case.withdrawn_on is None:
        raise ValueError("this case was not withdrawn")
    on = case.withdrawn_on.isoformat()
    return Facts(Tag.REPORT_WITHDRAW, on, case=case.case_id, hash=hashes.get(case.report_id))


def _hashes(cases: Sequence[Case], house: House) -> Mapping[str, str]:
    """By report id: a report that was taken back and erased within its day is known by its hash all the same."""
    with house.mailbox.read() as session:
        return DeskMailbox(session).hashes_as_they_came({case.report_id for case in cases})
