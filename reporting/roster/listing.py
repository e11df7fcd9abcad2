"""The text of one roster note.

    reporting roster v1
    community Larkfield Network
    serial 2
    date 2026-11-24
    previous 5f1c…
    reviewer ada+1a2b3c4d+AbCd…= k7f29qmx4hze… Ada Lindqvist, ethics board
    …

A listing that was parsed writes itself back byte for byte: nothing is normalised, what differs is refused.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Self

from reporting.roster.errors import Duplicate, Malformed, NotTwoReviewers
from reporting.roster.people import Role, Seat, is_plain

FIRST = "-"  # stands where the first note has no predecessor
MAX_SERIAL = 9999
_HEAD = re.compile(
    r"reporting roster v1\n"
    r"community (?P<community>[^\n]+)\n"
    r"serial (?P<serial>[1-9][0-9]{0,3})\n"
    r"date (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"previous (?P<previous>-|[0-9a-f]{64})\n"
)
_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Listing:
    """Who holds which role from one serial on; `previous` is the hex SHA-256 of the former note's bytes."""

    community: str
    serial: int
    date: date
    previous: str
    seats: tuple[Seat, ...]

    @classmethod
    def parse(cls, untrusted_text: str) -> Self:
        """From a note's text; raises Malformed. Whether it may take effect is for `check` and for the chain."""
        head = _HEAD.match(untrusted_text)
        if not head or not untrusted_text.endswith("\n"):
            raise Malformed("does not begin with its five lines.")
        lines = untrusted_text[head.end() :].split("\n")[:-1]
        try:
            day = date.fromisoformat(head["date"])
        except ValueError:
            raise Malformed("has a date that no calendar knows.") from None
        if not is_plain(head["community"]):
            raise Malformed("names its community with characters that cannot be seen.")
        seats = tuple(map(Seat.parse, lines))
        if seats != in_order(seats):
            raise Malformed("does not list reviewers, then alternates, then auditors.")
        return cls(head["community"], int(head["serial"]), day, head["previous"], seats)

    @property
    def text(self) -> str:
        head = f"reporting roster v1\ncommunity {self.community}\nserial {self.serial}\n"
        return "\n".join((f"{head}date {self.date}\nprevious {self.previous}", *map(str, self.seats), ""))

    @property
    def reviewers(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.role is Role.REVIEWER)

    def by_handle(self, handle: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.handle == handle), None)

    def check(self) -> Self:
        """Itself, if it could take effect; raises NotTwoReviewers or Duplicate."""
        if len(self.reviewers) != 2:
            raise NotTwoReviewers(f"must name exactly two reviewers, and names {len(self.reviewers)}.")
        for what, values in (
            ("handle", [seat.handle for seat in self.seats]),
            ("name", [seat.name for seat in self.seats]),
            ("fingerprint", [seat.fingerprint for seat in self.seats]),
            ("signing key", [seat.verifier.raw.hex() for seat in self.seats]),
        ):
            [(_, times)] = Counter(values).most_common(1)
            if times > 1:
                raise Duplicate(f"it lists one {what} twice; every person and key stands there once.")
        return self

    def without(self, handle: str) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.handle != handle)


def in_order(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Reviewers, alternates, auditors; the order within a role is kept."""
    return tuple(sorted(seats, key=lambda seat: _ORDER.index(seat.role)))
