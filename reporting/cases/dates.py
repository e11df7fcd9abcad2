"""The clocks of a case, in whole days: what is due, by when, and how much of the time has gone.

    >>> standing = Standing(Status.RECEIVED, received_on=date(2026, 11, 18), status_on=date(2026, 11, 18))
    >>> due(standing, Clocks())
    Due(on=datetime.date(2026, 11, 25), what='acknowledge')

What the server knows of danger is that the reporter asked for a mail today, or that a reader's browser has read of it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from reporting.cases.statuses import Stage, Status, Turn, stage, turn
from reporting.config import Clocks

CONFIRM_DAYS = 1
"""Days until the other reader has looked at what one decided alone, since somebody was in danger."""
ENDED = frozenset({Status.WITHDRAWN, Status.ERASED})
"""Nothing is to be done any more."""
STOP_DAYS = 7
"""Days until a reporter who asks an opened report back is told what can be stopped."""
SHOWN_DAYS_BEFORE = 2
"""A due date is called due from two days before it: the acknowledgement from day 5 of 7."""

ACKNOWLEDGE, LOOK, UPDATE, FEEDBACK = "acknowledge", "look within 24 hours", "update the reporter", "feedback"
WAIT, CONFIRM = "the reporter’s answer", "look at what was decided by one"
ANSWER, STOP = "answer the reporter", "decide what can be stopped"


@dataclass(frozen=True)
class Standing:
    """All that the clocks need to know of a case."""

    status: Status
    received_on: date
    status_on: date
    acknowledged_on: date | None = None
    urgent: bool = False
    replied_on: date | None = None
    wait_until: date | None = None
    confirm_by: date | None = None
    heard_on: date | None = None
    """The day of a message of the reporter's that waits for the readers."""
    withdrawn_on: date | None = None

    @property
    def asked_back_on(self) -> date | None:
        """Since when its reporter, who took it back after it was opened, waits to be told what can be stopped."""
        asked, answered = self.withdrawn_on, self.replied_on
        if asked is None or stage(self.status) is Stage.AT_REST:
            return None
        return None if answered is not None and answered >= asked else asked


@dataclass(frozen=True)
class Due:
    """One thing to do, and the last day for it."""

    on: date
    what: str


@dataclass(frozen=True)
class Deadline:
    """A clock on the case page; `share` is the part of its time that has gone, 0 to 100."""

    what: str
    by: date
    share: int
    late: bool


def look(clocks: Clocks) -> str:
    """What is due where somebody is in danger."""
    return LOOK if clocks.urgent_days == 1 else f"look within {clocks.urgent_days} days"


def running(case: Standing, clocks: Clocks) -> list[tuple[date, Due]]:
    """Every clock that runs for a case, each with the day it was started, the nearest first."""
    found: list[tuple[date, Due]] = []
    if case.status is Status.RECEIVED:
        if case.urgent:
            found.append((case.received_on, Due(case.received_on + timedelta(days=clocks.urgent_days), look(clocks))))
        found.append((case.received_on, Due(clocks.acknowledge_by(case.received_on), ACKNOWLEDGE)))
    elif turn(case.status) is Turn.READERS:
        if case.withdrawn_on is None:  # who wants no more of it is not owed a word each week
            told = max(case.status_on, case.replied_on or case.status_on)
            found.append((told, Due(told + timedelta(days=clocks.update_days), UPDATE)))
    elif case.heard_on and case.status not in ENDED:  # it is no longer the reporter who is waited for, nor at rest
        found.append((case.heard_on, Due(case.heard_on + timedelta(days=clocks.update_days), ANSWER)))
    elif case.status is Status.WAITING and case.wait_until:
        found.append((case.status_on, Due(case.wait_until, WAIT)))
    if case.acknowledged_on and stage(case.status) is Stage.UNDER_WAY:
        # Also while the reporter is waited for: most never come back, and were told this day when they wrote.
        found.append((case.acknowledged_on, Due(clocks.feedback_by(case.acknowledged_on), FEEDBACK)))
    if asked := case.asked_back_on:
        found.append((asked, Due(asked + timedelta(days=STOP_DAYS), STOP)))
    if case.confirm_by and case.status not in ENDED:
        found.append((case.confirm_by - timedelta(days=CONFIRM_DAYS), Due(case.confirm_by, CONFIRM)))
    return sorted(found, key=lambda clock: clock[1].on)


def due(case: Standing, clocks: Clocks) -> Due | None:
    """What is due next; None while no clock runs."""
    return next((clock[1] for clock in running(case, clocks)), None)


def deadlines(case: Standing, clocks: Clocks, today: date) -> list[Deadline]:
    """The running clocks as the case page draws them."""
    return [
        Deadline(
            what=item.what,
            by=item.on,
            share=max(0, min(100, 100 * (today - started).days // max(1, (item.on - started).days))),
            late=today > item.on,
        )
        for started, item in running(case, clocks)
    ]


def pressing(on: date | None, today: date) -> bool:
    """Whether something due then is called due today."""
    return on is not None and today >= on - timedelta(days=SHOWN_DAYS_BEFORE)
