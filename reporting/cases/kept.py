"""Which clocks were kept and which missed, from a case's status and dates alone.

    >>> told = Told(Status.RECEIVED, received_on=date(2026, 11, 1))
    >>> acknowledged(told, Clocks(), today=date(2026, 11, 23))
    <Verdict.MISSED: 'missed'>

For auditors: nothing here says who reads a case or what it is about. The days on which a promise was kept stay with the
case when it is held or erased, so that a miss stays a miss; a hold stops no clock.

Cases are not looked at one by one: the store counts those alike as they move (`ClockCount`, by triggers), so that what
a page reads grows with the days and not with the cases. `acknowledged` and `answered` say of one case what the count
says of all; tests hold the two together.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from reporting.cases.models import CaseRow, ClockCount
from reporting.cases.statuses import Status
from reporting.config import Clocks

OVER = (Status.CONCLUDED, Status.RECONSIDERING)
TOLD = (
    *(CaseRow.status, CaseRow.received_on, CaseRow.acknowledged_on),
    *(CaseRow.concluded_on, CaseRow.withdrawn_on, CaseRow.held_from),
)
DONE, WITHDRAWN, OPEN, UNTOLD = "done", "withdrawn", "open", "untold"
"""Outcomes of a clock, as the triggers write them."""


class Verdict(StrEnum):
    """What became of one clock of one case."""

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    ENDED = "ended"
    """The reporter withdrew before it was due, or never started it."""
    UNTOLD = "untold"
    """The dates do not tell: it was held or erased by an earlier version, or a backup that was put back lost them."""


@dataclass(frozen=True)
class Told:
    """All that tells what became of a case's clocks."""

    status: Status
    received_on: date
    acknowledged_on: date | None = None
    concluded_on: date | None = None
    withdrawn_on: date | None = None
    held_from: Status | None = None

    @property
    def taken_back_on(self) -> date | None:
        """The day on which its reporter ended it; a wish to, which the readers are to fulfil, ends nothing."""
        over = self.status in (Status.WITHDRAWN, Status.ERASED) or self.held_from is Status.WITHDRAWN
        return self.withdrawn_on if over else None


@dataclass(frozen=True)
class Kept:
    """One clock over many cases: how many came to each verdict, and some that missed it, the newest first."""

    kept: int
    missed: int
    running: int
    untold: int
    cases: Sequence[str] = ()


def acknowledged(case: Told, clocks: Clocks, today: date) -> Verdict:
    """Whether somebody told the reporter in time that the report was seen."""
    by = clocks.acknowledge_by(case.received_on)
    if case.acknowledged_on is not None:
        return Verdict.KEPT if case.acknowledged_on <= by else Verdict.MISSED
    if case.taken_back_on is not None:
        return Verdict.ENDED if case.taken_back_on <= by else Verdict.MISSED
    if case.status is not Status.RECEIVED:
        return Verdict.UNTOLD
    return Verdict.RUNNING if today <= by else Verdict.MISSED


def answered(case: Told, clocks: Clocks, today: date) -> Verdict:
    """Whether the reporter had feedback in time: no case is concluded without it."""
    if case.acknowledged_on is None:
        return Verdict.ENDED
    by = clocks.feedback_by(case.acknowledged_on)
    if case.concluded_on is not None:
        return Verdict.KEPT if case.concluded_on <= by else Verdict.MISSED
    if case.taken_back_on is not None:
        return Verdict.ENDED if case.taken_back_on <= by else Verdict.MISSED
    if case.status in (*OVER, Status.ERASED, Status.WITHDRAWN) or case.held_from in OVER:
        return Verdict.UNTOLD
    return Verdict.RUNNING if today <= by else Verdict.MISSED


@dataclass(frozen=True)
class _Clock:
    """One of the two: its name in the count, its limit in what `took` counts, and its verdict on one case."""

    name: str
    limit: int
    by: Callable[[date], date]
    judge: Callable[[Told, Clocks, date], Verdict]
    ended: Any


