"""Taking a report back: the holder of the words says so; what nobody has opened is hidden from that moment on.

    Withdrawals(rows).put(report_id, today)             # the form: AlreadyWithdrawn the second time
    DeskWithdrawals(session).mark_opened(report_id)     # the desk: Hidden when the reporter was first

The mailbox has one writer at a time, so whichever of the two commits first decides. Neither is ever undone: a report is
hidden for good, or opened for good.
"""

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reporting.errors import ReportingError
from reporting.mailbox.models import ERASED, IS_GONE, Chunk, Deposit, Message, Part, Reader, Reply, Withdrawal

PUT = insert(cast(Table, Withdrawal.__table__))
ASKED = (
    select(Withdrawal.withdrawn_on, Deposit.opened)
    .join(Deposit, Deposit.report_id == Withdrawal.report_id)
    .where(Withdrawal.report_id == bindparam("report_id"))
)


class AlreadyWithdrawn(ReportingError):
    """This report was withdrawn before; the first day stands."""


class Hidden(ReportingError):
    """This report was withdrawn before anybody opened it, so nobody does."""


@dataclass(frozen=True)
class Withdrawn:
    """Since when a report is withdrawn, and whether somebody had opened it by then."""

    on: date
    opened: bool


@dataclass(frozen=True)
class Untaken:
    """A withdrawal that the desk does not know of yet."""

    report_id: str
    withdrawn_on: date
    opened: bool


def hidden() -> ColumnElement[bool]:
    """Whether a deposit was withdrawn while nobody had opened it; for a statement that selects from `deposit`."""
    return and_(Deposit.opened.is_(False), exists().where(Withdrawal.report_id == Deposit.report_id))


class Withdrawals:
    """The form's half, in one transaction; whoever opened it commits."""

    def __init__(self, rows: Connection | Session) -> None:
        self._rows = rows

    def of(self, report_id: str) -> Withdrawn | None:
        """What is known of a report's withdrawal."""
        row = self._rows.execute(ASKED, {"report_id": report_id}).one_or_none()
        return row and Withdrawn(*row)

    def put(self, report_id: str, today: date) -> None:
        """Withdraw a report; raises AlreadyWithdrawn."""
        try:
            self._rows.execute(PUT, {"report_id": report_id, "withdrawn_on": today})
        except IntegrityError:
            raise AlreadyWithdrawn from None


class DeskWithdrawals:
    """The half of desk and worker, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def untaken(self, limit: int, reader: str | None = None) -> list[Untaken]:
        """Withdrawals that the desk has not taken yet, of all reports or of this reader's."""
        wanted = (
            select(Withdrawal.report_id, Withdrawal.withdrawn_on, Deposit.opened)
            .join(Deposit, Deposit.report_id == Withdrawal.report_id)
            .where(Withdrawal.taken.is_(False), Deposit.taken.is_(True))
            .order_by(Withdrawal.report_id)
            .limit(limit)
        )
        if reader is not None:
            wanted = wanted.where(exists().where(Reader.report_id == Deposit.report_id, Reader.fingerprint == reader))
        return [Untaken(*row) for row in self._session.execute(wanted)]

    def mark_taken(self, report_ids: list[str]) -> None:
        """The desk knows of these withdrawals; saying it twice changes nothing."""
        self._session.execute(update(Withdrawal).where(Withdrawal.report_id.in_(report_ids)).values(taken=True))

    def is_opened(self, report_id: str) -> bool:
        """Whether somebody has opened this report, which nothing undoes."""
        return bool(self._session.scalar(select(Deposit.opened).where(Deposit.report_id == report_id)))

    def mark_opened(self, report_id: str) -> None:
        """Say that somebody opens this report now; raises Hidden when the reporter took it back first."""
        wanted = Deposit.report_id == report_id
        marked = cast(
            "CursorResult[None]",
            self._session.execute(update(Deposit).where(wanted, ~hidden()).values(opened=True)),
        )
        if not marked.rowcount:
            raise Hidden

    def erase(self, report_id: str, on: date) -> None:
        """Delete all ciphertext of a report. Its dates, its readers and its proof stay for whoever has the words."""
        for table in (Part, Chunk, Message, Reply):
            self._session.execute(delete(table).where(table.report_id == report_id))
        erased = {"status": ERASED, "status_on": on, "words_mac": bytes(32), "wait_until": None, "erase_on": None}
        self._session.execute(update(Deposit).where(Deposit.report_id == report_id).values(erased))

    def forget_erased(self, before: date) -> None:
        """Of reports erased before this day nothing is known any more, not even that there was one."""
        gone = delete(Deposit).where(IS_GONE, Deposit.status_on < before)
        self._session.execute(gone, execution_options={"synchronize_session": False})  # no session holds any of them
