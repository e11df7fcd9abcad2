"""A house whose mail goes to a real server, and a worker that is moved through days by its clock."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting import worker
from reporting.accesslog.models import LogCheckpoint
from reporting.cases.models import CaseReaderRow
from reporting.notifications import MailSettings, Post
from reporting.notifications.connection import Patience
from reporting.notifications.models import OutboxRow
from reporting.review import House as Rooms
from tests.house import House, log_key
from tests.notifications.server import PASSWORD, USERNAME, address_of

PEOPLE = ("ada", "ben", "ines", "noor", "olu")
READERS = PEOPLE[:4]
SETTINGS = """
[mail]
host = "localhost"
port = {port}
tls = "{tls}"
username = "{username}"
sender = "reports@larkfield.example"
digest = "{digest}"
[mail.addresses]
{addresses}
"""
QUICK = Patience(step=1, whole=3)
MONDAY = date(2026, 11, 23)


def with_mail(house: House, port: int, *, digest: str = "when-waiting", tls: str = "starttls") -> House:
    """The same house with mail, and its clock on the Sunday night before MONDAY."""
    addresses = "\n".join(f'{handle} = "{address_of(handle)}"' for handle in PEOPLE)
    file = house.folder / "instance" / "reporting.toml"
    file.write_text(
        file.read_text() + SETTINGS.format(port=port, tls=tls, digest=digest, addresses=addresses, username=USERNAME)
    )
    secret = house.folder / "instance" / "secrets" / "mail-password"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    set_clock(house, MONDAY - timedelta(days=1), 23)
    return house


def set_clock(house: House, day: date, hour: int, minute: int = 0) -> None:
    house.clock.advance(datetime.combine(day, time(hour, minute), UTC) - house.clock.now())


class Mailing:
    """The worker of one house, round after round, with one post as in a process."""

    def __init__(self, house: House, patience: Patience = QUICK) -> None:
        self.house, self.patience = house, patience
        self.said: list[str] = []
        self.rooms = house.rooms()
        self.post = self.restarted()

    def restarted(self) -> Post:
        """What a new process would begin with."""
        settings = MailSettings.of(self.house.settings.worker())
        assert settings is not None
        self.post = Post(settings, self.house.clock, self.said.append, self.patience)
        return self.post

    def round(self) -> None:
        worker.run_once(self.rooms, self.house.keys, self.house.signing(), self.post)

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """One round at that time."""
        set_clock(self.house, day, hour, minute)
        self.round()

    def hours(self, number: int) -> None:
        """So many hours, with a round at the end of each."""
        for _ in range(number):
            self.house.clock.advance(timedelta(hours=1))
            self.round()

    def outbox(self) -> list[tuple[str, str]]:
        """Kind and state of what is still to go out."""
        with self.rooms.desk.read() as session:
            return [(kind, state) for kind, state in session.execute(select(OutboxRow.kind, OutboxRow.state))]

    def case_ids(self, session: Session, fingerprint: str) -> list[str]:
        """The cases that this person may read."""
        return list(session.scalars(select(CaseReaderRow.case_id).where(CaseReaderRow.fingerprint == fingerprint)))

    def checkpoint(self) -> bytes:
        """The newest that the log has signed."""
        with self.rooms.desk.read() as session:
            return session.scalars(select(LogCheckpoint.note).order_by(LogCheckpoint.size.desc())).all()[0]

    def rows(self) -> list[tuple[object, ...]]:
        """The outbox as it lies in the file."""
        with sqlite3.connect(self.house.folder / "instance/desk/desk.db") as file:
            found = file.execute("SELECT * FROM outbox").fetchall()
        file.close()
        return found

    def close(self) -> None:
        self.rooms.desk.close()
        self.rooms.mailbox.close()


@contextmanager
def mailing(house: House) -> Iterator[Mailing]:
    opened = Mailing(house)
    yield opened
    opened.close()


def checkpoint(at: Rooms, size: int, day: date) -> bytes:
    """Store a checkpoint as the worker does, and give its note. Nobody here looks at the root."""
    note = bytes(log_key().checkpoint(size, bytes(32)))
    with at.desk.write() as session:
        session.add(LogCheckpoint(size=size, made_on=day, note=note))
    return note
