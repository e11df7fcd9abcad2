"""What readers say of a case: sealed to them and signed inside, numbered from 1, never changed.

    notes = Notes(session)
    notes.add(case_id, NewNote(1, Kind.NOTE, sealed), author=ada.fingerprint, today=today)      # raises NumberTaken

The server knows who wrote a note, on which day and of which kind; whether it was really they, the signature inside
tells the other reader's browser. A number is taken once: of two who write at a time, the second is told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reporting.cases.models import NoteRow
from reporting.errors import ReportingError
from reporting.sealing import header_of, with_header


class Kind(StrEnum):
    """Of what kind a note is. A title or a checklist takes the place of the one before it, which stays readable."""

    NOTE = "note"
    TITLE = "title"
    CHECKLIST = "checklist"
    PROPOSAL = "proposal"
    AGREEMENT = "agreement"
    RETRACTION = "retraction"
    RECUSAL = "recusal"


class NumberTaken(ReportingError):
    """Somebody else's note has this number, or the one before it is not there yet."""


@dataclass(frozen=True)
class NewNote:
    """A note as a browser hands it in: sealed, under the number that it bears inside."""

    number: int
    kind: Kind
    sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class SealedNote:
    """A note as it is stored."""

    number: int
    kind: str
    author: str
    written_on: date
    sealed: bytes = field(repr=False)


class Notes:
    """The notes of cases in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, case_id: str) -> list[SealedNote]:
        """All notes of a case in the order of their numbers; ask only for a case of the reader who asks."""
        columns = NoteRow.number, NoteRow.kind, NoteRow.author, NoteRow.written_on, NoteRow.sealed
        rows = self._session.execute(select(*columns).where(NoteRow.case_id == case_id).order_by(NoteRow.number))
        return [SealedNote(*row) for row in rows]

    def titles(self, case_ids: Collection[str]) -> dict[str, bytes]:
        """The newest title of each of these cases, sealed."""
        wanted = NoteRow.case_id.in_(case_ids), NoteRow.kind == Kind.TITLE
        rows = self._session.execute(select(NoteRow.case_id, NoteRow.sealed).where(*wanted).order_by(NoteRow.number))
        return {row.case_id: row.sealed for row in rows}

    def add(self, case_id: str, note: NewNote, *, author: str, today: date) -> None:
        """Add one to a case that was read in this same writing session; raises NumberTaken."""
        last = self._session.scalar(select(func.max(NoteRow.number)).where(NoteRow.case_id == case_id)) or 0
        if note.number != last + 1:
            raise NumberTaken
        row = {"case_id": case_id, "number": note.number, "kind": note.kind, "sealed": note.sealed}
        try:
            self._session.execute(insert(NoteRow).values(author=author, written_on=today, **row))
        except IntegrityError:
            raise NumberTaken from None

    def put_headers(self, case_id: str, untrusted_headers: Mapping[str, bytes]) -> bool:
        """Give each note of a case its new header; False, with nothing changed, unless there is one for each.

        Raises WrongShape unless it is one for as many.
        """
        sealed = {_called(one.number): one for one in self.of(case_id)}
        if sealed.keys() != untrusted_headers.keys():
            return False
        for name, header in untrusted_headers.items():
            mine = NoteRow.case_id == case_id, NoteRow.number == sealed[name].number
            changed = {"sealed": with_header(sealed[name].sealed, header)}
            self._session.execute(update(NoteRow).where(*mine).values(changed))
        return True

    def erase(self, case_id: str) -> None:
        """Delete all that was said of a case."""
        self._session.execute(delete(NoteRow).where(NoteRow.case_id == case_id))


def headers_of(notes: Collection[SealedNote]) -> dict[str, bytes]:
    """The header of each of these notes, as `note/3`. Raises WrongShape for one that is damaged."""
    return {_called(one.number): header_of(one.sealed) for one in notes}


def _called(number: int) -> str:
    return f"note/{number}"
