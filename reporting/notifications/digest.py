"""Who gets a regular mail on which day (design.md, D12).

    >>> regular(Role.AUDITOR, DigestMode.SILENT, [date(2026, 11, 23)], waits=lambda: False)
    <Kind.MONDAY: 'monday'>

What is not asked cannot be told: `waits` is called for no one whose mail has to be the same whatever came.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from reporting.notifications.settings import DigestMode
from reporting.roster import Role

MONDAY, THURSDAY = 0, 3
CAUGHT_UP = 7
"""Days that are looked back for a mail that no worker was there to send; each weekday was due once in them."""


class Kind(StrEnum):
    """`monday` carries the checkpoint, `digest` is any other regular mail, `today` is what a reporter asked for."""

    MONDAY = "monday"
    DIGEST = "digest"
    TODAY = "today"


def keeps_to_days(role: Role, mode: DigestMode) -> bool:
    """Whether this person's regular mail comes on fixed days only.

    An alternate's always: a mail at another time would tell whoever carries it that somebody left a reviewer out. They
    get Thursdays too, since one may be the only reader of what is to be acknowledged within a week.
    """
    return role is not Role.REVIEWER or mode is DigestMode.SILENT


def regular(role: Role, mode: DigestMode, days: Iterable[date], waits: Callable[[], bool]) -> Kind | None:
    """The mail for the last of `days`, which are those since regular mail was last settled."""
    weekdays = {day.weekday() for day in days}
    if MONDAY in weekdays:
        return Kind.MONDAY
    if role is Role.AUDITOR:
        return None
    due = THURSDAY in weekdays if keeps_to_days(role, mode) else waits()
    return Kind.DIGEST if due else None


def days_to_settle(settled_on: date | None, now: datetime, hour: int) -> list[date]:
    """The days whose regular mail goes out now, the last of them today; none outside the one hour.

    Whatever was missed waits for the hour of a later day: a mail at any other time would tell when the worker, or a
    report, came.
    """
    today = now.date()
    if now.hour != hour or settled_on == today:
        return []
    # A day that is still to come was settled by a clock that went wrong; waiting for it would be silence for years.
    missed = (today - settled_on).days if settled_on and settled_on < today else 1
    return [today - timedelta(days=before) for before in reversed(range(min(missed, CAUGHT_UP)))]
