"""The roster as the rooms use it: who there is, and whom a reporter may choose to be read by (design.md, D6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256

from reporting.roster.errors import UnknownReaders
from reporting.roster.past import Past
from reporting.roster.people import Person, Role


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to "who may read this?".

    `readers` is two people, or one when no alternate is left: then the second stanza goes to a key nobody keeps.
    """

    value: str
    readers: tuple[Person, ...]
    excluded: tuple[Person, ...]


@dataclass(frozen=True)
class Roster:
    """A roster in force, its signatures verified back to the first."""

    community: str
    serial: int
    date: date
    people: tuple[Person, ...]
    past: Past = field(default_factory=Past, compare=False, repr=False)

    def _with(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role is role)

    @property
    def reviewers(self) -> tuple[Person, ...]:
        return self._with(Role.REVIEWER)

    @property
    def alternates(self) -> tuple[Person, ...]:
        return self._with(Role.ALTERNATE)

    @property
    def auditors(self) -> tuple[Person, ...]:
        return self._with(Role.AUDITOR)

    @property
    def readers(self) -> tuple[Person, ...]:
        """Everybody to whom a report may be sealed."""
        return self.reviewers + self.alternates

    def by_fingerprint(self, fingerprint: str) -> Person | None:
        return next((person for person in self.people if person.fingerprint == fingerprint), None)

    def by_handle(self, handle: str) -> Person | None:
        return next((person for person in self.people if person.handle == handle), None)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the form offers now: both, without one, without the other and, with two alternates, without either."""
        return tuple(self._choices())

    def _choices(self) -> Iterator[Choice]:
        first, second = self.reviewers
        yield Choice("both", (first, second), ())
        for excluded, left in ((first, second), (second, first)):
            yield Choice(f"not-{excluded.handle}", (left, *self.alternates[:1]), (excluded,))
        if len(self.alternates) >= 2:
            yield Choice("neither", self.alternates[:2], (first, second))

    def choice(self, untrusted_value: str) -> Choice:
        """The choice of that value; raises UnknownReaders."""
        for choice in self.choices:
            if choice.value == untrusted_value:
                return choice
        raise UnknownReaders("This choice of readers is not offered.")

    def recipients_txt(self) -> str:
        """An age recipients file of all readers, with "name, about, role, fingerprint" above each."""
        return "".join(f"# {p.described()}, {p.fingerprint}\n{p.recipient}\n" for p in self.readers)

    def recipients_hash(self) -> str:
        """Hex SHA-256 of `recipients_txt`: a post sealed elsewhere names it, so that stale keys are noticed."""
        return self._recipients_hash

    @cached_property
    def _recipients_hash(self) -> str:
        return sha256(self.recipients_txt().encode()).hexdigest()
