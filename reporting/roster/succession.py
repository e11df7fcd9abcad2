"""The chain of roster notes: who may change the roster is said by the roster before it.

The first note is signed by both its reviewers. Every later one names the SHA-256 of the note before and is signed by a
reviewer of that note whose own line it leaves unchanged: nobody brings themselves in, or moves themselves, alone.
"""

from collections.abc import Sequence
from hashlib import sha256

from reporting.roster.errors import (
    ForgedSignature,
    Malformed,
    PreviousMismatch,
    RosterError,
    SelfSigned,
    SkippedSerial,
    Unsigned,
)
from reporting.roster.listing import FIRST, Listing
from reporting.roster.people import Seat
from reporting.signednote import MalformedNote, NoKnownSignature, Note, WrongSignature


def digest(note: bytes) -> str:
    """What the next note names as its `previous`."""
    return sha256(note).hexdigest()


def may_sign(listing: Listing, before: Listing | None) -> tuple[Seat, ...]:
    """Whose signature counts for a listing that follows `before`; for the first one, both reviewers' are needed."""
    if before is None:
        return listing.reviewers
    return tuple(seat for seat in before.reviewers if seat in listing.seats)


def signed_by(note: Note, listing: Listing, before: Listing | None) -> tuple[Seat, ...]:
    """The reviewers, of the roster before, whose signatures are good; strangers are ignored. Raises ForgedSignature."""
    known = (before or listing).reviewers
    try:
        keys = note.verify([seat.verifier for seat in known])
    except WrongSignature as error:
        raise ForgedSignature(f"{error}.") from None
    except NoKnownSignature:
        return ()
    return tuple(seat for seat in known if seat.verifier in keys)


def check_signatures(note: Note, listing: Listing, before: Listing | None) -> None:
    """Raises Unsigned, SelfSigned or ForgedSignature unless those who must have signed did."""
    signers = signed_by(note, listing, before)
    if before is None and len(signers) < 2:
        raise Unsigned("not signed by both its reviewers.")
    if not signers:
        raise Unsigned("signed by no reviewer of the roster before it.")
    if not set(signers) & set(may_sign(listing, before)):
        raise SelfSigned("signed only by the reviewer it is about.")


def read_note(untrusted_note: bytes, *, draft: bool = False) -> tuple[Note, Listing]:
    """A note with its listing, nothing of it verified; raises Malformed."""
    try:
        note = Note.parse(untrusted_note, at_least=0 if draft else 1)
    except MalformedNote as error:
        raise Malformed(f"no signed note, {error}.") from None
    return note, Listing.parse(note.text)


def verify_chain(untrusted_notes: Sequence[bytes]) -> Listing:
    """The listing in force after all these notes, oldest first; raises a RosterError for the first that fails."""
    before: Listing | None = None
    previous = FIRST
    for serial, untrusted_note in enumerate(untrusted_notes, 1):
        try:
            before = _successor(untrusted_note, serial, previous, before)
        except RosterError as error:
            raise type(error)(f"Roster {serial}: {error.what}") from None
        previous = digest(untrusted_note)
    if before is None:
        raise SkippedSerial("There is no first roster.")
    return before


def _successor(untrusted_note: bytes, serial: int, previous: str, before: Listing | None) -> Listing:
    note, listing = read_note(untrusted_note)
    if listing.serial != serial:
        raise SkippedSerial(f"its place is taken by roster {listing.serial}.")
    if listing.previous != previous:
        raise PreviousMismatch("does not follow the one that stands before it.")
    check_signatures(note, listing.check(), before)
    return listing
