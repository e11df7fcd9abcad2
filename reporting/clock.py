"""The one place that asks what time it is, so that every test can say it.

>>> FixedClock(datetime(2026, 11, 23, 14, 5, tzinfo=UTC)).today()
datetime.date(2026, 11, 23)
"""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What rooms need to know of time. Dates are UTC dates: a local date would tell where the machine stands."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""

    def today(self) -> date:
        """The date in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().date()


class FixedClock:
    """A clock that stands until it is told to advance; for tests and for made-up reports."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def advance(self, by: timedelta) -> None:
        self._now += by


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last of that month when it has no such day.

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
