"""The desk's half of the mailbox: take what arrived, fetch sealed parts, say how far a case has come.

The form's database user can do none of this (`mailbox.guard`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from reporting.mailbox.models import (
    ERASED,
    UNREAD,
    VACANT,
    Chunk,
    Deposit,
    Message,
    Part,
    Proof,
    Reader,
    Reply,
    SpentToken,
    Withdrawal,
)
from reporting.mailbox.withdrawal import hidden


@dataclass(frozen=True)
class Arrival:
    """A deposit that is no case yet."""

    report_id: str
    received_on: date
    readers: tuple[str, ...]
    urgent: bool
    hidden: bool = False


class DeskMailbox:
    """The mailbox as the desk sees it, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def untaken(self, limit: int, reader: str) -> list[Arrival]:
        """Deposits for this reader that the desk has not taken yet, in no order that tells anything."""
        rows = self._session.execute(
            select(Deposit.report_id, Deposit.received_on, Deposit.urgent, hidden().label("hidden"))
            .where(Deposit.taken.is_(False), Deposit.suspected.is_(False))
            .where(exists().where(Reader.report_id == Deposit.report_id, Reader.fingerprint == reader))
            .order_by(Deposit.report_id)
            .limit(limit)
        ).all()
        readers: dict[str, list[str]] = {row.report_id: [] for row in rows}
        for report_id, fingerprint in self._session.execute(
            select(Reader.report_id, Reader.fingerprint).where(
                Reader.report_id.in_(readers), Reader.fingerprint != VACANT
            )
        ):
            readers[report_id].append(fingerprint)
        return [
            Arrival(row.report_id, row.received_on, tuple(readers[row.report_id]), row.urgent, bool(row.hidden))
            for row in rows
        ]

    def mark_taken(self, report_ids: Sequence[str]) -> None:
        """Say that these have become cases; saying it twice changes nothing."""
        self._session.execute(update(Deposit).where(Deposit.report_id.in_(report_ids)).values(taken=True))

    def aside(self, reader: str, limit: int) -> dict[str, date]:
        """Reports for this reader that lie set aside, and since which day; the oldest first."""
        rows = self._session.execute(
            select(Deposit.report_id, Deposit.received_on)
            .where(*_aside_for(reader))
            .order_by(Deposit.received_on, Deposit.report_id)
            .limit(limit)
        )
        return {row.report_id: row.received_on for row in rows}

    def aside_among(self, reader: str, report_ids: Sequence[str]) -> list[str]:
        """Those of these reports that lie set aside for this reader."""
        asked = select(Deposit.report_id).where(*_aside_for(reader), Deposit.report_id.in_(report_ids))
        return list(self._session.scalars(asked))

    def bring_in(self, reader: str, report_id: str) -> bool:
        """Set a report aside no longer; whether this reader could."""
        bring = update(Deposit).where(*_aside_for(reader), Deposit.report_id == report_id).values(suspected=False)
        return bool(cast("CursorResult[object]", self._session.execute(bring)).rowcount)

    def erase_unread(self, received_by: date, today: date, limit: int) -> int:
        """Erase what lay aside since that day, or was taken back, and say so to who has its words; how many."""
        wanted = Deposit.suspected.is_(True), or_(Deposit.received_on <= received_by, hidden())
        gone = self._session.execute(
            select(Deposit.report_id, hidden().label("hidden")).where(*wanted).limit(limit)
        ).all()
        for table in (Part, Chunk, Message, Reply):
            self._session.execute(delete(table).where(table.report_id.in_([row.report_id for row in gone])))
        for status, taken_back in ((UNREAD, False), (ERASED, True)):
            ids = [row.report_id for row in gone if row.hidden == taken_back]
            told = {"suspected": False, "taken": True, "status": status, "status_on": today, "words_mac": bytes(32)}
            self._session.execute(update(Deposit).where(Deposit.report_id.in_(ids)).values(told))
            self._session.execute(update(Withdrawal).where(Withdrawal.report_id.in_(ids)).values(taken=True))
        return len(gone)

    def fetch(self, report_id: str, part: str) -> bytes | None:
        """One sealed part. Call only after the access log's entry was committed."""
        return self._session.scalar(select(Part.sealed).where(Part.report_id == report_id, Part.name == part))

    def hashes_as_they_came(self, report_ids: Iterable[str]) -> dict[str, str]:
        """The SHA-256, in hexadecimal, of each of these sealed reports on the day it came, erased or not.

        A report of before these were kept has that of what is there; without even that it is left out.
        """
        wanted = select(Deposit.report_id, Deposit.report_hash).where(Deposit.report_id.in_(list(report_ids)))
        kept = {row.report_id: row.report_hash for row in self._session.execute(wanted)}
        of_what_is_there = self.hashes([report_id for report_id, known in kept.items() if known is None])
        return of_what_is_there | {report_id: known.hex() for report_id, known in kept.items() if known is not None}

    def hashes(self, report_ids: Iterable[str]) -> dict[str, str]:
        """The SHA-256, in hexadecimal, of each of these sealed reports that is there; the ciphertext goes nowhere."""
        wanted = select(Part.report_id, Part.sealed).where(Part.report_id.in_(list(report_ids)), Part.name == "report")
        rows = self._session.execute(wanted, execution_options={"yield_per": 10})
        return {report_id: sha256(sealed).hexdigest() for report_id, sealed in rows}

    def headlines(self, report_ids: Iterable[str]) -> dict[str, bytes]:
        """Sealed headlines by report id, without those of reports that were withdrawn unopened."""
        rows = self._session.execute(
            select(Part.report_id, Part.sealed)
            .join(Deposit, Deposit.report_id == Part.report_id)
            .where(Part.report_id.in_(list(report_ids)), Part.name == "headline", ~hidden())
        )
        return {row.report_id: row.sealed for row in rows}

    def parts(self, report_id: str) -> list[str]:
        """The names of the parts that are there; the files among them, `file-1` to `file-10`, stand last."""
        parts = self._session.scalars(select(Part.name).where(Part.report_id == report_id).order_by(Part.name))
        files = self._session.scalars(select(Chunk.name).where(Chunk.report_id == report_id, Chunk.number == 0))
        return [*parts, *sorted(files, key=lambda name: (len(name), name))]

    def stream(self, report_id: str, name: str) -> Iterator[bytes]:
        """A sealed file, one chunk in memory at a time; empty when there is none. Read it before the session ends.

        Call only after the access log's entry was committed. A chunk that is missing ends it early, and age tells.
        """
        number = 0
        at = select(Chunk.sealed).where(Chunk.report_id == report_id, Chunk.name == name)
        while (sealed := self._session.scalar(at.where(Chunk.number == number))) is not None:
            yield sealed
            number += 1

    def unproven(self, before: date, after: str, limit: int) -> list[str]:
        """Reports received before a day that have no proof of their entry in the log yet, by id from `after` on."""
        # `proven` says it without a look at each report's proof, which nearly all of them have.
        wanted = (Deposit.received_on < before, Deposit.suspected.is_(False), Deposit.status != UNREAD)
        asked = select(Deposit.report_id).where(*wanted, Deposit.proven.is_(False), Deposit.report_id > after)
        return list(self._session.scalars(asked.order_by(Deposit.report_id).limit(limit)))

    def put_proofs(self, proofs: Mapping[str, bytes], today: date) -> None:
        """Give each of these reports its proof, by report id."""
        rows = [{"report_id": one, "logged_on": today, "proof": proof} for one, proof in proofs.items()]
        self._session.execute(insert(Proof), rows)
        self._session.execute(update(Deposit).where(Deposit.report_id.in_(list(proofs))).values(proven=True))

    def set_status(
        self, report_id: str, status: str, on: date, *, wait_until: date | None = None, erase_on: date | None = None
    ) -> None:
        """What the reporter is told of how far the case has come, with the days that belong to it."""
        told = {"status": status, "status_on": on, "wait_until": wait_until, "erase_on": erase_on}
        self._session.execute(update(Deposit).where(Deposit.report_id == report_id).values(told))

    def forget_tokens(self, before: date) -> None:
        """Erase spent tokens that could not be used again anyway."""
        self._session.execute(delete(SpentToken).where(SpentToken.spent_on < before))


def _aside_for(reader: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    mine = exists().where(Reader.report_id == Deposit.report_id, Reader.fingerprint == reader)
    return and_(Deposit.suspected.is_(True), ~hidden()), mine
