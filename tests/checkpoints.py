"""Daily checkpoints as the worker leaves them, and what Mallory makes of them, who has the store and the log's key.

sign_day(house)                 # fillers up to a multiple of 64, and the day's checkpoint
Rewriter(house).rewrites()      # what was signed is signed anew, over other entries
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.tree import StoredTree
from reporting.db import DeskBase, Store
from tests.attacks import FORGED, rewrite
from tests.house import House, log_key

DAILY = 64


def desk_store(house: House) -> Store:
    return Store.open(house.settings.desk().desk_url, DeskBase)


def sign_day(house: House, *, least: int = 1) -> int:
    """Append fillers, `least` of them at least, and sign; gives the size. One a day: the clock is the test's."""
    with desk_store(house).write() as session:
        log, tree = AccessLog(session, house.clock), StoredTree(session)
        added = 0
        while added < least or tree.size() % DAILY:
            log.append(Tag.FILLER)
            added += 1
        size = tree.size()
        session.execute(insert(LogCheckpoint).values(size=size, made_on=house.clock.today(), note=_note(session, size)))
    return size


def _note(session: Session, size: int) -> bytes:
    return bytes(log_key().checkpoint(size, StoredTree(session).root(size)))


def newest(house: House) -> LogCheckpoint:
    with desk_store(house).read() as session:
        found = session.scalar(select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1))
    assert found is not None
    return found


@dataclass
class Rewriter:
    """Mallory, who has the store of the desk and can sign in the log's name."""

    house: House

    @property
    def _file(self) -> Path:
        return self.house.folder / "instance" / "desk" / "desk.db"

    def rolls_back(self) -> None:
        """As if the newest checkpoint had never been."""
        self._drops(LogCheckpoint.size == newest(self.house).size)

    def empties(self) -> None:
        """As if there had never been any."""
        self._drops(LogCheckpoint.size > 0)

    def rewrites(self, at: int = 5) -> None:
        """One entry says something else, from the beginning; all that was signed is signed anew."""
        with sqlite3.connect(self._file) as rows:
            log = [entry for (entry,) in rows.execute("SELECT entry FROM log_entry ORDER BY leaf")]
        rows.close()
        rewrite(self._file, [*log[:at], FORGED, *log[at + 1 :]])
        with desk_store(self.house).write() as session:
            for size in list(session.scalars(select(LogCheckpoint.size))):
                session.execute(
                    update(LogCheckpoint).where(LogCheckpoint.size == size).values(note=_note(session, size))
                )

    def signs(self, note: bytes) -> None:
        """This stands in the place of the newest note."""
        here = LogCheckpoint.size == newest(self.house).size
        with desk_store(self.house).write() as session:
            session.execute(update(LogCheckpoint).where(here).values(note=note))

    def _drops(self, which: object) -> None:
        with desk_store(self.house).write() as session:
            session.execute(delete(LogCheckpoint).where(which))  # type: ignore[arg-type]
