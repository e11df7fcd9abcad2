"""Tables of the mail. No row names a case, and none outlives its mail: a list of what was sent would tell on which days
something waited long after the report is erased."""

from datetime import date

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import DeskBase

NO_ROWID = {"sqlite_with_rowid": False}


class OutboxRow(DeskBase):
    """A mail that is still to go out. It holds no time of the day: one that a reporter asked for would keep theirs."""

    __tablename__ = "outbox"
    __table_args__ = NO_ROWID

    mail_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(52))
    kind: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer)


class MailDayRow(DeskBase):
    """The last day whose regular mail has been put into the outbox."""

    __tablename__ = "mail_day"
    __table_args__ = NO_ROWID

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    settled_on: Mapped[date] = mapped_column(Date)
