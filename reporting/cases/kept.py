"""Which clocks were kept and which missed, from a case's status and dates alone.

    >>> standing = Standing(Status.RECEIVED, received_on=date(2026, 11, 1), status_on=date(2026, 11, 1))
    >>> acknowledged(standing, Clocks(), today=date(2026, 11, 23))
    <Verdict.MISSED: 'missed'>

For auditors: nothing here says who reads a case or what it is about. A case keeps only the date of its last move, so of
some that went on since then the dates no longer tell; that is said, not guessed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.cases.dates import Standing
from reporting.cases.models import CaseRow
from reporting.cases.statuses import Status, Turn, turn
from reporting.config import Clocks


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
    """One clock over many cases: how many came to each verdict, and which missed it, the newest first."""

    kept: int
    missed: Sequence[str]
    running: int
    untold: int


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


def kept(session: Session, clocks: Clocks, since: date, today: date) -> tuple[Kept, Kept]:
    """The acknowledgements and the feedback of all cases received from `since` on."""
    rows = session.execute(
        select(
            CaseRow.case_id,
            CaseRow.status,
            CaseRow.received_on,
            CaseRow.status_on,
            CaseRow.acknowledged_on,
        )
        .where(CaseRow.received_on >= since)
        .order_by(CaseRow.received_on.desc(), CaseRow.case_id)
    )
    cases = [(case_id, tuple(told)) for case_id, *told in rows]
    return _over(cases, acknowledged, clocks, today), _over(cases, answered, clocks, today)


def _over(
    cases: Sequence[tuple[str, tuple[Any, ...]]],
    judge: Callable[[Standing, Clocks, date], Verdict],
    clocks: Clocks,
    today: date,
) -> Kept:
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    judged: dict[tuple[Any, ...], Verdict] = {}  # many cases share status and dates, and judging costs most
    for case_id, told in cases:
        verdict = judged.get(told)
        if verdict is None:
            verdict = judged[told] = judge(Standing(Status(told[0]), *told[1:]), clocks, today)
        found[verdict].append(case_id)
    return Kept(
        kept=len(found[Verdict.KEPT]),
        missed=found[Verdict.MISSED],
        running=len(found[Verdict.RUNNING]),
        untold=len(found[Verdict.UNTOLD]),
    )
