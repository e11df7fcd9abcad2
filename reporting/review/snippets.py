"""The readers' own texts for answers: handed out and kept as they were sealed, to every reader of today's roster.

No entry stands before them: they say nothing of any case, and the page asks that nobody is named in them.
"""

from dataclasses import dataclass, field

from reporting.cases.notes import NumberTaken
from reporting.cases.snippets import SealedSnippets, Snippets
from reporting.review.house import House
from reporting.review.send_reply import AnotherCame
from reporting.review.write_note import LEAST, MOST
from reporting.roster import Roster, UnknownReaders
from reporting.sealing import check_shape


@dataclass(frozen=True)
class Sent:
    """A book as a browser hands it in; `recipients` is the hex SHA-256 of the list that it was sealed to."""

    number: int
    sealed: bytes = field(repr=False)
    recipients: str


def own_texts(house: House) -> SealedSnippets:
    """The book that counts. Raises StoreUnavailable."""
    with house.desk.read() as session:
        return Snippets(session).newest()


def keep_texts(sent: Sent, roster: Roster, house: House) -> None:
    """Put a book in the place of the one before it.

    Raises UnknownReaders, WrongShape, AnotherCame, StoreUnavailable; then the one before it stays.
    """
    if sent.recipients != roster.recipients_hash():
        raise UnknownReaders("sealed to another list")
    check_shape(sent.sealed, stanzas=len(roster.readers), least=LEAST, most=MOST)
    try:
        with house.desk.write() as session:
            Snippets(session).keep(sent.number, sent.sealed)
    except NumberTaken:
        raise AnotherCame from None
