"""Concerns that a reader's entry stands for already, and whose report may still be on its way into the mailbox.

    entering = Entering(session)
    if not entering.is_begun(ada.fingerprint, locator_hash):      # else a second press would be a second entry
        entering.begin(ada.fingerprint, locator_hash, today)
    entering.end(ada.fingerprint, locator_hash)                    # once it is stored

The entry comes first, and a mailbox that is busy then takes the report at a later press, or while the next is asking.
A row is a hash of reader and receipt: nothing here is to say for longer than need be which report a reader entered.
"""

import hashlib
from datetime import date, timedelta

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from reporting.cases.models import EnteringRow

KEPT = timedelta(days=7)
"""For so long a page that was left open may send it again without a second entry."""


class Entering:
    """Begun and not known to be stored, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_begun(self, reader: str, locator_hash: bytes) -> bool:
        """Whether this reader's entry of it is made."""
        wanted = exists().where(EnteringRow.whose == _whose(reader, locator_hash))
        return bool(self._session.scalar(select(wanted)))

    def begin(self, reader: str, locator_hash: bytes, today: date) -> None:
        """In the transaction of its entry."""
        row = {"whose": _whose(reader, locator_hash), "on_date": today}
        self._session.execute(insert(EnteringRow).values(row))

    def end(self, reader: str, locator_hash: bytes) -> None:
        """It is stored, and found there from now on."""
        self._session.execute(delete(EnteringRow).where(EnteringRow.whose == _whose(reader, locator_hash)))

    def forget(self, today: date) -> None:
        """What nobody sends again any more."""
        self._session.execute(delete(EnteringRow).where(EnteringRow.on_date < today - KEPT))


def _whose(reader: str, locator_hash: bytes) -> bytes:
    return hashlib.sha256(reader.encode() + locator_hash).digest()
