"""The entries of the log that a person may see: reviewers their own, auditors all."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.accesslog import AccessLog, Entry
from reporting.clock import Clock
from reporting.db import Store
from reporting.roster import Person, Role

PAGE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True)
class EntryPage:
    """Up to PAGE entries, newest first, and whether there are older ones.

    `numbered` says whether their indexes may be shown: gaps between one's own would count what others did.
    """

    entries: Sequence[Entry]
    number: int
    more: bool
    numbered: bool


def own_entries(person: Person, number: int, store: Store, clock: Clock) -> EntryPage:
    """Page `number`, from 1, of what this person may see."""
    auditor = person.role is Role.AUDITOR
    with store.read() as session:
        found = AccessLog(session, clock).newest(
            skip=(number - 1) * PAGE, limit=PAGE + 1, person=None if auditor else person.fingerprint
        )
    return EntryPage(found[:PAGE], number, more=len(found) > PAGE and number < LAST_PAGE, numbered=auditor)
