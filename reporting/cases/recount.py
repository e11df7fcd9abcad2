"""The count of clocks (`ClockCount`) as the cases have it, by which the triggers that keep it are checked.

    if differs(session):            # a trigger was dropped, or somebody changed the count
        recount(session)            # in a writing session

Told in Python what 0013 of the desk's migrations tells in SQL: a fault of the one is found by the other.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from reporting.cases.kept import DONE, OPEN, OVER, TOLD, UNTOLD, WITHDRAWN, Told, told_by
from reporting.cases.models import ClockCount
from reporting.cases.statuses import Status

Key = tuple[date, str, date, str, int]
_KEY = (ClockCount.received_on, ClockCount.clock, ClockCount.started_on, ClockCount.outcome, ClockCount.took)


def differs(session: Session) -> bool:
    """Whether the count says something else than the cases do."""
    counted = select(*_KEY, ClockCount.number)
    return {tuple(row[:-1]): int(row[-1]) for row in session.execute(counted)} != _of_cases(session)


def recount(session: Session) -> None:
    """Make the count anew from the cases."""
    session.execute(delete(ClockCount))
    names = [column.key for column in _KEY]
    rows = [dict(zip(names, key, strict=True), number=number) for key, number in _of_cases(session).items()]
    if rows:
        session.execute(insert(ClockCount), rows)


def _of_cases(session: Session) -> Counter[Key]:
    """Cases that stand alike are looked at once."""
    found = Counter[Key]()
    for *told, number in session.execute(select(*TOLD, func.count()).group_by(*TOLD)):
        for key in _keys(told_by(told)):
            found[key] += number
    return found


def _keys(case: Told) -> Iterator[Key]:
    seen, taken_back = case.acknowledged_on, case.taken_back_on
    runs = OPEN if case.status is Status.RECEIVED else UNTOLD
    outcome, ended = _end(seen, taken_back, runs)
    yield case.received_on, "acknowledge", case.received_on, outcome, (ended - case.received_on).days if ended else 0
    if seen is None:
        return
    over = case.status in (*OVER, Status.ERASED, Status.WITHDRAWN) or case.held_from in OVER
    outcome, ended = _end(case.concluded_on, taken_back, UNTOLD if over else OPEN)
    yield case.received_on, "feedback", seen, outcome, _begun_months(seen, ended) if ended else 0


def _end(done: date | None, taken_back: date | None, otherwise: str) -> tuple[str, date | None]:
    if done is not None:
        return DONE, done
    return (WITHDRAWN, taken_back) if taken_back is not None else (otherwise, None)


def _begun_months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month + (until.day > since.day)
