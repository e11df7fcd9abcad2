"""Which clocks were kept and which missed, from a case's status and dates alone.

    >>> standing = Standing(Status.RECEIVED, received_on=date(2026, 11, 1), status_on=date(2026, 11, 1))
    >>> acknowledged(standing, Clocks(), today=date(2026, 11, 23))
    <Verdict.MISSED: 'missed'>

For auditors: nothing here says who reads a case or what it is about. A case keeps only the date of its last move, so of
some that went on since then the dates no longer tell; that is said, not guessed.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reporting.cases.dates import Standing
from reporting.cases.models import CaseRow
from reporting.cases.statuses import Status, Turn, turn
from reporting.config import Clocks

Told = tuple[Any, ...]
"""Status and dates of a case, in the order of `Standing`."""
_TOLD = (CaseRow.status, CaseRow.received_on, CaseRow.status_on, CaseRow.acknowledged_on)


class Verdict(StrEnum):
    """What became of one clock of one case."""

    KEPT = "kept"
    MISSED = "missed"
    RUNNING = "running"
    ENDED = "ended"
    """The reporter withdrew before it was due, or never started it."""
    UNTOLD = "untold"
    """The dates do not tell any more."""


@dataclass(frozen=True)
class Kept:
    """One clock over many cases: how many came to each verdict, and some that missed it, the newest first."""

    kept: int
    missed: int
    running: int
    untold: int
    cases: Sequence[str]


def acknowledged(case: Standing, clocks: Clocks, today: date) -> Verdict:
    """Whether somebody told the reporter in time that the report was seen."""
    by = clocks.acknowledge_by(case.received_on)
    if case.acknowledged_on is not None:
        return Verdict.KEPT if case.acknowledged_on <= by else Verdict.MISSED
    if case.status is Status.RECEIVED:
        return Verdict.RUNNING if today <= by else Verdict.MISSED
    # Withdrawn unacknowledged; a hold or an erasure since then has a date of its own.
    if case.status_on <= by:
        return Verdict.ENDED
    return Verdict.MISSED if case.status is Status.WITHDRAWN else Verdict.UNTOLD


def answered(case: Standing, clocks: Clocks, today: date) -> Verdict:
    """Whether the reporter had feedback in time: no case is concluded without it."""
    if case.acknowledged_on is None:
        return Verdict.ENDED
    by = clocks.feedback_by(case.acknowledged_on)
    in_time = case.status_on <= by
    if case.status is Status.CONCLUDED:
        return Verdict.KEPT if in_time else Verdict.MISSED
    if case.status is Status.WITHDRAWN:
        return Verdict.ENDED if in_time else Verdict.MISSED
    if case.status is Status.RECONSIDERING:
        return Verdict.KEPT if in_time else Verdict.UNTOLD  # it was concluded before
    if turn(case.status) is Turn.NOBODY:
        return Verdict.UNTOLD  # held or erased: which way it came there, only the entries know
    return Verdict.RUNNING if today <= by else Verdict.MISSED


def kept(session: Session, clocks: Clocks, since: date, today: date, named: int) -> tuple[Kept, Kept]:
    """The acknowledgements and the feedback of all cases received from `since` on; `named` of those that missed it."""
    # Many cases share status and dates: the store counts them, and what costs most is done once for all of these.
    groups = session.execute(select(*_TOLD, func.count()).where(CaseRow.received_on >= since).group_by(*_TOLD))
    counted = {tuple(told): number for *told, number in groups}
    return (
        _over(session, counted, partial(acknowledged, clocks=clocks, today=today), named),
        _over(session, counted, partial(answered, clocks=clocks, today=today), named),
    )


def _over(session: Session, counted: Mapping[Told, int], judge: Callable[[Standing], Verdict], named: int) -> Kept:
    judged = {told: judge(Standing(Status(told[0]), *told[1:])) for told in counted}
    found = Counter[Verdict]()
    for told, verdict in judged.items():
        found[verdict] += counted[told]
    missed = {told: counted[told] for told, verdict in judged.items() if verdict is Verdict.MISSED}
    return Kept(
        kept=found[Verdict.KEPT],
        missed=found[Verdict.MISSED],
        running=found[Verdict.RUNNING],
        untold=found[Verdict.UNTOLD],
        cases=_newest(session, missed, named),
    )


def _newest(session: Session, missed: Mapping[Told, int], named: int) -> list[str]:
    """The ids of so many of these cases, the newest first, from no more days than hold them."""
    since, number = date.max, 0
    for told in sorted(missed, key=_received_on, reverse=True):
        if number >= named and told[1] != since:
            break
        since, number = told[1], number + missed[told]
    newest = select(CaseRow.case_id, *_TOLD).where(CaseRow.received_on >= since)
    rows = session.execute(newest.order_by(CaseRow.received_on.desc(), CaseRow.case_id))
    return [case_id for case_id, *told in rows if tuple(told) in missed][:named]


def _received_on(told: Told) -> date:
    day: date = told[1]
    return day
