"""What entries were bound to, for whoever may know it: with the salt anybody can check it, without it nobody can guess.

for one in bound(session, leaves, ["assessing", "file-1"]):
    assert one.what is None or commitment(bytes.fromhex(one.salt), one.what.encode()) == one.commitment
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog.entries import Entry, MalformedEntry, commitment
from reporting.accesslog.models import LogEntry, LogSalt


@dataclass(frozen=True)
class Bound:
    """A commitment, its salt in hexadecimal, and the word that it binds; None where it binds something sealed."""

    commitment: str
    salt: str
    what: str | None


def bound(session: Session, leaves: Sequence[int], words: Collection[str]) -> Iterator[Bound]:
    """Of these entries, those whose salts are there, in the log's order; `words` are what may have been bound."""
    wanted = select(LogEntry.leaf, LogEntry.entry, LogSalt.salt).join(LogSalt, LogSalt.leaf == LogEntry.leaf)
    for leaf, stored, salt in session.execute(wanted.where(LogEntry.leaf.in_(leaves)).order_by(LogEntry.leaf)):
        try:
            said = Entry(leaf, stored).facts.commitment
        except MalformedEntry:
            continue
        if said is not None:
            what = next((word for word in words if commitment(salt, word.encode()) == said), None)
            yield Bound(said, salt.hex(), what)
