"""The file in which an auditor keeps the last checkpoint seen, the one thing that tells whether a log was rewritten.

kept = Kept.outside(Path("log-2026-11"), Path("kept"))
before = kept.read()          # None the first time
kept.replace(before, note)    # whole or not at all, and only if nobody replaced it meanwhile
"""

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn, Self

from reporting.errors import Refused
from reporting.roster.files import alone_in, put
from reporting.signednote import MAX_NOTE


class KeptRefused(Refused):
    """The file of the kept checkpoint cannot be used; it is left as it is."""


class Kept:
    """One such file. What it holds is nobody's secret, but whoever can change it can hide a rewritten log."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def outside(cls, folder: Path, path: Path) -> Self:
        """Raises KeptRefused for a file inside the exported log: that one comes from whom it is to check."""
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):  # resolve() fails on a ring of links
            raise KeptRefused(
                f"Nothing was cosigned: {path} lies in {folder}, which was handed over to you. Keep it somewhere else."
            )
        return cls(path)

    def read(self) -> bytes | None:
        """What was kept, or None when there is nothing yet; raises KeptRefused."""
        try:
            # Not waiting for the other end of a pipe, and not following a link to where somebody else writes.
            handle = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            if self._path.parent.is_dir():
                return None
            self._refuse("lies in a folder that is not there. Check its name")
        except OSError as error:
            if error.errno == errno.ELOOP:
                self._refuse("is a link. Name the file itself")
            self._refuse(f"cannot be read ({error.strerror}). Check its name and permissions")
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                self._refuse("is no plain file. Check its name")
            with os.fdopen(handle, "rb", closefd=False) as file:
                content = file.read(MAX_NOTE + 1)
        except OSError as error:
            self._refuse(f"cannot be read ({error.strerror}). Check the disk")
        finally:
            os.close(handle)
        if len(content) > MAX_NOTE:
            self._refuse("is far too large for a checkpoint. Check its name")
        return content

    def replace(self, before: bytes | None, note: bytes) -> None:
        """Keep this note from now on; raises KeptRefused unless the file still holds `before`, CannotWrite.

        Two runs at once would otherwise let the slower one put its older checkpoint in the place of a newer.
        """
        with alone_in(self._path.parent):
            if self.read() != before:
                self._refuse("was changed while the log was checked. Run the command again")
            put(self._path, note)

    def _refuse(self, why: str) -> NoReturn:
        raise KeptRefused(f"Nothing was cosigned: {self._path} {why}.")
