"""Deposit and look up: the form's half of the mailbox. What the desk does with it is in `desk_side`.

Plain Core statements with keys made by the writer, so that a database role that may only insert is enough.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from reporting.db import Adds, RowRefused
from reporting.errors import ReportingError
from reporting.mailbox.models import CHUNK
from reporting.mailbox.statements import (
    ASIDE,
    CHUNKS,
    CHUNKS_OF_ASIDE,
    CLOSED,
    DEPOSIT,
    FILES,
    FIND,
    MESSAGE,
    PART,
    PROVEN,
    READER,
    REPLIES,
    SENT,
    TO_READERS,
    TOKEN,
)

HALF = 16
"""Bytes of a MAC that tell of words; the rest tells of files."""
ROOM_ASIDE = 500
"""Reports that may lie set aside at a time, about 30 kB each without files."""
CHUNKS_ASIDE = 4096
"""Pieces of their files: 1 GiB. Files of a flood must not take the disk from the reports that come after it."""


class AlreadySpent(ReportingError):
    """This form token has been used."""


class Closed(ReportingError):
    """This report was withdrawn before anybody opened it, or erased; nothing is added to it."""


class AlreadyDeposited(ReportingError):
    """A report with this id or this receipt is there already; nothing was overwritten."""


class NoRoomAside(ReportingError):
    """As many reports lie set aside as there is room for."""


@dataclass(frozen=True)
class SealedReport:
    """What is handed in: only sealed bytes, and what the operator may know."""

    report_id: str
    locator_hash: bytes
    words_mac: bytes
    readers: tuple[str, ...]
    urgent: bool
    parts: Mapping[str, bytes]
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Sealed files by name: `file-1` to `file-10`."""

    @property
    def report_hash(self) -> bytes:
        """SHA-256 of the part that names all others: what the access log will name this report by."""
        return hashlib.sha256(self.parts["report"]).digest()


@dataclass(frozen=True)
class Found:
    """What a locator finds: enough to answer its holder, nothing that could be opened."""

    report_id: str
    words_mac: bytes
    report_hash: bytes | None
    received_on: date
    status: str
    status_on: date
    wait_until: date | None
    erase_on: date | None
    suspected: bool
    readers: tuple[str, ...]

    def same_words(self, words_mac: bytes) -> bool:
        """By the first half; the second tells of the files that came along."""
        return hmac.compare_digest(self.words_mac[:HALF], words_mac[:HALF])

    def same_files(self, words_mac: bytes) -> bool:
        return hmac.compare_digest(self.words_mac[HALF:], words_mac[HALF:])


@dataclass(frozen=True)
class Proven:
    """Since when a report is in the access log, and the file that proves it."""

    logged_on: date
    proof: bytes


@dataclass(frozen=True)
class SealedReply:
    """An answer of the readers, sealed to the reporter and to themselves."""

    number: int
    sent_on: date
    sealed: bytes = field(repr=False)


