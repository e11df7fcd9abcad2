"""Whom a report is sealed to: its readers, by the keys of the roster.

seal(plaintext, recipients_of(people_of(found, roster)))        # always two
"""

from collections.abc import Sequence
from functools import lru_cache

from reporting.errors import Refused
from reporting.intake.standing import Standing
from reporting.mailbox.box import Found
from reporting.roster import Person, Roster
from reporting.sealing import Recipient, SealingError, throwaway_recipient

TWO = 2


class UnusableRecipient(Refused):
    """Somebody in the roster cannot be sealed to."""


def check_recipients(roster: Roster) -> None:
    """Raises UnusableRecipient, naming whose; the roster itself knows keys only by their form."""
    for person in roster.readers:
        try:
            _recipient(person.recipient)
        except SealingError:
            raise UnusableRecipient(
                f"keys/{person.handle}.pub holds no key that can be sealed to. Ask {person.name} for the file again."
            ) from None


def people_of(found: Found | Standing, roster: Roster) -> tuple[Person, ...]:
    """The report's readers that are still in the roster."""
    return tuple(person for person in roster.readers if person.fingerprint in found.readers)


def recipients_of(readers: Sequence[Person]) -> list[Recipient]:
    """Always two: where only one person may read, the other stanza is sealed to a key nobody holds, so that the number
    of stanzas tells nothing."""
    recipients = [_recipient(person.recipient) for person in readers]
    return recipients + [throwaway_recipient() for _ in range(TWO - len(recipients))]


@lru_cache(maxsize=64)
def _recipient(public: str) -> Recipient:
    """Public keys only, parsed once: it costs more than sealing to them."""
    return Recipient.parse(public)
