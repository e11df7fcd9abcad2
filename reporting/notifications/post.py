"""The post: takes what waits in the outbox to the mail server, and comes back with what was not taken.

    post = Post(settings, house.clock, complain)
    post.deliver(house.desk, roster)        # never raises for what a mail server does

How long a mail rests after a failure is kept here, in memory: in the store its minute would be that in which somebody
asked that the readers be told. For the same reason a failure of such a mail is told in the regular hour only: whatever
keeps the worker's lines writes the time beside them.
"""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from reporting.accesslog.stored import StoredCheckpoints
from reporting.clock import Clock
from reporting.db import Store
from reporting.notifications.connection import REFUSED, Patience, VerifiedConnection
from reporting.notifications.digest import Kind
from reporting.notifications.letters import Letter, write
from reporting.notifications.outbox import Mail, Outbox
from reporting.notifications.settings import MailSettings
from reporting.roster import Person, Roster

FIRST_REST, LONGEST_REST = timedelta(minutes=5), timedelta(hours=6)
FOR_GOOD = 500
"""Replies from here on say the same tomorrow; below, as where mail is greylisted, nothing in the settings is wrong."""
CALLS_LIVE = timedelta(days=2)
"""After that today is over. A regular mail is not given up: the next takes its place, a week later at the latest."""


class Post:
    """One worker's way to the mail server. `complain` is given one line without an address or a word of a mail."""

    def __init__(
        self,
        settings: MailSettings,
        clock: Clock,
        complain: Callable[[str], None],
        patience: Patience = Patience(),  # noqa: B008  (frozen)
    ) -> None:
        self.settings = settings
        self._clock, self._complain, self._patience = clock, complain, patience
        self._resting: dict[str, datetime] = {}
        self._taken: list[Mail] = []
        self._unsaid = ""
        self._whole = False

    def deliver(self, store: Store, roster: Roster) -> None:
        """Send what is due; raises StoreUnavailable, after which the next call puts right what was left undone."""
        now = self._clock.now()
        if self._unsaid and now.hour == self.settings.hour:
            self._complain(self._unsaid)
            self._unsaid = ""
        # Whatever rests for longer was put there by a clock that has been set back since.
        resting = self._resting.items()
        self._resting = {mail_id: until for mail_id, until in resting if now < until <= now + LONGEST_REST}
        with store.write() as session:
            outbox = Outbox(session)
            for mail in self._taken:
                outbox.sent(mail)
            if not self._whole:
                outbox.recover()
            mails = outbox.claim(self._resting)
        self._taken, self._whole = [], False
        alive = self._alive(store, mails)
        if alive:
            self._send_all(store, roster, alive)
        self._whole = True

    def _alive(self, store: Store, mails: Sequence[Mail]) -> list[Mail]:
        today = self._clock.today()
        over = [mail for mail in mails if mail.kind is Kind.TODAY and today - mail.due_on > CALLS_LIVE]
        if over:
            with store.write() as session:
                for mail in over:
                    Outbox(session).sent(mail)
            self._unsaid = "A mail to readers was given up after two days. See that the mail server takes mail."
        return [mail for mail in mails if mail not in over]

    def _send_all(self, store: Store, roster: Roster, mails: Sequence[Mail]) -> None:
        left = {mail.mail_id: mail for mail in mails}
        why: Exception | None = None
        try:
            with VerifiedConnection(self.settings, self._patience) as connection:
                for mail in mails:
                    try:
                        self._send(connection, store, roster, mail)
                        del left[mail.mail_id]
                    except smtplib.SMTPServerDisconnected:
                        raise
                    except (smtplib.SMTPException, ValueError) as refused:
                        why = refused  # this one only; the server may take the next
        except (OSError, ValueError) as failed:
            why = failed
        if left:
            self._rest(store, list(left.values()), why)

    def _send(self, connection: VerifiedConnection, store: Store, roster: Roster, mail: Mail) -> None:
        person = roster.by_fingerprint(mail.fingerprint)
        if person and person.handle in self.settings.addresses:
            connection.send(self._letter(store, roster, person, mail))
        self._taken.append(mail)
        with store.write() as session:
            Outbox(session).sent(mail)
        self._taken.remove(mail)

    def _letter(self, store: Store, roster: Roster, person: Person, mail: Mail) -> Letter:
        checkpoint = self._checkpoint(store, mail.due_on) if mail.kind is Kind.MONDAY else None
        written = write(mail, person, roster.community, self.settings, checkpoint)
        return Letter(self.settings.sender, self.settings.addresses[person.handle], written)

    def _checkpoint(self, store: Store, day: date) -> bytes | None:
        with store.read() as session:
            # Of a later one a mail that is late would be told otherwise than one in time.
            row = StoredCheckpoints(session).newest_row(by=day)
            return row.note if row else None

    def _rest(self, store: Store, mails: Sequence[Mail], why: Exception | None) -> None:
        now = self._clock.now()
        rests = {mail.mail_id: min(FIRST_REST * 2 ** min(mail.attempts, 20), LONGEST_REST) for mail in mails}
        self._resting |= {mail_id: now + rest for mail_id, rest in rests.items()}
        with store.write() as session:
            Outbox(session).put_back(mails)
        regular = [rests[mail.mail_id] for mail in mails if mail.kind is not Kind.TODAY]
        if regular:
            minutes = min(regular) // timedelta(minutes=1)
            self._complain(f"{told(why)} Nothing is lost; trying again in {minutes} minutes.")
        else:
            self._unsaid = f"{told(why)} Nothing is lost; it is tried again."


def told(why: Exception | None) -> str:
    """What went wrong, in our words: the server's own may name an address."""
    if isinstance(why, ssl.SSLCertVerificationError):
        return "The mail server's certificate does not verify. Check host in [mail], or set SSL_CERT_FILE."
    if isinstance(why, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer what [mail] asks for. Check tls and port."
    if isinstance(why, smtplib.SMTPAuthenticationError):
        return "The mail server refuses the username or the password of [mail]. Check both."
    if isinstance(why, smtplib.SMTPRecipientsRefused):
        code = next(iter(why.recipients.values()))[0]
        if code < FOR_GOOD:
            return f"The mail server puts a reader's mail off with {code}. If it does so for a day, ask who runs it."
        return f"The mail server refuses a reader's address with {code}. Check [mail.addresses]."
    if isinstance(why, smtplib.SMTPResponseException) and why.smtp_code >= REFUSED:
        return f"The mail server refuses mail with {why.smtp_code}. Check [mail]."
    if isinstance(why, smtplib.SMTPServerDisconnected | TimeoutError):
        return "The mail server fell silent. Check host, port and tls in [mail]."
    if isinstance(why, ssl.SSLError):
        return "The mail server does not speak TLS as [mail] asks for. Check tls and port."
    if isinstance(why, ValueError | smtplib.SMTPException):
        return "The mail server's answer makes no sense. Check host and port in [mail]."
    return "The mail server cannot be reached. Check host and port in [mail]."
