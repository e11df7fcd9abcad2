"""Where a case may stand, and every move that is allowed: one table, held as one by `tests/cases/test_statuses.py`.

>>> check(Status.RECEIVED, Status.ACKNOWLEDGED)
>>> check(Status.ERASED, Status.RECEIVED)
Traceback (most recent call last):
reporting.cases.statuses.MoveForbidden: A case that is erased cannot become received.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from reporting.errors import ReportingError


class Status(StrEnum):
    """`received` to `erased` is the way of a case; the four after it are side rooms."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSING = "assessing"
    ADDRESSING = "addressing"
    CONCLUDED = "concluded"
    ERASED = "erased"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    RECONSIDERING = "reconsidering"


class Stage(IntEnum):
    """The groups of the inbox, in their order."""

    NEW = 0
    UNDER_WAY = 1
    AT_REST = 2


class Turn(StrEnum):
    """Whose move a status waits for."""

    READERS = "readers"
    REPORTER = "reporter"
    NOBODY = "nobody"


class MoveForbidden(ReportingError):
    """The table of moves does not allow this."""


class MovedOn(ReportingError):
    """The case is no more where it was on the page that asks for this."""


_OPEN_SIDES = frozenset({Status.WAITING, Status.WITHDRAWN, Status.HELD})
_WORK = frozenset({Status.ACKNOWLEDGED, Status.ASSESSING, Status.ADDRESSING})

MOVES: Mapping[Status, frozenset[Status]] = {
    # Nobody waits for a reporter, nor holds a case, before somebody has told the reporter that it was seen.
    Status.RECEIVED: frozenset({Status.ACKNOWLEDGED, Status.WITHDRAWN}),
    Status.ACKNOWLEDGED: frozenset({Status.ASSESSING}) | _OPEN_SIDES,
    Status.ASSESSING: frozenset({Status.ADDRESSING, Status.CONCLUDED}) | _OPEN_SIDES,
    Status.ADDRESSING: frozenset({Status.ASSESSING, Status.CONCLUDED}) | _OPEN_SIDES,
    Status.CONCLUDED: frozenset({Status.RECONSIDERING, Status.HELD, Status.ERASED}),
    Status.ERASED: frozenset(),
    # A wait may have begun while the case was looked at again; only then does it go back there (`review.move`).
    Status.WAITING: _WORK | {Status.WITHDRAWN, Status.HELD, Status.RECONSIDERING},
    Status.WITHDRAWN: frozenset({Status.HELD, Status.ERASED}),
    # A hold ends where it began; which of these that was, the case knows.
    Status.HELD: _WORK | {Status.WAITING, Status.RECONSIDERING, Status.CONCLUDED, Status.WITHDRAWN},
    Status.RECONSIDERING: frozenset({Status.ADDRESSING, Status.CONCLUDED}) | _OPEN_SIDES,
}

PATH = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.ASSESSING,
    Status.ADDRESSING,
    Status.CONCLUDED,
    Status.ERASED,
)
"""The way that a case page draws."""

_BESIDE: Mapping[Status, Status] = {
    Status.WAITING: Status.ASSESSING,
    Status.RECONSIDERING: Status.ADDRESSING,
    Status.WITHDRAWN: Status.CONCLUDED,
    Status.HELD: Status.CONCLUDED,
}
"""Beside which step of the way a side room lies."""

_AT_REST = frozenset({Status.CONCLUDED, Status.ERASED, Status.WITHDRAWN, Status.HELD})


def check(now: Status, then: Status) -> None:
    """Raise MoveForbidden unless the table allows this move."""
    if then not in MOVES[now]:
        raise MoveForbidden(f"A case that is {now} cannot become {then}.")


def check_seen(now: Status, untrusted_seen: str) -> None:
    """Raise MovedOn unless the page showed the case where it is: what is pressed there is meant for that case alone."""
    if untrusted_seen != now:
        raise MovedOn


def stage(status: Status) -> Stage:
    """The group of the inbox that shows it."""
    if status is Status.RECEIVED:
        return Stage.NEW
    return Stage.AT_REST if status in _AT_REST else Stage.UNDER_WAY


def turn(status: Status) -> Turn:
    """Whose move it is."""
    if status is Status.WAITING:
        return Turn.REPORTER
    return Turn.NOBODY if status in _AT_REST else Turn.READERS


def path(status: Status) -> list[tuple[Status, str]]:
    """The steps of the way, each "done", "now" or "later". A side room takes the place of the step it lies beside."""
    here = PATH.index(_BESIDE.get(status, status))
    return [(status, "now") if at == here else (step, "done" if at < here else "later") for at, step in enumerate(PATH)]
