"""Texts that readers use again and again in their answers: one book of all readers, sealed to them and signed inside.

    book = Snippets(session)
    book.keep(book.newest().number + 1, sealed)     # raises NumberTaken

Each book takes the place of the one before it and bears the next number, so that of two who change it at a time the
second is told. The server knows that there is one, and how often it was changed.
"""

from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reporting.cases.models import SnippetsRow
from reporting.cases.notes import NumberTaken


@dataclass(frozen=True)
class SealedSnippets:
    """The book as it is stored; number 0 and nothing while there is none."""

    number: int = 0
    sealed: bytes | None = field(default=None, repr=False)


class Snippets:
    """The book in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self) -> SealedSnippets:
        """The one that counts."""
        wanted = select(SnippetsRow.number, SnippetsRow.sealed).order_by(SnippetsRow.number.desc()).limit(1)
        row = self._session.execute(wanted).one_or_none()
        return SealedSnippets(*row) if row else SealedSnippets()

    def keep(self, number: int, sealed: bytes) -> None:
        """Put this one in the place of the one before it; raises NumberTaken."""
        if number != self.newest().number + 1:
            raise NumberTaken
        try:
            self._session.execute(insert(SnippetsRow).values(number=number, sealed=sealed))
        except IntegrityError:
            raise NumberTaken from None
        self._session.execute(delete(SnippetsRow).where(SnippetsRow.number < number))
