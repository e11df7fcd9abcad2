"""Tables of cases. A reader's rows in `case_reader` are all that this person may find: no row, no case."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import DeskBase

NO_ROWID = {"sqlite_with_rowid": False}
_WITHDRAWN = "status = 'withdrawn'"


class CaseRow(DeskBase):
    """One case. Of a decision the row knows that it was proposed and agreed; what it says is in the notes.

    `first_proposed_by` stands while a decision is looked at again: who had proposed it.
    """

    __tablename__ = "desk_case"

    case_id: Mapped[str] = mapped_column(String(9), primary_key=True)
    report_id: Mapped[str] = mapped_column(String(32), unique=True)
    received_on: Mapped[date] = mapped_column(Date)
    urgent: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16))
    status_on: Mapped[date] = mapped_column(Date)
    acknowledged_on: Mapped[date | None] = mapped_column(Date)
    concluded_on: Mapped[date | None] = mapped_column(Date)
    leaf: Mapped[int | None] = mapped_column(BigInteger)
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    withdrawal_leaf: Mapped[int | None] = mapped_column(BigInteger)
    replied_on: Mapped[date | None] = mapped_column(Date)
    proposal: Mapped[int | None] = mapped_column(SmallInteger)
    proposed_by: Mapped[str | None] = mapped_column(String(52))
    first_proposed_by: Mapped[str | None] = mapped_column(String(52))
    agreed_on: Mapped[date | None] = mapped_column(Date)
    confirm_by: Mapped[date | None] = mapped_column(Date)
    told_on: Mapped[date | None] = mapped_column(Date)
    wait_until: Mapped[date | None] = mapped_column(Date)
    erase_on: Mapped[date | None] = mapped_column(Date)
    held_from: Mapped[str | None] = mapped_column(String(16))
    successor: Mapped[str | None] = mapped_column(String(52))
    heard_on: Mapped[date | None] = mapped_column(Date)
    heard: Mapped[int] = mapped_column(SmallInteger, server_default="0")

    __table_args__ = (
        Index("desk_case_erase_on", "erase_on"),
        Index("desk_case_by_clock", "received_on", "acknowledged_on", "concluded_on"),
        # Questions of each round or day of the worker; they must not grow with the cases that are long settled.
        Index("desk_case_unlogged", "case_id", sqlite_where=leaf.is_(None), postgresql_where=leaf.is_(None)),
        Index("desk_case_withdrawn", "case_id", sqlite_where=text(_WITHDRAWN), postgresql_where=text(_WITHDRAWN)),
        NO_ROWID,
    )


WITHDRAWN: ColumnElement[bool] = CaseRow.status == literal_column("'withdrawn'")
"""In a statement's own words: a database that is handed the status apart does not see that the index will do."""


class ClockCount(DeskBase):
    """How many cases that came on a day stand alike with one of their clocks. Triggers of the store write it.

    `outcome` is done, withdrawn, open or untold; `took` is the time to a done or withdrawn end, in days for the
    acknowledgement and in begun months for the feedback, as the limits are. So an auditor's page reads as many rows as
    there are days, however many cases there are.
    """

    __tablename__ = "clock_count"
    __table_args__ = NO_ROWID

    received_on: Mapped[date] = mapped_column(Date, primary_key=True)
    clock: Mapped[str] = mapped_column(String(12), primary_key=True)
    started_on: Mapped[date] = mapped_column(Date, primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), primary_key=True)
    took: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


def _only(name: str, rows: str, column: str) -> Index:
    """Of each reader those rows only with which something is to be done."""
    return Index(name, "fingerprint", column, "case_id", sqlite_where=text(rows), postgresql_where=text(rows))


class CaseReaderRow(DeskBase):
    """One person's right to read one case, with what their inbox sorts by.

    Status and dates stand here a second time, so that a page of an inbox is a short range of an index, whoever asks and
    however many cases others have. Only `Cases` writes them, in the transaction that writes the case. `to_call` stands
    until this reader's mail is queued, where the reporter asked that they be told today. `turn` is whose turn it is as
    this reader sees it, `waits` whether what somebody did waits for them; `handed` is the number of the reporter's last
    message that this reader was handed.
    """

    __tablename__ = "case_reader"
    __table_args__ = (
        Index("case_reader_by_due", "fingerprint", "status", "turn", "due_on", "case_id"),
        Index("case_reader_by_received", "fingerprint", "status", "turn", "received_on", "case_id"),
        _only("case_reader_due", "due_on IS NOT NULL", "due_on"),
        _only("case_reader_waits", "waits", "waits"),
        _only("case_reader_to_call", "to_call", "to_call"),
        NO_ROWID,
    )

    fingerprint: Mapped[str] = mapped_column(String(52), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True, index=True)
    status: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    to_call: Mapped[bool] = mapped_column(Boolean, server_default=false())
    turn: Mapped[str] = mapped_column(String(16), server_default="either")
    waits: Mapped[bool] = mapped_column(Boolean, server_default=false())
    handed: Mapped[int] = mapped_column(SmallInteger, server_default="0")


WAITS: tuple[ColumnElement[bool], ...] = (literal_column("waits"), CaseReaderRow.waits.is_(True))
TO_CALL: tuple[ColumnElement[bool], ...] = (literal_column("to_call"), CaseReaderRow.to_call.is_(True))
"""Said twice for SQLite: in the words of the index it sees that the index will do, as `IS 1` that it is the better one
than the primary key."""


class RecusalRow(DeskBase):
    """Who stepped back from a case. Nothing undoes it."""

    __tablename__ = "recusal"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(52), primary_key=True)
    on_date: Mapped[date] = mapped_column(Date)


class NoteRow(DeskBase):
    """What one reader said of a case, sealed to its readers and signed inside: numbered, so that none goes unseen."""

    __tablename__ = "case_note"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(ForeignKey("desk_case.case_id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(52))
    written_on: Mapped[date] = mapped_column(Date)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SnippetsRow(DeskBase):
    """The texts that all readers use again and again, sealed to them in one piece. There is one row, the newest."""

    __tablename__ = "snippets"
    __table_args__ = NO_ROWID

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EnteringRow(DeskBase):
    """A reader's entry of a concern that came another way, until its report is stored: a hash of who and which."""

    __tablename__ = "entering"
    __table_args__ = NO_ROWID

    whose: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    on_date: Mapped[date] = mapped_column(Date)


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


class ComparisonRow(DeskBase):
    """How far the worker is in comparing what the log entered with what is there, and when it last was through."""

    __tablename__ = "comparison"
    __table_args__ = NO_ROWID

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    begun_on: Mapped[date] = mapped_column(Date)
    next_leaf: Mapped[int] = mapped_column(BigInteger)
    done_on: Mapped[date | None] = mapped_column(Date)


class AbsenceRow(DeskBase):
    """A case that was entered, and not erased, and is not here as it was entered: what is missing of it, since when.

    No foreign key: it may be the case itself that is gone.
    """

    __tablename__ = "absence"
    __table_args__ = NO_ROWID

    case_id: Mapped[str] = mapped_column(String(9), primary_key=True)
    what: Mapped[str] = mapped_column(String(8))
    since: Mapped[date] = mapped_column(Date)
