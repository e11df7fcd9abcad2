"""What a mail says, and every byte of it.

    written = write(mail, person, "Larkfield", settings, checkpoint)
    letter = Letter("reports@larkfield.example", "ada@board.example", written)
    letter.as_bytes()      # the same for the same day, whatever came and whichever machine made it

The text is constant: no count, id, name, title or link. Of the time a mail holds its day and the hour that is set.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from textwrap import fill

from flask_mail import Message

from reporting.notifications.digest import Kind, keeps_to_days
from reporting.notifications.outbox import Mail
from reporting.notifications.settings import MailSettings
from reporting.roster import Person, Role

WHEN_WAITING = (
    "Please look in at the desk: this mail comes every Monday, whether or not anything is there, and on another day "
    "when something waits or is due."
)
ON_FIXED_DAYS = (
    "Please look in at the desk: this mail comes every Monday and Thursday, always with the same words, whether or not "
    "anything is there."
)
ON_MONDAYS = "This mail comes every Monday, always with the same words: when it does not come, ask why."
TODAY = "Please look in at the desk today: somebody asked that this mail be sent at once."
KEEP = (
    "The attached checkpoint is what the access log signed last. Keep it where whoever runs the server cannot reach "
    "it: with it you can prove later that nothing before it was changed."
)
SUBJECTS: Mapping[Kind, str] = {Kind.MONDAY: "The desk", Kind.DIGEST: "The desk", Kind.TODAY: "The desk, today"}
WIDTH = 72
BOUNDARY = "the-desk-checkpoint"
"""Between text and checkpoint. Python would draw one; neither part can contain this line."""


def words(kind: Kind, person: Person, settings: MailSettings) -> str:
    """The one sentence for this person."""
    if kind is Kind.TODAY:
        return TODAY
    if person.role is Role.AUDITOR:
        return ON_MONDAYS
    return ON_FIXED_DAYS if keeps_to_days(person.role, settings.digest) else WHEN_WAITING


@dataclass(frozen=True)
class Written:
    """What one mail says: `checkpoint` is a signed note, sent byte for byte."""

    subject: str
    text: str
    at: datetime
    message_id: str
    checkpoint: bytes | None = None


def write(mail: Mail, person: Person, community: str, settings: MailSettings, checkpoint: bytes | None) -> Written:
    """The words of a mail in the outbox. The checkpoint goes with Monday's alone."""
    kept = checkpoint if mail.kind is Kind.MONDAY else None
    paragraphs = [words(mail.kind, person, settings), *([KEEP] if kept else [])]
    # One that is asked for can be due at any hour; the day's first is never still to come, which filters distrust.
    hour = 0 if mail.kind is Kind.TODAY else settings.hour
    return Written(
        subject=SUBJECTS[mail.kind],
        text="\n\n".join(fill(paragraph, WIDTH) for paragraph in paragraphs) + "\n",
        at=datetime.combine(mail.due_on, time(hour), UTC),
        message_id=f"<{_name(mail, person, community, settings)}@{settings.domain}>",
        checkpoint=kept,
    )


def _name(mail: Mail, person: Person, community: str, settings: MailSettings) -> str:
    """The left half of a Message-ID, 32 hex digits: the same when a mail goes out twice.

    A regular mail's is made of what is the same whatever came; Python's own would name machine, process and moment.
    """
    if mail.kind is Kind.TODAY:
        return mail.mail_id
    regular = f"reporting/v1/mail\n{community}\n{settings.sender}\n{person.fingerprint}\n{mail.kind}\n{mail.due_on}\n"
    return hashlib.sha256(regular.encode()).hexdigest()[:32]


class Letter(Message):
    """A mail as Flask-Mail sends it."""

    def __init__(self, sender: str, to: str, written: Written) -> None:
        # Not Message's own: it asks the network for this machine's name and puts that, a process id and the time into
        # a Message-ID; and its Date is in the time zone of the machine.
        self.sender, self.recipients, self.subject = sender, [to], written.subject
        self.date = written.at.timestamp()
        self.cc, self.bcc, self.reply_to = [], [], None
        self.mail_options, self.rcpt_options = [], []
        self._written = written

    def as_bytes(self) -> bytes:
        """The whole mail, in ASCII; a checkpoint is attached in base64, so that nothing on the way can bend a line."""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self._written.subject
        message["From"] = self.sender
        message["To"] = self.recipients[0]
        message["Date"] = self._written.at
        message["Message-ID"] = self._written.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._written.text, charset="us-ascii", cte="7bit")
        if self._written.checkpoint is not None:
            message.add_attachment(
                self._written.checkpoint,
                maintype="text",
                subtype="plain",
                filename="checkpoint.txt",
                params={"charset": "utf-8"},
            )
            message.set_boundary(BOUNDARY)
        return bytes(message)
