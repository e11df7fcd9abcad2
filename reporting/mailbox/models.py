"""The mailbox's tables. Keys are random and made by the writer, times are dates, and no table has a rowid: neither a
column nor the order of rows tells who came first."""

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import MailboxBase

NO_ROWID = {"sqlite_with_rowid": False}
PARTS = ("report", "headline", "contact")


class Deposit(MailboxBase):
    """One sealed report as the operator can see it: for whom, on which day, how far it has come."""

    __tablename__ = "deposit"

    report_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    locator_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    words_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    received_on: Mapped[date] = mapped_column(Date)
    urgent: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(String(16))
    status_on: Mapped[date] = mapped_column(Date)
    taken: Mapped[bool] = mapped_column(Boolean, server_default=false())

    __table_args__ = (
        # The desk asks for what it has not taken yet; the question must not grow with what it has.
        Index("deposit_untaken", "report_id", sqlite_where=taken.is_(False), postgresql_where=taken.is_(False)),
        NO_ROWID,
    )


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


class Message(MailboxBase):
    """One sealed message of a thread; numbered in each direction, since order inside a thread is its meaning."""

    __tablename__ = "message"
    __table_args__ = NO_ROWID

    report_id: Mapped[str] = mapped_column(ForeignKey(Deposit.report_id, ondelete="CASCADE"), primary_key=True)
    direction: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    words_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_on: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SpentToken(MailboxBase):
    """A form token that has been used: the hash of its nonce and a date, so that it is used once."""

    __tablename__ = "spent_token"
    __table_args__ = NO_ROWID

    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    spent_on: Mapped[date] = mapped_column(Date, index=True)
