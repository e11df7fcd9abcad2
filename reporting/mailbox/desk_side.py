"""The desk's half of the mailbox: take what arrived, fetch sealed parts, say how far a case has come.

The form's database user can do none of this (`mailbox.guard`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from reporting.mailbox.models import Deposit, Message, Part, Reader, SpentToken


@dataclass(frozen=True)
class Arrival:
    """A deposit that is no case yet."""

    report_id: str
    received_on: date
    readers: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True)
class SealedMessage:
    """One message of a thread."""

    direction: str
    number: int
    sent_on: date
    sealed: bytes


class DeskMailbox:
    """The mailbox as the desk sees it, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def untaken(self, limit: int, reader: str) -> list[Arrival]:
        """Deposits for this reader that the desk has not taken yet, in no order that tells anything."""
        rows = self._session.execute(
            select(Deposit.report_id, Deposit.received_on, Deposit.urgent)
            .where(Deposit.taken.is_(False))
            .where(exists().where(Reader.report_id == Deposit.report_id, Reader.fingerprint == reader))
            .order_by(Deposit.report_id)
            .limit(limit)
        ).all()
        readers: dict[str, list[str]] = {row.report_id: [] for row in rows}
        for report_id, fingerprint in self._session.execute(
            select(Reader.report_id, Reader.fingerprint).where(Reader.report_id.in_(readers))
        ):
            readers[report_id].append(fingerprint)
        return [Arrival(row.report_id, row.received_on, tuple(readers[row.report_id]), row.urgent) for row in rows]

    def mark_taken(self, report_ids: Sequence[str]) -> None:
        """Say that these have become cases; saying it twice changes nothing."""
        self._session.execute(update(Deposit).where(Deposit.report_id.in_(report_ids)).values(taken=True))

    def fetch(self, report_id: str, part: str) -> bytes | None:
        """One sealed part. Call only after the access log's entry was committed."""
        return self._session.scalar(select(Part.sealed).where(Part.report_id == report_id, Part.name == part))

    def headlines(self, report_ids: Iterable[str]) -> dict[str, bytes]:
        """Sealed headlines by report id."""
        rows = self._session.execute(
            select(Part.report_id, Part.sealed).where(Part.report_id.in_(list(report_ids)), Part.name == "headline")
        )
        return {row.report_id: row.sealed for row in rows}

    def parts(self, report_id: str) -> list[str]:
        """The names of the parts that are there."""
        return list(self._session.scalars(select(Part.name).where(Part.report_id == report_id).order_by(Part.name)))

    def messages(self, report_id: str) -> list[SealedMessage]:
        """The thread in the order of its numbers."""
        rows = self._session.execute(
            select(Message.direction, Message.number, Message.sent_on, Message.sealed)
            .where(Message.report_id == report_id)
            .order_by(Message.sent_on, Message.direction, Message.number)
        )
        return [SealedMessage(*row) for row in rows]

    def set_status(self, report_id: str, status: str, on: date) -> None:
        """What the reporter is told of how far the case has come."""
        self._session.execute(update(Deposit).where(Deposit.report_id == report_id).values(status=status, status_on=on))

    def forget_tokens(self, before: date) -> None:
        """Erase spent tokens that could not be used again anyway."""
        self._session.execute(delete(SpentToken).where(SpentToken.spent_on < before))
