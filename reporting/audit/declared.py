"""Declared exceptions: what is allowed, rare, and always worth a look."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.accesslog import Tag
from reporting.accesslog.declared import DECLARED
from reporting.accesslog.search import LogSearch, Wanted
from reporting.audit.view import EntryView, view
from reporting.roster import Roster

NEWEST = 3


@dataclass(frozen=True)
class Exceptions:
    """One kind of exception and its newest entries, the newest first."""

    tag: Tag
    words: str
    entries: Sequence[EntryView]


def declared(search: LogSearch, roster: Roster) -> list[Exceptions]:
    """The newest entries of every kind."""
    return [
        Exceptions(tag, words.capitalize(), [view(entry, roster, numbered=True) for entry in search.entries(leaves)])
        for tag, words in DECLARED.items()
        for leaves in [search.older(Wanted(tag=tag), limit=NEWEST)]
    ]
