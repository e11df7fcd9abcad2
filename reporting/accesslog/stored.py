"""The checkpoints in the store: daily ones, each of a size that counts nothing.

with store.read() as session:
    note = StoredCheckpoints(session).newest()
"""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.merkle import LARGEST
from reporting.accesslog.models import LogCheckpoint
from reporting.signednote import Note

AT_ONCE = 16
"""Checkpoints in one look: two weeks and a little, within which somebody should have cosigned."""


class StoredCheckpoints:
    """The checkpoints as seen by one session; whoever opened it commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self) -> Note | None:
        """The latest checkpoint with all its signatures; None before the first. Raises MalformedNote."""
        row = self.newest_row()
        return Note.parse(row.note) if row else None

    def newest_row(self, by: date = date.max) -> LogCheckpoint | None:
        """The latest one that was made by that day, as it lies there, for those who show it and judge nothing."""
        made = select(LogCheckpoint).where(LogCheckpoint.made_on <= by)
        return self._session.scalar(made.order_by(LogCheckpoint.size.desc()).limit(1))

    def newest_rows(self, limit: int) -> Iterator[tuple[int, date, bytes]]:
        """Size, day and note of so many, the newest first, as they lie there; read as far as somebody asks."""
        up_to, left = LARGEST, limit
        columns = LogCheckpoint.size, LogCheckpoint.made_on, LogCheckpoint.note
        while left > 0:
            wanted = select(*columns).where(LogCheckpoint.size <= up_to).order_by(LogCheckpoint.size.desc())
            rows = self._session.execute(wanted.limit(min(AT_ONCE, left))).all()
            for size, made_on, note in rows:
                yield size, made_on, note
                up_to = size - 1
            if len(rows) < AT_ONCE:
                return
            left -= AT_ONCE

    def first_over(self, leaf: int) -> Note | None:
        """The first checkpoint whose tree holds the entry of this index; None as long as there is none."""
        holds = select(LogCheckpoint.note).where(LogCheckpoint.size > leaf)
        found = self._session.scalar(holds.order_by(LogCheckpoint.size).limit(1))
        return None if found is None else Note.parse(found)

    def made_on(self, day: date) -> bool:
        """Whether this day has its checkpoint."""
        return self._session.scalar(select(exists().where(LogCheckpoint.made_on == day))) is True

    def days_before(self, day: date, count: int) -> Sequence[date]:
        """The last `count` days before this one that have a checkpoint, the newest first."""
        made = select(LogCheckpoint.made_on).where(LogCheckpoint.made_on < day).distinct()
        return self._session.scalars(made.order_by(LogCheckpoint.made_on.desc()).limit(count)).all()

    def add(self, note: Note, day: date) -> None:
        """Store a checkpoint made on this day."""
        size = Checkpoint.parse(note.text).size
        self._session.execute(insert(LogCheckpoint).values(size=size, made_on=day, note=bytes(note)))
