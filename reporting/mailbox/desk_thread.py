"""The thread as the desk sees it: what the reporter wrote, what the readers answered; all of it sealed.

thread = DeskThread(session)
thread.add_reply(report_id, thread.next_number(report_id), sealed, today)     # raises Closed, NumberTaken
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reporting.errors import ReportingError
from reporting.mailbox.box import Closed, Mailbox
from reporting.mailbox.models import Deposit, Message, Reader, Reply
from reporting.mailbox.statements import TO_READERS

TO_REPORTER = "to-reporter"


class NumberTaken(ReportingError):
    """Another reply has this number, or the one before it is not there yet."""


@dataclass(frozen=True)
class SealedMessage:
    """One message of a thread."""

    direction: str
    number: int
    sent_on: date
    sealed: bytes


@dataclass(frozen=True)
class Unheard:
    """That a reporter has written, up to which message and on which day; the desk does not know of it yet."""

    report_id: str
    number: int
    sent_on: date


class DeskThread:
    """The threads of reports, in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def messages(self, report_id: str) -> list[SealedMessage]:
        """Both directions by their days, each in the order of its numbers."""
        sent = select(Message.direction, Message.number, Message.sent_on, Message.sealed)
        answered = select(literal(TO_REPORTER), Reply.number, Reply.sent_on, Reply.sealed)
        both = (sent.where(Message.report_id == report_id), answered.where(Reply.report_id == report_id))
        thread = [SealedMessage(*row) for wanted in both for row in self._session.execute(wanted)]
        return sorted(thread, key=lambda one: (one.sent_on, one.direction, one.number))

    def unheard(self, limit: int, reader: str | None = None) -> list[Unheard]:
        """Reports to which something was written that the desk does not know of, of all reports or of this reader's."""
        wanted = (
            select(Message.report_id, func.max(Message.number), func.max(Message.sent_on))
            .join(Deposit, Deposit.report_id == Message.report_id)
            .where(Message.taken.is_(False), Message.direction == TO_READERS, Deposit.taken.is_(True))
            .group_by(Message.report_id)
            .order_by(Message.report_id)
            .limit(limit)
        )
        if reader is not None:
            wanted = wanted.where(exists().where(Reader.report_id == Message.report_id, Reader.fingerprint == reader))
        return [Unheard(*row) for row in self._session.execute(wanted)]

    def mark_heard(self, heard: Iterable[Unheard]) -> None:
        """The desk knows of these messages and of those before them; saying it twice changes nothing."""
        for one in heard:
            known = Message.report_id == one.report_id, Message.number <= one.number, Message.taken.is_(False)
            self._session.execute(update(Message).where(*known).values(taken=True))

    def reply(self, report_id: str, number: int) -> bytes | None:
        """The sealed reply of a number."""
        return self._session.scalar(select(Reply.sealed).where(Reply.report_id == report_id, Reply.number == number))

    def next_number(self, report_id: str) -> int:
        """The number that the next reply takes, from 1."""
        return (self._session.scalar(select(func.max(Reply.number)).where(Reply.report_id == report_id)) or 0) + 1

    def refuse_closed(self, report_id: str) -> None:
        """Raises Closed where nobody would read an answer: the report was taken back unopened, or erased."""
        if Mailbox(self._session).is_closed(report_id):
            raise Closed

    def add_reply(self, report_id: str, number: int, sealed: bytes, today: date) -> None:
        """Put a reply in for the reporter; raises Closed, NumberTaken."""
        self.refuse_closed(report_id)
        if number != self.next_number(report_id):
            raise NumberTaken
        row = {"report_id": report_id, "number": number, "sent_on": today, "sealed": sealed}
        try:
            self._session.execute(insert(Reply).values(row))
        except IntegrityError:
            raise NumberTaken from None
