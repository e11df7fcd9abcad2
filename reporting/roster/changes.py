"""A change that is not in force yet: what it says in words, who may sign it, and whether enough have."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from reporting.roster.errors import RosterError, SelfSigned, Unsigned
from reporting.roster.listing import FIRST, MAX_SERIAL, Listing, in_order
from reporting.roster.people import Role, Seat
from reporting.roster.succession import check_signatures, digest, may_sign, read_note, signed_by
from reporting.signednote import Note, Signer, sign


class ChangeRefused(RosterError):
    """This change cannot be proposed, or signed by this person."""

    reason = "change-refused"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next roster as a draft, with the signatures it has so far.

    `before` is the roster in force, and `follows` what a draft that follows it must name as its previous note.
    """

    note: Note
    listing: Listing
    before: Listing | None
    follows: str

    @classmethod
    def parse(cls, untrusted_draft: bytes, before: Listing | None, former_note: bytes | None) -> Self:
        """From `keys/roster.proposed`; raises Malformed."""
        return cls(*read_note(untrusted_draft, draft=True), before, digest(former_note) if former_note else FIRST)

    @classmethod
    def opening(cls, community: str, today: date) -> Self:
        """The empty beginning of a first roster."""
        listing = Listing(community, 1, today, FIRST, ())
        return cls(Note(listing.text, ()), listing, None, FIRST)

    @classmethod
    def following(cls, before: Listing, note: bytes, today: date) -> Self:
        """A next roster that changes nothing yet; `note` is the whole signed note of the roster in force."""
        if before.serial >= MAX_SERIAL:
            raise ChangeRefused("This roster has been changed too often for its numbers.", "Begin a new one.")
        listing = replace(before, serial=before.serial + 1, date=today, previous=digest(note))
        return cls(Note(listing.text, ()), listing, before, listing.previous)

    def _with(self, seats: tuple[Seat, ...], today: date) -> Self:
        listing = replace(self.listing, date=today, seats=seats)
        return replace(self, note=Note(listing.text, ()), listing=listing)

    def seating(self, seat: Seat, today: date) -> Self:
        """With this seat, in place of the one its handle had; signatures fall away, since the text is another."""
        seats = tuple(seat if old.handle == seat.handle else old for old in self.listing.seats)
        seats = seats if seat in seats else (*seats, seat)
        return self._with(in_order(seats), today)

    def without(self, handle: str, today: date) -> Self:
        """Without the seat of this handle; signatures fall away."""
        return self._with(self.listing.without(handle), today)

    @property
    def changes(self) -> tuple[str, ...]:
        """What signing means, in words; empty when nothing changes."""
        return tuple(_changes(self.before, self.listing))

    @property
    def signers(self) -> tuple[Seat, ...]:
        """Whose good signatures it bears and needs; raises ForgedSignature."""
        return tuple(seat for seat in signed_by(self.note, self.listing, self.before) if seat in self.may_sign)

    @property
    def may_sign(self) -> tuple[Seat, ...]:
        return may_sign(self.listing, self.before)

    @property
    def is_signed(self) -> bool:
        """Whether it has the signatures it needs; raises ForgedSignature."""
        try:
            check_signatures(self.note, self.listing, self.before)
        except (Unsigned, SelfSigned):
            return False
        return True

    def check(self) -> Self:
        """Itself, if it could be signed; raises NotTwoReviewers, Duplicate or ChangeRefused."""
        self.listing.check()
        if (self.listing.serial, self.listing.previous) != (self.before.serial + 1 if self.before else 1, self.follows):
            raise ChangeRefused("The proposal does not follow the roster in force.", "Remove keys/roster.proposed.")
        if not self.changes:
            raise ChangeRefused("The proposal changes nothing.", "Remove keys/roster.proposed.")
        if self.before and len(_reads(self.before) - _reads(self.listing)) > 1:
            raise ChangeRefused(
                "Two readers would lose their keys at once, and cases could be left that nobody reads.",
                "Change one, let the cases be sealed anew, then the other.",
            )
        if not self.may_sign:
            raise ChangeRefused("The change is about both reviewers, so nobody may sign it.", "Replace one at a time.")
        return self

    def signed(self, signer: Signer) -> Self:
        """With one more signature; raises what `check` raises, and ChangeRefused when it would not count."""
        seats = [seat for seat in self.check().may_sign if seat.verifier.raw == signer.verify_key]
        if not seats:
            raise ChangeRefused("This key may not sign this change.", f"It is for {who(self.may_sign)} to sign.")
        if seats[0] in self.signers:
            raise ChangeRefused(f"{seats[0].name} has signed this change already.", f"Now {self.still_needed()}.")
        signature = sign(self.note.text, seats[0].handle, signer)
        return replace(self, note=replace(self.note, signatures=(*self.note.signatures, signature)))

    def still_needed(self) -> str:
        """Who signs next, in words: `Ada Lindqvist and Ben Okafor`, or one `or` the other later on."""
        left = [seat for seat in self.may_sign if seat not in self.signers]
        return who(tuple(left), "and" if self.before is None else "or")


def _reads(listing: Listing) -> set[str]:
    """The keys that cases may be sealed to."""
    return {seat.fingerprint for seat in listing.seats if seat.role is not Role.AUDITOR}


def who(seats: tuple[Seat, ...], joined_by: str = "or") -> str:
    """Names in a row."""
    return f" {joined_by} ".join(seat.name for seat in seats) or "nobody"


def _changes(before: Listing | None, after: Listing) -> Iterator[str]:
    old_seats = before.seats if before else ()
    if before and before.community != after.community:
        yield f"renames the community to {after.community}"
    for seat in after.seats:
        old = before.by_handle(seat.handle) if before else None
        if old is None:
            yield f"adds {seat.name} as {seat.role}"
        elif seat != old:
            yield from _seat_changes(old, seat)
    for old in old_seats:
        if after.by_handle(old.handle) is None:
            yield f"retires {old.name}"
    kept = [seat for seat in after.seats if seat in old_seats]
    if kept != [seat for seat in old_seats if seat in kept]:
        yield "changes the order in which people are asked"


def _seat_changes(old: Seat, new: Seat) -> Iterator[str]:
    if old.role != new.role:
        yield f"makes {old.name} {new.role} instead of {old.role}"
    if (old.verifier, old.fingerprint) != (new.verifier, new.fingerprint):
        yield f"gives {old.name} other keys"
    if old.name != new.name:
        yield f"calls {old.name} {new.name}"
    if old.about != new.about:
        yield f"describes {new.name} as {new.about or 'nothing in particular'}"
