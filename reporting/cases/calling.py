"""What a reader's mail may depend on: yes or no, from that reader's own rows, never a number or a case.

anything_waits(session, ada.fingerprint, today)
take_call(session, ada.fingerprint, today)         # at most once for each case and reader
"""

from datetime import date, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from reporting.cases.dates import SHOWN_DAYS_BEFORE
from reporting.cases.models import TO_CALL, WAITS, CaseReaderRow
from reporting.cases.statuses import Status

CALLED_WITHIN = timedelta(days=1)
"""A call of an earlier day comes too late to be one: there was no mail then, or the worker stood still."""


def anything_waits(session: Session, reader: str, today: date) -> bool:
    """Whether this reader has something that nobody acknowledged yet, that somebody did and they have to answer
    (`turns.waits`), or that is called due (`dates.pressing`)."""
    new = CaseReaderRow.status == Status.RECEIVED
    due = CaseReaderRow.due_on <= today + timedelta(days=SHOWN_DAYS_BEFORE)
    # Each a look of its own into an index that is made for it: asked as one, they would walk all rows of the reader.
    mine = select(CaseReaderRow.case_id).where(CaseReaderRow.fingerprint == reader)
    looks = (mine.where(*wanted).exists() for wanted in ([new], WAITS, [due]))
    return bool(session.scalar(select(or_(*looks))))


def take_call(session: Session, reader: str, today: date) -> bool:
    """Whether a reporter has asked that this reader be told today, which is forgotten with the answer."""
    called = select(CaseReaderRow.case_id).where(CaseReaderRow.fingerprint == reader, *TO_CALL)
    mine = CaseReaderRow.fingerprint == reader, CaseReaderRow.case_id.in_(called)
    days = session.scalars(select(CaseReaderRow.received_on).where(*mine)).all()
    if days:
        session.execute(update(CaseReaderRow).where(*mine).values(to_call=False))
    return any(today - day <= CALLED_WITHIN for day in days)
