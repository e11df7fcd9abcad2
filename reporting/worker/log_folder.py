"""The log's folder, where the settings name one: after each day's checkpoint the worker writes there what is new.

What lies in the folder says how far it is, so another machine may take it away, and gets it whole then. Nothing here is
secret to an auditor; what counts is that it leaves this machine while nobody has had a reason to change it.
"""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from reporting.accesslog import Tag
from reporting.accesslog.export import export
from reporting.accesslog.folder import Folder
from reporting.accesslog.signing import Signing
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tiles import CHECKPOINT
from reporting.config import WorkerSettings
from reporting.errors import Refused
from reporting.review.house import House
from reporting.roster.files import put, writing_to
from reporting.signednote import MAX_NOTE

AGAIN = timedelta(hours=1)
ENTERED = "log-export"
"""Beside the last checkpoint: the folder to which the log is being written for the first time."""


class NoFolder(Refused):
    """The place that the settings name for the log is not there."""


def refuse_missing(folder: Path) -> None:
    """Raises NoFolder. It is not made here: where a disk should be mounted, that would be a copy on the wrong one."""
    try:
        is_one = stat.S_ISDIR(folder.stat().st_mode)
        if is_one:
            (folder / CHECKPOINT).exists()  # raises where the folder may be seen and not searched
    except FileNotFoundError:
        is_one = False
    except OSError as error:
        raise NoFolder(f"{folder} cannot be looked into ({error.strerror}). Check its owner, mode and disk.") from None
    if not is_one:
        raise NoFolder(f"{folder} is no folder. Make it, mount its disk, or name another in [log] folder.")


class DailyExport:
    """One worker's writing out of the log."""

    failed = "The access log was not written out."

    def __init__(self, house: House, signing: Signing, folder: Path) -> None:
        self._house, self._signing, self._path = house, signing, folder
        self._folder = Folder(folder, lasting=True)
        self._tried: datetime | None = None
        self._entered = signing.kept.with_name(ENTERED)

    @classmethod
    def of(cls, settings: WorkerSettings, house: House, signing: Signing) -> "DailyExport | None":
        """None without a folder in the settings."""
        return cls(house, signing, settings.log_folder) if settings.log_folder else None

    def make(self) -> None:
        """Write what the folder lacks, unless that is nothing, or it failed less than an hour ago.

        Raises NoFolder, OtherHistory, StoreDamaged, CannotWrite, StoreUnavailable; what was whole there stays whole.
        """
        now = self._house.clock.now()
        if self._tried and now < self._tried + AGAIN:
            return
        self._tried = now
        self._write()
        self._tried = None

    def _write(self) -> None:
        refuse_missing(self._path)
        before = self._folder.held(self._signing.opened)  # first: the store may be ahead of it and never behind
        with self._house.desk.read() as session:
            note = StoredCheckpoints(session).newest()
        if note is None or (before and self._folder.read(CHECKPOINT, MAX_NOTE) == bytes(note)):
            return
        if before is None and not self._is_entered():
            self._enter()
        with self._house.desk.read() as session:
            export(session, note, self._folder.write, before, has=self._folder.has)

        with writing_to(self._entered):
            self._entered.unlink(missing_ok=True)

    def _enter(self) -> None:
        """That the whole log was handed over; not each day that it goes on, which would be an entry of the clock.

        Before it is. As long as that does not end well, a file says that it is entered, for a worker that starts again.
        """
        with self._house.desk.write() as session:
            self._house.log(session).append(Tag.LOG_EXPORT)
        put(self._entered, str(self._path).encode(), 0o600)

    def _is_entered(self) -> bool:
        try:
            return self._entered.read_bytes() == str(self._path).encode()
        except OSError:
            return False
