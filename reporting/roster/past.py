"""Who came after whom: what the chain of rosters says of people who have left, or who hold another key by now.

    past.same(ben.fingerprint)           # every key that is or was Ben's
    past.in_place_of(ben.fingerprint)    # who reads now where he did: he himself, or the reviewer who was put there
    past.left_out([ada, ines])           # those whom the reporter may have left out when choosing these two

Somebody keeps their place in the chain by their name, which stands once in each roster, or by their handle from one
roster to the next. Both were signed by a reviewer. The browser's twin is `browser/shared/past.js`.
"""

from collections.abc import Callable, Collection, Sequence

from reporting.roster.listing import Listing
from reporting.roster.people import Role, Seat

PAIR = 2


class Past:
    """The listings of a verified chain, oldest first."""

    def __init__(self, listings: Sequence[Listing] = ()) -> None:
        self._listings = tuple(listings)
        self._people: dict[str, frozenset[str]] = {}
        known_names: dict[str, str] = {}
        before: dict[str, str] = {}
        for listing in self._listings:
            for seat in listing.seats:
                self._join(seat.fingerprint, known_names.setdefault(seat.name, seat.fingerprint))
                self._join(seat.fingerprint, before.get(seat.handle, seat.fingerprint))
            before = {seat.handle: seat.fingerprint for seat in listing.seats}

    def _join(self, one: str, other: str) -> None:
        person = self.same(one) | self.same(other)
        self._people |= dict.fromkeys(person, person)

    def same(self, fingerprint: str) -> frozenset[str]:
        """Every key of this person, now and before."""
        return self._people.get(fingerprint, frozenset({fingerprint}))

    def all_of(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Every key of these people."""
        return frozenset().union(*map(self.same, fingerprints))

    @property
    def former_readers(self) -> frozenset[str]:
        """Keys that reports were sealed to and that read nothing now."""
        once = frozenset().union(*(_those(listing, _reads) for listing in self._listings))
        return once - self._readers

    @property
    def _readers(self) -> frozenset[str]:
        return _those(self._listings[-1], _reads) if self._listings else frozenset()

    def in_place_of(self, fingerprint: str) -> str | None:
        """Who reads now in the place of this key: the same person's newer one, else the reviewer who was put there."""
        if current := self.same(fingerprint) & self._readers:
            return min(current)
        person = self.same(fingerprint)
        stands = [at for at, listing in enumerate(self._listings) if person & _those(listing, _reads)]
        if not stands or not person & _those(self._listings[stands[-1]], _reviews):
            return None  # an alternate's place is nobody's in particular
        last, following = self._listings[stands[-1]], self._listings[stands[-1] + 1]
        fresh = _those(following, _reviews) - self.all_of(_those(last, _reviews))
        return self.in_place_of(min(fresh)) if fresh else None

    def left_out(self, readers: Collection[str]) -> frozenset[str]:
        """Every key of those who may have been left out of a report that these people read, or have read.

        It was written under a roster in which two of them stand; who reviewed then and is not among them was left out.
        Which of several such rosters it was, nobody can tell any more, so all of them count.
        """
        persons = {self.same(one) for one in readers}
        pair = min(PAIR, len(persons))
        under = [
            listing for listing in self._listings if sum(bool(one & _those(listing, _reads)) for one in persons) >= pair
        ]
        reviewed = frozenset().union(*(_those(listing, _reviews) for listing in under))
        return self.all_of(reviewed) - self.all_of(readers)


def _reads(seat: Seat) -> bool:
    return seat.role is not Role.AUDITOR


def _reviews(seat: Seat) -> bool:
    return seat.role is Role.REVIEWER


def _those(listing: Listing, wanted: Callable[[Seat], bool]) -> frozenset[str]:
    return frozenset(seat.fingerprint for seat in listing.seats if wanted(seat))
