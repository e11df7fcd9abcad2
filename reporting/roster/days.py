"""The days in the chain of notes: since when somebody is there, and when those who read last changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from reporting.roster.listing import Listing
from reporting.roster.people import Role
from reporting.roster.succession import read_note


def since(notes: Sequence[str]) -> Mapping[str, date]:
    """For each fingerprint of the last of these verified notes, the day from which it has stood there unbroken."""
    found: dict[str, date] = {}
    for listing in _listings(notes):
        found = {seat.fingerprint: found.get(seat.fingerprint, listing.date) for seat in listing.seats}
    return found


def readers_changed_on(notes: Sequence[str]) -> date | None:
    """The date of the newest note that changed a reader or a reader's key; None as long as none did."""
    before: set[tuple[Role, str]] | None = None
    changed = None
    for listing in _listings(notes):
        readers: set[tuple[Role, str]] = {
            (seat.role, seat.fingerprint) for seat in listing.seats if seat.role is not Role.AUDITOR
        }
        if before is not None and readers != before:
            changed = listing.date
        before = readers
    return changed


def _listings(notes: Sequence[str]) -> Iterator[Listing]:
    return (read_note(note.encode())[1] for note in notes)
