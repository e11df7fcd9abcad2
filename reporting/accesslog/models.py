"""Tables of the access log. `entry` is the truth; the columns beside it only find it."""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import DeskBase

NO_ROWID = {"sqlite_with_rowid": False}


class LogEntry(DeskBase):
    """One entry. Rows are never changed or deleted: triggers of the first migration see to it."""

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("log_entry_by_person", "person", "tag", "leaf"),
        Index("log_entry_by_case", "case_id", "tag", "person", "leaf"),
        NO_ROWID,
    )

    leaf: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    tag: Mapped[str] = mapped_column(String(40))
    person: Mapped[str | None] = mapped_column(String(52))
    case_id: Mapped[str | None] = mapped_column(String(9))


class LogDay(DeskBase):
    """From this entry on the log's entries say this day, up to the next row. A trigger of the store writes it.

    Three or so rows a day: what reporters did the day before is entered in between.
    """

    __tablename__ = "log_day"
    __table_args__ = NO_ROWID

    leaf: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(String(10))


class LogSalt(DeskBase):
    """The salt of an entry's commitment, apart from the entry: erasing it leaves the log whole."""

    __tablename__ = "log_salt"
    __table_args__ = NO_ROWID

    leaf: Mapped[int] = mapped_column(ForeignKey("log_entry.leaf"), primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))


class ClockLimits(DeskBase):
    """The limits that an entry (`settings:change`) stands for, so that auditors see which were in force, since when.

    The entry holds their hash, so that a row that was changed does not fit it.
    """

    __tablename__ = "clock_limits"
    __table_args__ = NO_ROWID

    leaf: Mapped[int] = mapped_column(ForeignKey("log_entry.leaf"), primary_key=True, autoincrement=False)
    acknowledge_days: Mapped[int] = mapped_column(Integer)
    feedback_months: Mapped[int] = mapped_column(Integer)


class LogNode(DeskBase):
    """A complete subtree of the tree above the entries: `1 << level` of them, from `position << level` on.

    Level 0 are the hashes of the entries. About two rows an entry; without them each proof would read the whole log.
    """

    __tablename__ = "log_node"
    __table_args__ = NO_ROWID

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogCheckpoint(DeskBase):
    """A checkpoint that the worker signed: daily, and only of a size that counts nothing."""

    __tablename__ = "log_checkpoint"
    __table_args__ = NO_ROWID

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    made_on: Mapped[date] = mapped_column(Date, index=True)
    note: Mapped[bytes] = mapped_column(LargeBinary)