class Mailbox:
    """The mailbox in one transaction; whoever opened it commits."""

    def __init__(self, rows: Connection | Session) -> None:
        self._rows = rows if isinstance(rows, Connection) else rows.connection()

    def find(self, locator_hash: bytes) -> Found | None:
        """The report under this locator, if there is one."""
        rows = FIND.run(self._rows, {"locator_hash": locator_hash})
        if not rows:
            return None
        return Found(*(*rows[0][:-1], tuple(row[-1] for row in rows)))

    def proven(self, report_id: str) -> Proven | None:
        """The proof that this report is in the access log, from the day after it came."""
        row = self._rows.execute(PROVEN, {"report_id": report_id}).one_or_none()
        return row and Proven(*row)

    def replies(self, report_id: str) -> list[SealedReply]:
        """What the readers have answered, in the order of its numbers; reading it leaves no trace."""
        return [SealedReply(*row) for row in self._rows.execute(REPLIES, {"report_id": report_id})]

    def is_closed(self, report_id: str) -> bool:
        """Whether a report was withdrawn unopened or erased: nothing is added to it any more, and nothing answered."""
        return self._rows.execute(CLOSED, {"report_id": report_id}).first() is not None

    def spend(self, nonce_hash: bytes, today: date) -> None:
        """Use a form token up, or what was shown beside it; raises AlreadySpent."""
        try:
            TOKEN.run_each(self._rows, [_spent(nonce_hash, today)])
        except RowRefused:
            raise AlreadySpent from None

    def deposit(self, sealed: SealedReport, today: date, *, suspected: bool = False) -> None:
        """Put a sealed report in, or set it aside if a machine is suspected. Raises AlreadyDeposited, NoRoomAside."""
        if suspected:
            self._refuse_full_tray(sealed)
        try:
            for statement, rows in _deposited(sealed, today, suspected=suspected):
                statement.run_each(self._rows, rows)
        except RowRefused:
            raise AlreadyDeposited from None

    def _refuse_full_tray(self, sealed: SealedReport) -> None:
        if self._rows.scalar(ASIDE, {"room": ROOM_ASIDE - 1}):
            raise NoRoomAside
        brings = sum(-(-len(data) // CHUNK) for data in sealed.attachments.values())
        room = max(CHUNKS_ASIDE - brings, 0)
        if brings and self._rows.scalar(CHUNKS_OF_ASIDE, {"room": room}) is not None:
            raise NoRoomAside

    def numbers(self, report_id: str, words_mac: bytes, *, files: bool = True) -> tuple[int, bool]:
        """The number that a reporter's next message takes, and whether these words were sent already.

        Without `files` also words are known whose files do not come again, since no browser keeps them.
        """
        sent = self._rows.execute(SENT, {"report_id": report_id}).all()
        told = len(words_mac) if files else HALF
        repeated = any(hmac.compare_digest(row.words_mac[:told], words_mac[:told]) for row in sent)
        return max((row.number for row in sent), default=0) + 1, repeated

    def count_files(self, report_id: str) -> int:
        """How many files lie with a report."""
        return len(self._rows.execute(FILES, {"report_id": report_id}).all())

    def add_message(
        self,
        report_id: str,
        number: int,
        words_mac: bytes,
        sealed: bytes,
        today: date,
        attachments: Mapping[str, bytes] | None = None,
    ) -> None:
        """Put a reporter's message in, and the files that it brings.

        Raises AlreadyDeposited when another took its number or the name of a file meanwhile, and Closed.
        """
        if self.is_closed(report_id):
            raise Closed
        row = {
            "report_id": report_id,
            "direction": TO_READERS,
            "number": number,
            "words_mac": words_mac,
            "sent_on": today,
            "sealed": sealed,
        }
        try:
            MESSAGE.run(self._rows, row)
            for name, data in (attachments or {}).items():
                CHUNKS.run_each(self._rows, list(_chunks(report_id, name, data)))
        except RowRefused:
            raise AlreadyDeposited from None


def added(sealed: SealedReport, spent: Sequence[bytes], today: date) -> Adds:
    """All rows of a report that nobody suspects and of the tokens that it spends."""
    return (TOKEN, [_spent(nonce_hash, today) for nonce_hash in spent]), *_deposited(sealed, today, suspected=False)


def _spent(nonce_hash: bytes, today: date) -> dict[str, object]:
    return {"nonce_hash": nonce_hash, "spent_on": today}


def _deposited(sealed: SealedReport, today: date, *, suspected: bool) -> Adds:
    report_id = sealed.report_id
    row = {
        "report_id": report_id,
        "locator_hash": sealed.locator_hash,
        "words_mac": sealed.words_mac,
        "report_hash": sealed.report_hash,
        "received_on": today,
        "urgent": sealed.urgent,
        "status": "received",
        "status_on": today,
        "suspected": suspected,
    }
    files = sealed.attachments.items()
    return (
        (DEPOSIT, [row]),
        (READER, [{"report_id": report_id, "fingerprint": reader} for reader in sealed.readers]),
        (PART, [{"report_id": report_id, "name": name, "sealed": data} for name, data in sealed.parts.items()]),
        (CHUNKS, [chunk for name, data in files for chunk in _chunks(report_id, name, data)]),
    )


def _chunks(report_id: str, name: str, sealed: bytes) -> Iterator[dict[str, object]]:
    whole = memoryview(sealed)
    for number, start in enumerate(range(0, len(whole), CHUNK)):
        yield {"report_id": report_id, "name": name, "number": number, "sealed": whole[start : start + CHUNK]}
