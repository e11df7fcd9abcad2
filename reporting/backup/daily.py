"""The day's backup, where the settings name a folder for it: once a day, from the worker's hour on.

Who pulls backups to another machine may move them away, so the day of the last one is kept beside the stores and not
read from the folder. What fails is told in one line, and tried again an hour later: copying costs more than a round.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from reporting.backup.making import Sources, make
from reporting.backup.rotation import FileName, older
from reporting.clock import Clock
from reporting.config import Backups, WorkerSettings
from reporting.roster.files import AlreadyThere, put, writing_to
from reporting.worker.log_day import HOUR

AGAIN = timedelta(hours=1)


class DailyBackup:
    """One worker's daily backups."""

    failed = "No backup was made."

    def __init__(self, sources: Sources, wanted: Backups, last: Path, clock: Clock) -> None:
        self._sources, self._wanted, self._last, self._clock = sources, wanted, last, clock
        self._tried: datetime | None = None

    @classmethod
    def of(cls, settings: WorkerSettings, clock: Clock) -> "DailyBackup | None":
        """None without a folder in the settings."""
        if settings.backups is None:
            return None
        return cls(Sources.of(settings), settings.backups, settings.last_backup, clock)

    def make(self) -> None:
        """Make today's, unless that is done, it is too early, or it failed less than an hour ago.

        Raises what `backup.make` raises, and nothing is deleted then.
        """
        now, today = self._clock.now(), self._clock.today()
        if now.hour < HOUR or self._is_of_today() or (self._tried and now < self._tried + AGAIN):
            return
        self._tried = now
        folder = self._wanted.folder
        # It may be there by another worker, or by one that died before it could say so: a backup is whole or not there.
        with suppress(AlreadyThere):
            make(self._sources, folder / str(FileName(today)), today)
        with writing_to(self._last):
            self._last.parent.mkdir(mode=0o700, exist_ok=True)
        put(self._last, f"{today.isoformat()}\n".encode(), 0o600)
        for file in older(folder, self._wanted.keep, today):
            with writing_to(file):
                file.unlink(missing_ok=True)

    def _is_of_today(self) -> bool:
        try:
            return self._last.read_text(encoding="ascii").strip() == self._clock.today().isoformat()
        except (OSError, ValueError):
            return False
