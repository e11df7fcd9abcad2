"""Which limits the clocks had, and since when: what is promised to reporters comes from the operator's settings.

    >>> said(Limit(7, 3))
    b'{"acknowledge_days":7,"feedback_months":3}'

Raising a limit would make what was missed vanish. So the worker enters a change (`settings:change`) with the SHA-256 of
these bytes, and auditors see what was in force before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from reporting.accesslog.entries import Entry, MalformedEntry, Tag
from reporting.accesslog.models import ClockLimits, LogEntry


@dataclass(frozen=True)
class Limit:
    """Days until the acknowledgement, months from then to the feedback."""

    acknowledge_days: int
    feedback_months: int


@dataclass(frozen=True)
class Entered:
    """A limit and the entry that it stands in; `sound` is whether the entry holds its hash."""

    limit: Limit
    entry: Entry
    sound: bool


def said(limit: Limit) -> bytes:
    """What the entry's hash is of."""
    return json.dumps(vars(limit), sort_keys=True, separators=(",", ":")).encode()


class StoredLimits:
    """The limits that were entered, as one session sees them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self) -> Limit | None:
        """The one that was entered last."""
        entered = self.entered(1)
        return entered[0].limit if entered else None

    def entered(self, limit: int) -> list[Entered]:
        """So many, the newest first."""
        columns = ClockLimits.leaf, LogEntry.entry, ClockLimits.acknowledge_days, ClockLimits.feedback_months
        wanted = select(*columns).join(LogEntry, LogEntry.leaf == ClockLimits.leaf)
        rows = self._session.execute(wanted.order_by(ClockLimits.leaf.desc()).limit(limit))
        return [_entered(Entry(row.leaf, row.entry), Limit(*row[2:])) for row in rows]

    def leaves(self) -> Sequence[int]:
        """The indexes of all their entries."""
        return self._session.scalars(select(ClockLimits.leaf)).all()

    def add(self, limit: Limit, leaf: int) -> None:
        """This limit stands in the entry of this index."""
        self._session.execute(insert(ClockLimits).values(leaf=leaf, **vars(limit)))


def _entered(entry: Entry, limit: Limit) -> Entered:
    try:
        facts = entry.facts
    except MalformedEntry:
        return Entered(limit, entry, sound=False)
    return Entered(limit, entry, facts.tag is Tag.SETTINGS_CHANGE and facts.hash == sha256(said(limit)).hexdigest())
