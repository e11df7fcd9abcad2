"""A desk that was put back from a backup has forgotten what it took since; the mailbox has it, and offers it again.

All is read by report id from `after` on, so many at a time, and may be done twice. Whoever opened the session commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from reporting.mailbox.models import GONE, Deposit, Message, Proof, Reply, Withdrawal


def taken_reports(session: Session, after: str, limit: int) -> list[str]:
    """Reports that became cases, as far as the mailbox knows, and whose ciphertext is there."""
    wanted = select(Deposit.report_id).where(Deposit.report_id > after, Deposit.taken.is_(True))
    return list(session.scalars(wanted.where(Deposit.status.not_in(GONE)).order_by(Deposit.report_id).limit(limit)))


def offer_reports(session: Session, report_ids: Collection[str]) -> None:
    """Let these become cases once more, and be told as such: what was told of the lost ones is not so any more."""
    anew = {
        "taken": False,
        "status": "received",
        "status_on": Deposit.received_on,
        "wait_until": None,
        "erase_on": None,
    }
    session.execute(update(Deposit).where(Deposit.report_id.in_(report_ids)).values(anew))


def taken_withdrawals(session: Session, after: str, limit: int) -> list[str]:
    """Reports whose withdrawal the desk was told of."""
    wanted = select(Withdrawal.report_id).where(Withdrawal.report_id > after, Withdrawal.taken.is_(True))
    return list(session.scalars(wanted.order_by(Withdrawal.report_id).limit(limit)))


def offer_withdrawals(session: Session, report_ids: Collection[str]) -> None:
    """Tell the desk once more that these were withdrawn."""
    session.execute(update(Withdrawal).where(Withdrawal.report_id.in_(report_ids)).values(taken=False))


def taken_messages(session: Session, after: str, limit: int) -> dict[str, int]:
    """Up to which message of each report the desk was told that its reporter wrote, but for what was answered since.

    As for the desks of before they counted messages: an answer of the same day may have been the earlier of the two,
    one of a later day was not. Told once more, a thread that is long answered would wait for its readers.
    """
    answered = exists().where(Reply.report_id == Message.report_id, Reply.sent_on > Message.sent_on)
    wanted = select(Message.report_id, func.max(Message.number)).where(Message.taken, ~answered)
    wanted = wanted.where(Message.report_id > after)
    rows = session.execute(wanted.group_by(Message.report_id).order_by(Message.report_id).limit(limit))
    return {row[0]: row[1] for row in rows}


def offer_messages(session: Session, report_ids: Collection[str]) -> None:
    """Tell the desk once more that somebody wrote to these reports."""
    session.execute(update(Message).where(Message.report_id.in_(report_ids)).values(taken=False))


def proofs(session: Session, after: str, limit: int) -> dict[str, bytes]:
    """What reporters were handed as proofs, by report id."""
    wanted = select(Proof.report_id, Proof.proof).where(Proof.report_id > after)
    return {row.report_id: row.proof for row in session.execute(wanted.order_by(Proof.report_id).limit(limit))}


def forget_proofs(session: Session, report_ids: Collection[str]) -> None:
    """Hand these out no longer; the worker makes new ones."""
    session.execute(delete(Proof).where(Proof.report_id.in_(report_ids)))
    session.execute(update(Deposit).where(Deposit.report_id.in_(report_ids)).values(proven=False))


@dataclass(frozen=True)
class Shown:
    """What who comes back is told of one report."""

    status: str
    status_on: date
    wait_until: date | None
    erase_on: date | None


def shown(session: Session, after: str, limit: int) -> dict[str, Shown]:
    """What those who come back are told of the reports that became cases, by report id."""
    told = (Deposit.status, Deposit.status_on, Deposit.wait_until, Deposit.erase_on)
    wanted = select(Deposit.report_id, *told).where(Deposit.taken.is_(True), Deposit.report_id > after)
    rows = session.execute(wanted.order_by(Deposit.report_id).limit(limit))
    return {row.report_id: Shown(row.status, row.status_on, row.wait_until, row.erase_on) for row in rows}
