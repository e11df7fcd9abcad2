"""What may be proposed for the roster: somebody new, another key or role for somebody, or that somebody leaves.

The command line and the desk propose by the same functions; each goes on from what is proposed already.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reporting.roster.changes import ChangeRefused, Proposal
from reporting.roster.effect import propose
from reporting.roster.files import alone_in
from reporting.roster.folder import Keys, read_keys
from reporting.roster.people import Person, Role


@dataclass(frozen=True)
class Proposing:
    """One folder of keys on one day; `community` names it for a first roster.

    `losing` is told of a proposal before anything that it says is taken away, and may raise: then it stays.
    """

    keys_dir: Path
    today: date
    community: Callable[[], str]
    losing: Callable[[Proposal], object] = lambda _proposal: None

    def add(self, newcomer: Person, instead_of: str = "") -> None:
        """Propose a person, or another key or role for one; raises ChangeRefused for what is somebody else's."""
        with alone_in(self.keys_dir):
            keys = read_keys(self.keys_dir)
            _refuse_clash(keys, newcomer)
            proposal = self._begun(keys)
            if instead_of and instead_of != newcomer.handle:
                proposal = proposal.without(_there(keys, instead_of), self.today)
            proposal = proposal.seating(newcomer.seat, self.today)
            self._put(keys, proposal, None if newcomer.fingerprint in keys.people else newcomer)

    def retire(self, handle: str) -> None:
        """Propose that somebody leaves, or withdraw a proposal to add them; raises ChangeRefused."""
        with alone_in(self.keys_dir):
            keys = read_keys(self.keys_dir)
            leaving = _there(keys, handle)
            self._put(keys, self._begun(keys).without(leaving, self.today))

    def move(self, handle: str, role: Role) -> None:
        """Propose another role for somebody; raises ChangeRefused."""
        with alone_in(self.keys_dir):
            keys = read_keys(self.keys_dir)
            seat = keys.latest.by_handle(_there(keys, handle)) if keys.latest else None
            if seat is None or seat.role is role:
                raise ChangeRefused(f"{handle} is {role} already.", "See: reporting key list")
            person = keys.person(seat)
            moved = Person.of(person.name, person.about, role, person.verifier, person.recipient)
            self._put(keys, self._begun(keys).seating(moved.seat, self.today))

    def drop(self) -> None:
        """Let nothing be proposed any more."""
        with alone_in(self.keys_dir):
            keys = read_keys(self.keys_dir)
            if keys.listing is None:
                raise ChangeRefused("There is no roster to go back to.", "Remove keys/roster.proposed.")
            self._put(keys, Proposal.following(keys.listing, keys.notes[-1], self.today))

    def _put(self, keys: Keys, proposal: Proposal, newcomer: Person | None = None) -> None:
        if keys.proposal and not set(keys.proposal.changes) <= set(proposal.changes):
            self.losing(keys.proposal)
        propose(self.keys_dir, keys, proposal, newcomer)

    def _begun(self, keys: Keys) -> Proposal:
        """The proposal that is pending, or a new one."""
        if keys.proposal:
            return keys.proposal
        if keys.listing:
            return Proposal.following(keys.listing, keys.notes[-1], self.today)
        return Proposal.opening(self.community(), self.today)


def _there(keys: Keys, handle: str) -> str:
    if keys.latest is None or keys.latest.by_handle(handle) is None:
        raise ChangeRefused(f"Nobody in the roster has the handle {handle!r}.", "See: reporting key list")
    return handle


def _refuse_clash(keys: Keys, newcomer: Person) -> None:
    """Raises ChangeRefused for a handle, a name or a recipient that is somebody else's already."""
    for other in keys.people.values():
        if other.fingerprint == newcomer.fingerprint and other.name != newcomer.name:
            raise ChangeRefused(f"These are the keys of {other.name}.", "Put the right name into the file.")
        if other.fingerprint == newcomer.fingerprint:
            continue
        if other.recipient == newcomer.recipient:
            raise ChangeRefused(f"{other.name} has this recipient already.", "Make a new key for each person.")
        if other.handle == newcomer.handle and other.name != newcomer.name:
            raise ChangeRefused(
                f"keys/{other.handle}.pub is that of {other.name}.", "Make the new key with another --handle."
            )
    if keys.latest and newcomer.seat in keys.latest.seats:
        raise ChangeRefused(f"{newcomer.name} is there already, as {newcomer.role}.", "See: reporting key list")