def _both(clocks: Clocks) -> tuple[_Clock, _Clock]:
    return (
        _Clock("acknowledge", clocks.acknowledge_days, clocks.acknowledge_by, acknowledged, CaseRow.acknowledged_on),
        _Clock("feedback", clocks.feedback_months, clocks.feedback_by, answered, CaseRow.concluded_on),
    )


def kept(session: Session, clocks: Clocks, since: date, today: date, named: int = 0) -> tuple[Kept, Kept]:
    """The acknowledgements and the feedback of all cases received from `since` on; `named` of those that missed it."""
    seen, feedback = (_over(session, clock, clocks, since, today, named) for clock in _both(clocks))
    return seen, feedback


def _over(session: Session, clock: _Clock, clocks: Clocks, since: date, today: date, named: int) -> Kept:
    late = _late(clock, today)
    mine = ClockCount.clock == clock.name, ClockCount.received_on >= since
    each = select(ClockCount.outcome, late.label("late"), ClockCount.number).where(*mine).subquery()
    counted = select(each.c.outcome, each.c.late, func.sum(each.c.number)).group_by(each.c.outcome, each.c.late)
    found = Counter[Verdict]()
    for outcome, is_late, number in session.execute(counted):
        found[_verdict(outcome, is_late=bool(is_late))] += int(number)
    missed = select(ClockCount.received_on, ClockCount.started_on).where(*mine, late).distinct()
    groups = session.execute(missed.order_by(ClockCount.received_on.desc()).limit(named)).all() if named else []
    return Kept(
        kept=found[Verdict.KEPT],
        missed=found[Verdict.MISSED],
        running=found[Verdict.RUNNING],
        untold=found[Verdict.UNTOLD],
        cases=_newest(session, clock, clocks, today, [(row.received_on, row.started_on) for row in groups], named),
    )


def _late(clock: _Clock, today: date) -> ColumnElement[bool]:
    """Whether what is counted together ended too late, or has not ended and should have."""
    last = today
    while clock.by(last) >= today:  # months have no fixed length, so it is looked for
        last -= timedelta(days=1)
    ended = and_(ClockCount.outcome.in_((DONE, WITHDRAWN)), ClockCount.took > clock.limit)
    return or_(ended, and_(ClockCount.outcome == OPEN, ClockCount.started_on <= last))


def _verdict(outcome: str, *, is_late: bool) -> Verdict:
    if is_late:
        return Verdict.MISSED
    return {DONE: Verdict.KEPT, WITHDRAWN: Verdict.ENDED, OPEN: Verdict.RUNNING}.get(outcome, Verdict.UNTOLD)


def _newest(
    session: Session, clock: _Clock, clocks: Clocks, today: date, groups: Sequence[tuple[date, date]], named: int
) -> list[str]:
    """The ids of so many that missed it, the newest first, each from a short range of an index."""
    found: list[tuple[date, str]] = []
    for received_on, started_on in groups:
        if len(found) >= named and received_on != found[-1][0]:
            break
        missed = 0
        theirs = [CaseRow.received_on == received_on, or_(clock.ended.is_(None), clock.ended > clock.by(started_on))]
        if clock.name == "feedback":
            theirs.append(CaseRow.acknowledged_on == started_on)
        rows = session.execute(select(CaseRow.case_id, *TOLD).where(*theirs).order_by(CaseRow.case_id))
        for case_id, *told in rows:
            if missed < named and clock.judge(told_by(told), clocks, today) is Verdict.MISSED:
                found.append((received_on, case_id))
                missed += 1
    return [case_id for _, case_id in sorted(found, key=lambda one: (-one[0].toordinal(), one[1]))][:named]


def told_by(row: Sequence[Any]) -> Told:
    status, received_on, acknowledged_on, concluded_on, withdrawn_on, held_from = row
    days = received_on, acknowledged_on, concluded_on, withdrawn_on
    return Told(Status(status), *days, held_from=Status(held_from) if held_from else None)
