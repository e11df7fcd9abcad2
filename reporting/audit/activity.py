"""A small picture of twelve weeks: how often people signed in, opened and moved.

What reporters do and the fillers beside it stay out of it: a picture of the tree's growth would be a count (design.md,
D10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.accesslog import Tag
from reporting.accesslog.search import LogSearch

WEEKS = 12
KINDS = {
    "opened": (Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.ATTACHMENT_OPEN),
    "moved": (Tag.CASE_MOVE,),
    "signed in": (Tag.SIGN_IN_ACCEPT,),
}
_TAGS = tuple(tag for tags in KINDS.values() for tag in tags)
HEIGHT, SLOT, BAR = 100, 60, 14
"""The picture's own units: a slot is a week, and holds a bar of each kind."""


@dataclass(frozen=True)
class Bar:
    """Where a bar stands; `kind` is its place among the kinds."""

    kind: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Activity:
    """For each week, by its Monday, how often each kind of act was done, in the order of KINDS."""

    weeks: Sequence[tuple[date, Sequence[int]]]

    @property
    def most(self) -> int:
        """The largest number of one kind in a week."""
        return max((number for _, numbers in self.weeks for number in numbers), default=0)

    @property
    def bars(self) -> list[Bar]:
        """As many as there are numbers but zero; the smallest can still be seen."""
        return [
            Bar(kind, SLOT * week + 6 + kind * (BAR + 3), HEIGHT - high, high)
            for week, (_, numbers) in enumerate(self.weeks)
            for kind, number in enumerate(numbers)
            if number
            for high in [max(2, round(number * HEIGHT / self.most))]
        ]


def activity(search: LogSearch, today: date) -> Activity:
    """The last WEEKS weeks, this one included."""
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = search.per_day(_TAGS, monday, today)
    weeks = [[0] * len(KINDS) for _ in range(WEEKS)]
    for (day, tag), number in found.items():
        week = (date.fromisoformat(day) - monday).days // 7
        kind = next(at for at, tags in enumerate(KINDS.values()) if tag in tags)
        weeks[week][kind] += number
    return Activity([(monday + timedelta(weeks=at), numbers) for at, numbers in enumerate(weeks)])
