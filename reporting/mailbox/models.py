"""The mailbox's tables. Keys are random and made by the writer, times are dates, and no table has a rowid: neither a
column nor the order of rows tells who came first."""

from datetime import date, timedelta

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import MailboxBase

NO_ROWID = {"sqlite_with_rowid": False}
ERASED, UNREAD = "erased", "unread"
GONE = (ERASED, UNREAD)
"""Statuses of which only dates are left: erased by somebody's wish, or since nobody took it out of the tray."""
_GONE = "status IN ('erased', 'unread')"
KEPT_ASIDE = timedelta(days=30)
"""How long a report lies in the tray before it is erased unread."""
VACANT = "vacant"
"""In the place of a reader who stepped back, until somebody takes it: nobody's fingerprint."""
PARTS = ("report", "headline", "contact")
ATTACHMENTS = tuple(f"file-{number}" for number in range(1, 11))
CHUNK = 256 * 1024
"""Names of the parts that every report has, and of the files it may have; bytes of a sealed file in one row."""


class Deposit(MailboxBase):
    """One sealed report as the operator can see it: for whom, on which day, how far it has come.

    `report_hash` is the SHA-256 of the sealed report as it came; people who join later give it another head.
    `wait_until` and `erase_on` are days that its readers chose, as long as its reporter is told of them.
    """

    __tablename__ = "deposit"

    report_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    locator_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    words_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    received_on: Mapped[date] = mapped_column(Date)
    urgent: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(16))
    status_on: Mapped[date] = mapped_column(Date)
    report_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    wait_until: Mapped[date | None] = mapped_column(Date)
    erase_on: Mapped[date | None] = mapped_column(Date)
    taken: Mapped[bool] = mapped_column(Boolean, server_default=false())
    opened: Mapped[bool] = mapped_column(Boolean, server_default=false())
    suspected: Mapped[bool] = mapped_column(Boolean, server_default=false())
    proven: Mapped[bool] = mapped_column(Boolean, server_default=false())

    __table_args__ = (
        # The desk asks for what it has not taken yet; the question must not grow with what it has.
        Index("deposit_untaken", "report_id", sqlite_where=taken.is_(False), postgresql_where=taken.is_(False)),
        Index("deposit_aside", "report_id", sqlite_where=suspected.is_(True), postgresql_where=suspected.is_(True)),
        # Neither may what the worker asks in each round.
        Index("deposit_unproven", "report_id", sqlite_where=proven.is_(False), postgresql_where=proven.is_(False)),
        Index("deposit_gone", "status_on", sqlite_where=text(_GONE), postgresql_where=text(_GONE)),
        NO_ROWID,
    )


IS_GONE: ColumnElement[bool] = Deposit.status.in_([literal_column(f"'{status}'") for status in GONE])
"""In a statement's own words: a database that is handed the statuses apart does not see that the index will do."""


class Reader(MailboxBase):
    """Who can open a report: key fingerprints, one or two."""

    __tablename__ = "reader"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(52), primary_key=True)


class Part(MailboxBase):
    """One sealed file of a report."""

    __tablename__ = "part"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Chunk(MailboxBase):
    """A piece of a sealed attachment: large files are written and read piece by piece. Numbered from 0."""

    __tablename__ = "chunk"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Message(MailboxBase):
    """One sealed message of a thread; numbered in each direction, since order inside a thread is its meaning.

    `taken` says that the desk knows of it.
    """

    __tablename__ = "message"

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    direction: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    words_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_on: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    taken: Mapped[bool] = mapped_column(Boolean, server_default=false())

    __table_args__ = (
        Index("message_untaken", "report_id", sqlite_where=taken.is_(False), postgresql_where=taken.is_(False)),
        NO_ROWID,
    )


class Reply(MailboxBase):
    """One sealed answer of the readers. Apart from `message`, so that the form may read these and not those."""

    __tablename__ = "reply"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sent_on: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Proof(MailboxBase):
    """The proof that a report is in the access log, and since which day; put here for its reporter by the worker."""

    __tablename__ = "proof"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    logged_on: Mapped[date] = mapped_column(Date)
    proof: Mapped[bytes] = mapped_column(LargeBinary)


class Withdrawal(MailboxBase):
    """Who holds the words wants the report back: since which day, and whether the desk knows."""

    __tablename__ = "withdrawal"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    withdrawn_on: Mapped[date] = mapped_column(Date)
    taken: Mapped[bool] = mapped_column(Boolean, server_default=false())


class SpentToken(MailboxBase):
    """A form token that has been used: the hash of its nonce and a date, so that it is used once."""

    __tablename__ = "spent_token"
    __table_args__ = NO_ROWID

    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    spent_on: Mapped[date] = mapped_column(Date, index=True)
