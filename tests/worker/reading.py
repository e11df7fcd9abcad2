"""The log of a house as a test reads it."""

from datetime import timedelta

from sqlalchemy import select

from reporting.accesslog import Facts, Tag
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.models import LogCheckpoint, LogEntry
from tests.house import House, Rosa, log_key

MORNING = timedelta(hours=14)
"""From the afternoon at which a test's clock starts to the small hours of the next day, after the worker's hour."""


def nights_around(house: House, reports: int) -> None:
    """A night, so many reports, and the night in which they get into the log."""
    house.work()
    rosa = Rosa(house.form().test_client())
    for number in range(reports):
        assert rosa.send(what_happened=f"It happened {number} times.").status_code == 200
    house.clock.advance(MORNING)
    house.work()


def entries(house: House) -> list[Facts]:
    with house.at_hand.desk.read() as session:
        return [Facts.parse(entry) for entry in session.scalars(select(LogEntry.entry).order_by(LogEntry.leaf))]


def tagged(house: House, tag: Tag) -> list[Facts]:
    return [facts for facts in entries(house) if facts.tag is tag]


def checkpoints(house: House) -> list[Checkpoint]:
    """The stored ones, each checked under the log's key."""
    with house.at_hand.desk.read() as session:
        notes = session.scalars(select(LogCheckpoint.note).order_by(LogCheckpoint.size)).all()
    return [Checkpoint.open(note, log_key().verifier) for note in notes]
