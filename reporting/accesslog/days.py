"""Whether the days that entries say come one after the other, and none of them lies ahead.

    days = Days(date(2026, 11, 23))
    verify(read, key, kept, look=days.look)
    days.told()    # ["Careful: entry 1,200 says 2027-03-01: expected a day up to 2026-11-23. …"]

A log can be whole and signed, and yet have been written by a clock that jumped. It is told and refuses nothing. Only
the first bytes of an entry are looked at, which are those of its day, since there may be millions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BACK = timedelta(days=2)
"""Servers that write to one log may differ by so much, and no more, before somebody should ask."""
AHEAD = timedelta(days=1)
"""The auditor's own clock may stand in another day."""
_DAY = slice(7, 17)  # of {"at":"2026-11-23…
_MINUTE = b"T"
"""What follows a day with a minute. What reporters do has none, and comes as late as it is brought in."""


@dataclass(frozen=True)
class _Odd:
    index: int
    day: str
    expected: str


class Days:
    """One walk through a log, `today` by the clock of whoever checks it."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._last = b""
        self._newest = date.min + BACK
        self._ahead: list[_Odd] = []
        self._back: list[_Odd] = []

    def look(self, start: int, entries: Sequence[bytes]) -> None:
        """Neighbouring entries of which the first has the index `start`."""
        for at, entry in enumerate(entries):
            said = entry[_DAY.start : _DAY.stop + 1]
            if said != self._last:
                self._weigh(start + at, said[:-1], at_a_minute=said[-1:] == _MINUTE)
                self._last = said

    def _weigh(self, index: int, said: bytes, *, at_a_minute: bool) -> None:
        try:
            day = date.fromisoformat(said.decode("ascii"))
        except ValueError:
            return  # an entry that is none is told elsewhere, by who reads entries
        if day > self._today + AHEAD:
            if said != self._last[:-1]:
                self._ahead.append(_Odd(index, str(day), f"up to {self._today}"))
            return  # what follows is measured by days that have been
        if at_a_minute and day < self._newest - BACK:
            self._back.append(_Odd(index, str(day), f"from {self._newest - BACK} on"))
        self._newest = max(self._newest, day)

    def told(self) -> list[str]:
        """Lines for a person; none where all is in order."""
        return [
            f"Careful: entry {odd[0].index:,} says {odd[0].day}, expected a day {odd[0].expected}{_more(odd)}. {why}"
            for odd, why in (
                (self._ahead, "The clock of the server stood ahead, or yours stands behind."),
                (
                    self._back,
                    "The clock of the server was set back.",
                ),
            )
            if odd
        ]


def _more(odd: Sequence[_Odd]) -> str:
    return f"; so it is at {len(odd):,} places" if len(odd) > 1 else ""
