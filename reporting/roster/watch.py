"""The roster in force, read again when anything in `keys/` changes: a person retired is out with their next request.

A roster that stops verifying closes the app. Going on with the last good one would let whoever breaks it on purpose
keep a retired key alive.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reporting.roster.days import readers_changed_on
from reporting.roster.errors import RosterError
from reporting.roster.folder import read_keys
from reporting.roster.readers import Roster

Mark = tuple[str, int, int, int]
Marks = frozenset[Mark]


@dataclass(frozen=True)
class Known:
    """A verified roster and the notes that lead to it, oldest first; no roster before the first was signed."""

    roster: Roster | None
    notes: tuple[str, ...]
    readers_changed_on: date | None = None


class Rosters:
    """The watch on one folder; safe to share between threads."""

    def __init__(self, keys: Path, complain: Callable[[str], None], *, every: float = 0.0) -> None:
        """Read it once; raises RosterError, so that an app refuses to start on a roster that does not verify.

        `every` is how many seconds may pass before the whole folder is looked at again. The note itself is looked at
        each time, which costs a tenth of that: it is what every change puts in its place, so nobody who has left
        is given anything more.
        """
        self._every, self._looked = every, 0.0
        self._keys, self._file = keys, keys / "roster"
        self._complain = complain
        self._turn = threading.Lock()
        self._note = _mark(self._file)
        self._marks = _marks(keys)
        self._known: Known | None = self._read()
        self._wrong = ""
        """What is wrong while nothing is known. Not the error itself, which would keep all that whoever asked has."""

    def current(self) -> Known:
        """What is in force now; raises RosterError after one line in the log."""
        if self._is_old():
            with self._turn:
                if self._is_old():
                    self._look()
        known = self._known
        if known is None:
            raise RosterError(self._wrong)
        return known

    def _is_old(self) -> bool:
        return time.monotonic() >= self._looked + self._every or _mark(self._file) != self._note

    def _look(self) -> None:
        # Both are kept only once all is read: until then it is old for the others too, and they wait for it.
        now, note = time.monotonic(), _mark(self._file)  # first: what changes meanwhile is looked at again
        marks = _marks(self._keys)
        if marks != self._marks:
            self._reread()
            self._marks = marks
        self._note, self._looked = note, now

    def _reread(self) -> None:
        try:
            self._known = self._read()
        except RosterError as error:
            self._complain(f"closed: {error}")
            self._wrong, self._known = error.what, None

    def _read(self) -> Known:
        keys = read_keys(self._keys)
        return Known(keys.whole(), tuple(keys.texts), readers_changed_on(keys.texts))


def _mark(file: Path) -> Mark | None:
    """What tells that this file has been changed; None for one that is not there."""
    try:
        about = file.stat()
    except OSError:
        return None
    return str(file), about.st_mtime_ns, about.st_size, about.st_ino


def _marks(folder: Path) -> Marks:
    """Those of every file below; a file that goes meanwhile changes them too."""
    files = (Path(path) / name for path, _, names in os.walk(folder) for name in names)
    return frozenset(mark for mark in map(_mark, files) if mark)
