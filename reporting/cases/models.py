"""Tables of cases. A reader's rows in `case_reader` are all that this person may find: no row, no case."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import DeskBase

NO_ROWID = {"sqlite_with_rowid": False}


class CaseRow(DeskBase):
    """One case."""

    __tablename__ = "desk_case"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(String(9), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(32), unique=True)
    received_on: Mapped[date] = mapped_column(Date)
    urgent: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16))
    status_on: Mapped[date] = mapped_column(Date)
    acknowledged_on: Mapped[date | None] = mapped_column(Date)
    leaf: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    withdrawal_leaf: Mapped[int | None] = mapped_column(BigInteger)


class CaseReaderRow(DeskBase):
    """One person's right to read one case, with what their inbox sorts by.

    Status and dates stand here a second time, so that a page of an inbox is a short range of an index, whoever asks and
    however many cases others have. Only `Cases` writes them, in the transaction that writes the case. `to_call` stands
    until this reader's mail is queued, where the reporter asked that they be told today.
    """

    __tablename__ = "case_reader"
    __table_args__ = (
        Index("case_reader_by_due", "fingerprint", "status", "due_on", "case_id"),
        Index("case_reader_by_received", "fingerprint", "status", "received_on", "case_id"),
        Index(
            "case_reader_to_call",
            "fingerprint",
            "case_id",
            sqlite_where=text("to_call"),
            postgresql_where=text("to_call"),
        ),
        NO_ROWID,
    )

    fingerprint: Mapped[str] = mapped_column(String(52), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True, index=True)
    status: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    to_call: Mapped[bool] = mapped_column(Boolean, server_default=false())


class TellingRow(DeskBase):
    """A status that the reporter's side has not been told yet; it goes when the mailbox has it."""

    __tablename__ = "telling"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    on_date: Mapped[date] = mapped_column(Date)


class ErasureRow(DeskBase):
    """A report whose erasing is in the log, and whose ciphertext may still be there; it goes when that is gone."""

    __tablename__ = "erasure"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(32))
    on_date: Mapped[date] = mapped_column(Date)
