"""The outbox: what is to be sent, from the moment it is decided until the mail server has taken it.

    with store.write() as session:
        Outbox(session).put(ada.fingerprint, Kind.DIGEST, today)
    with store.write() as session:
        mails = Outbox(session).claim()        # committed, so that no second worker sends them too
    # each is handed to the mail server, then:
    with store.write() as session:
        Outbox(session).sent(mail)

Nothing is lost: a mail leaves its row only after the server has said that it has it. Where a worker is killed between
that answer and our commit, the mail goes out once more; SMTP has no way to ask. It then has the same Message-ID, by
which most mail programs show it once.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from reporting.notifications.digest import Kind
from reporting.notifications.models import MailDayRow, OutboxRow

WAITING, SENDING = "waiting", "sending"


@dataclass(frozen=True)
class Mail:
    """One mail in the outbox, and how often it was tried before."""

    mail_id: str
    fingerprint: str
    kind: Kind
    due_on: date
    attempts: int


class Outbox:
    """The outbox in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, fingerprint: str, kind: Kind, due_on: date) -> None:
        """Queue a mail. A regular one takes the place of an older that could not be sent: it says the same."""
        if kind is not Kind.TODAY:
            regular = OutboxRow.fingerprint == fingerprint, OutboxRow.kind != Kind.TODAY
            if Kind.MONDAY in self._session.scalars(select(OutboxRow.kind).where(*regular)).all():
                kind = Kind.MONDAY
            self._session.execute(delete(OutboxRow).where(*regular))
        row = {"mail_id": secrets.token_hex(16), "fingerprint": fingerprint, "kind": kind, "due_on": due_on}
        self._session.execute(insert(OutboxRow).values(**row, state=WAITING, attempts=0))

    def claim(self, resting: Collection[str] = ()) -> list[Mail]:
        """All that waits, but for what rests after a failure (by `mail_id`), now marked as being sent."""
        rows = self._session.execute(
            select(OutboxRow.mail_id, OutboxRow.fingerprint, OutboxRow.kind, OutboxRow.due_on, OutboxRow.attempts)
            .where(OutboxRow.state == WAITING, OutboxRow.mail_id.not_in(resting))
            .order_by(OutboxRow.mail_id)
        ).all()
        taken = OutboxRow.mail_id.in_([row.mail_id for row in rows])
        self._session.execute(update(OutboxRow).where(taken).values(state=SENDING, attempts=OutboxRow.attempts + 1))
        return [Mail(row.mail_id, row.fingerprint, Kind(row.kind), row.due_on, row.attempts) for row in rows]

    def sent(self, mail: Mail) -> None:
        """The mail server has it; or nobody will."""
        self._session.execute(delete(OutboxRow).where(OutboxRow.mail_id == mail.mail_id))

    def put_back(self, mails: Iterable[Mail]) -> None:
        """These were not sent."""
        back = OutboxRow.mail_id.in_([mail.mail_id for mail in mails])
        self._session.execute(update(OutboxRow).where(back).values(state=WAITING))

    def recover(self) -> None:
        """What a worker that died was sending waits again."""
        self._session.execute(update(OutboxRow).where(OutboxRow.state == SENDING).values(state=WAITING))

    def settled_on(self) -> date | None:
        """The last day whose regular mail was queued."""
        return self._session.scalar(select(MailDayRow.settled_on))

    def settle(self, day: date) -> None:
        """The regular mail of this day and those before is queued, in the same transaction."""
        self._session.execute(delete(MailDayRow))
        self._session.execute(insert(MailDayRow).values(only=1, settled_on=day))
