"""Deposit and look up: the form's half of the mailbox. What the desk does with it is in `desk_side`.

Plain Core statements with keys made by the writer, so that a database role that may only insert is enough.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reporting.errors import ReportingError
from reporting.mailbox.models import Deposit, Message, Part, Reader, SpentToken

TO_READERS = "to-readers"


# Made once: what a statement is compiled from costs more than running it. Tables, not mapped classes, since the form
# reads no objects and its database user may not read back what it wrote.
DEPOSIT, READER, PART, MESSAGE, TOKEN = (
    insert(cast(Table, model.__table__)) for model in (Deposit, Reader, Part, Message, SpentToken)
)
FIND = (
    select(
        Deposit.report_id,
        Deposit.words_mac,
        Deposit.received_on,
        Deposit.status,
        Deposit.status_on,
        Reader.fingerprint,
    )
    .join(Reader, Reader.report_id == Deposit.report_id)
    .where(Deposit.locator_hash == bindparam("locator_hash"))
)
SENT = select(Message.number, Message.words_mac).where(
    Message.report_id == bindparam("report_id"), Message.direction == TO_READERS
)


class AlreadySpent(ReportingError):
    """This form token has been used."""


class AlreadyDeposited(ReportingError):
    """A report with this id or this receipt is there already; nothing was overwritten."""


@dataclass(frozen=True)
class SealedReport:
    """What is handed in: only sealed bytes, and what the operator may know."""

    report_id: str
    locator_hash: bytes
    words_mac: bytes
    readers: tuple[str, ...]
    urgent: bool
    parts: Mapping[str, bytes]


@dataclass(frozen=True)
class Found:
    """What a locator finds: enough to answer its holder, nothing that could be opened."""

    report_id: str
    words_mac: bytes
    received_on: date
    status: str
    status_on: date
    readers: tuple[str, ...]

    def same_words(self, words_mac: bytes) -> bool:
        return hmac.compare_digest(self.words_mac, words_mac)


class Mailbox:
    """The mailbox in one transaction; whoever opened it commits."""

    def __init__(self, rows: Connection | Session) -> None:
        self._rows = rows

    def find(self, locator_hash: bytes) -> Found | None:
        """The report under this locator, if there is one."""
        rows = self._rows.execute(FIND, {"locator_hash": locator_hash}).all()
        if not rows:
            return None
        report_id, words_mac, received_on, status, status_on, _ = rows[0]
        return Found(report_id, words_mac, received_on, status, status_on, tuple(row.fingerprint for row in rows))

    def spend(self, nonce_hash: bytes, today: date) -> None:
        """Use a form token up; raises AlreadySpent."""
        try:
            self._rows.execute(TOKEN, {"nonce_hash": nonce_hash, "spent_on": today})
        except IntegrityError:
            raise AlreadySpent from None

    def deposit(self, sealed: SealedReport, today: date) -> None:
        """Put a sealed report in; raises AlreadyDeposited."""
        report_id = sealed.report_id
        row = {
            "report_id": report_id,
            "locator_hash": sealed.locator_hash,
            "words_mac": sealed.words_mac,
            "received_on": today,
            "urgent": sealed.urgent,
            "status": "received",
            "status_on": today,
        }
        try:
            self._rows.execute(DEPOSIT, row)
        except IntegrityError:
            raise AlreadyDeposited from None
        self._rows.execute(READER, [{"report_id": report_id, "fingerprint": reader} for reader in sealed.readers])
        self._rows.execute(
            PART, [{"report_id": report_id, "name": name, "sealed": data} for name, data in sealed.parts.items()]
        )

    def numbers(self, report_id: str, words_mac: bytes) -> tuple[int, bool]:
        """The number that a reporter's next message takes, and whether these words were sent already."""
        sent = self._rows.execute(SENT, {"report_id": report_id}).all()
        repeated = any(hmac.compare_digest(row.words_mac, words_mac) for row in sent)
        return max((row.number for row in sent), default=0) + 1, repeated

    def add_message(self, report_id: str, number: int, words_mac: bytes, sealed: bytes, today: date) -> None:
        """Put a reporter's message in; raises AlreadyDeposited when another took its number meanwhile."""
        row = {
            "report_id": report_id,
            "direction": TO_READERS,
            "number": number,
            "words_mac": words_mac,
            "sent_on": today,
            "sealed": sealed,
        }
        try:
            self._rows.execute(MESSAGE, row)
        except IntegrityError:
            raise AlreadyDeposited from None
