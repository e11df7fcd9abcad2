"""One plain sentence about what is due.

>>> waiting([date(2026, 11, 20)], urgent=0, today=date(2026, 11, 23))
'One concern is overdue.'
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTED = 12
"""More are not counted: whoever has more than twelve things due needs the list, not the number."""


@dataclass(frozen=True)
class Said:
    """A piece of the sentence; `due` is the filter that shows the cases of which it speaks, if it speaks of some."""

    words: str
    due: str = ""


def waiting(due_days: Sequence[date], *, urgent: int, today: date) -> str:
    """The sentence as a whole."""
    return "".join(one.words for one in said(due_days, urgent=urgent, today=today))


def said(due_days: Sequence[date], *, urgent: int, today: date) -> list[Said]:
    """What the inbox says above its list. `due_days` are those of cases that are called due, `urgent` how many of them
    the reporter marked as for today."""
    late = sum(day < today for day in due_days)
    soon = [day for day in due_days if day >= today]
    found = []
    if late:
        found.append(Said(f"{_concerns(late)} overdue", due="late"))
    if soon:
        by = "today" if max(soon) == today else f"by {_day(max(soon))}"
        found.append(Said(f"{_concerns(len(soon))} due {by}", due="soon"))
    if not found:
        return [Said("Nothing is due now.")]
    if len(found) > 1:
        found.insert(1, Said(" and "))
    found[0] = replace(found[0], words=found[0].words[0].upper() + found[0].words[1:])
    first = f"; {_number(urgent)} {'asks' if urgent == 1 else 'ask'} to be looked at first" if urgent else ""
    return [*found, Said(f"{first}.")]


def _concerns(count: int) -> str:
    return f"{_number(count)} {'concern is' if count == 1 else 'concerns are'}"


def _number(count: int) -> str:
    return NUMBERS[count] if count <= COUNTED else f"more than {NUMBERS[COUNTED]}"


def _day(day: date) -> str:
    # By hand, not by strftime: %A and %B follow the machine's locale.
    weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    month = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )[day.month - 1]  # fmt: skip
    return f"{weekday} {day.day} {month}"
