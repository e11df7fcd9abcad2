"""The entries of the log that are a reviewer's own, as the auditors see them, without their indexes.

Gaps between the indexes of one's own entries would count what others did, so pages have numbers here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.accesslog import Entry
from reporting.accesslog.search import LogSearch, Wanted
from reporting.db import Store
from reporting.roster import Person

PAGE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True)
class OwnEntries:
    """Up to PAGE entries, newest first, and whether there are older ones."""

    entries: Sequence[Entry]
    number: int
    more: bool


def own_entries(person: Person, number: int, store: Store) -> OwnEntries:
    """Page `number`, from 1, of this person's entries; raises StoreUnavailable."""
    start = (number - 1) * PAGE
    with store.read() as session:
        search = LogSearch(session)
        found = search.older(Wanted(person=person.fingerprint), limit=start + PAGE + 1)[start:]
        return OwnEntries(search.entries(found[:PAGE]), number, more=len(found) > PAGE and number < LAST_PAGE)
