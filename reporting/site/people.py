"""Whom a form should seal to, from what was kept elsewhere, and whom its list names."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from reporting.errors import Refused
from reporting.roster import Person, Role, Roster, RosterError, fingerprint, load
from reporting.roster.listing import Listing
from reporting.roster.people import Seat
from reporting.roster.succession import read_note
from reporting.signednote import MAX_NOTE

_ENTRY = re.compile(r"# (?P<words>[^\n]+), (?P<fingerprint>[0-9a-hjkmnp-tv-z]{52})\n(?P<key>age1[a-z0-9]+)\n")


class PinRefused(Refused):
    """What the keys are to be compared with cannot be used."""


@dataclass(frozen=True)
class Listed:
    """One entry of a recipients file."""

    words: str
    fingerprint: str
    key: str


@dataclass(frozen=True)
class Pinned:
    """The roster as somebody kept it: who reads, and under which keys."""

    listing: Listing

    @classmethod
    def of_keys(cls, folder: Path) -> Self:
        """From a copy of keys/, verified back to the first roster; raises PinRefused."""
        try:
            if load(folder) is None:
                raise PinRefused(f"{folder} has no signed roster. Name a copy of keys/ that has one.")
        except RosterError as error:
            raise PinRefused(f"{folder} cannot be relied on: {error}") from None
        return cls.of_roster(folder / "roster")

    @classmethod
    def of_roster(cls, file: Path) -> Self:
        """From one roster note that somebody kept, taken as it is; raises PinRefused."""
        try:
            with file.open("rb") as opened:
                return cls(read_note(opened.read(MAX_NOTE + 1))[1])
        except OSError as error:
            raise PinRefused(f"{file} cannot be read ({error.strerror}). Check its name and permissions.") from None
        except RosterError:
            raise PinRefused(
                f"{file} is no roster. Name a copy of keys/roster, or --keys and a copy of keys/."
            ) from None

    @property
    def readers(self) -> list[Seat]:
        return [seat for seat in self.listing.seats if seat.role is not Role.AUDITOR]

    @property
    def roster(self) -> Roster:
        """The same people, without the keys to seal to: a note names these by their fingerprints."""
        people = [
            Person(seat.handle, seat.name, seat.about, seat.role, seat.verifier, "", seat.fingerprint)
            for seat in self.listing.seats
        ]
        return Roster(self.listing.community, self.listing.serial, self.listing.date, tuple(people))

    def fits(self, one: Listed) -> Seat | None:
        """Whose key this is. The fingerprint in the roster is over the key itself, so none can stand in its place."""
        for seat in self.readers:
            if seat.fingerprint == one.fingerprint == fingerprint(one.key, str(seat.verifier)):
                return seat
        return None


def listed(untrusted_list: str) -> list[Listed] | None:
    """The entries of a recipients file; None unless it is made of nothing else."""
    entries = list(_ENTRY.finditer(untrusted_list))
    if "".join(entry[0] for entry in entries) != untrusted_list or not entries:
        return None
    return [Listed(entry["words"], entry["fingerprint"], entry["key"]) for entry in entries]
