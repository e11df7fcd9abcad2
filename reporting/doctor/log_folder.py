"""Whether the log is where the settings want it written out, and there is room for more of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.folder import Folder
from reporting.accesslog.stored import AT_ONCE, StoredCheckpoints
from reporting.accesslog.tiles import CHECKPOINT, every
from reporting.accesslog.verify import MissingFile
from reporting.db import StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious
from reporting.signednote import MAX_NOTE, Note, NoteError
from reporting.worker.log_folder import NoFolder, refuse_missing

LATE = timedelta(days=1)
"""It is written after the day's checkpoint, so yesterday's may still be the newest."""
FULL = 20 * 2**20
"""Bytes. A day's files take less than one hundredth of it, and a hundred thousand entries as much."""


def look(asked: Asked) -> Iterator[Finding]:
    """Nothing where no folder is named: the log may be exported by hand as well."""
    folder = asked.settings().worker().log_folder
    if folder is None:
        return
    try:
        refuse_missing(folder)
        yield from _written(asked, folder)
    except NoFolder as error:
        yield refused(error)
        return
    except (StoreRefused, StoreUnavailable):
        pass  # told by `stores`
    if asked.free_bytes(folder) < FULL:
        yield serious(f"{folder} is full: the access log is not written on there.", "Make room on that disk.")


def _written(asked: Asked, folder: Path) -> Iterator[Finding]:
    if not (folder / CHECKPOINT).exists():
        yield advice(f"The access log was not written to {folder} yet.", "See what the worker says on stderr.")
    elif (day := _day_of(asked, folder)) is None or asked.clock.today() - day > LATE:
        yield serious(
            f"The log in {folder} is {f'of {day}' if day else 'old, or another one'}: it is not written on.",
            "See what the worker says on stderr.",
        )
    elif lacks := _lacking(folder):
        many = f"{len(lacks):,} files" if len(lacks) > 1 else "1 file"
        first = (
            f"are missing or empty, the first is {lacks[0]}" if len(lacks) > 1 else f"is missing or empty: {lacks[0]}"
        )
        yield serious(
            f"{many} of the access log in {folder} {first}.",
            "The worker writes it anew after the next day's checkpoint. Find out who took it away.",
        )
    else:
        yield fine(f"The access log in {folder} is of {day}. Let another machine take it from there.")


def _day_of(asked: Asked, folder: Path) -> date | None:
    """Of the checkpoint there, if it is one of the last that this log made."""
    try:
        there = Note.parse(Folder(folder).read(CHECKPOINT, MAX_NOTE)).text
        with read_desk(asked) as session:
            rows = StoredCheckpoints(session).newest_rows(AT_ONCE)
            return next((day for _size, day, note in rows if Note.parse(note).text == there), None)
    except (MissingFile, NoteError):
        return None


def _lacking(folder: Path) -> list[str]:
    """The files that the checkpoint there speaks of and that are not there. They are not read: others verify them."""
    there = Folder(folder)
    size = Checkpoint.parse(Note.parse(there.read(CHECKPOINT, MAX_NOTE)).text).size
    return [name for tile in every(size) for name in tile.files if not there.has(name)]
