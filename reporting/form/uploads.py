"""Files as they arrive: in memory only, in no more of it than is set apart, and those of two reports at work at a time.

    with uploads.shelf() as shelf:
        arrived = read(request, shelf)          # arrived.files.data, or why there are none
        with uploads.turn() as clean:
            clean(arrived.files.data[0])

A name, a declared type, a header of a part: nobody asks the parser for them, so they end with the request.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol

from reporting.cleaning import Box
from reporting.errors import ReportingError
from reporting.form.languages import gettext
from reporting.intake import CleanerBusy, CleanFile

MB = 2**20
MOST, EACH, TOGETHER = 10, 25 * MB, 50 * MB
"""Files of one report; bytes of one, and of all of them."""
ON_SHELVES = 120 * MB
"""Bytes of files that all reports together may hold in this process while they wait to be sealed."""
AT_A_TIME, PATIENCE = 2, 20.0
"""Reports whose files are looked through at a time; seconds that another one waits for its turn."""


@dataclass(frozen=True)
class Came:
    """The files of one post: all of them, or none and the reason."""

    count: int = 0
    data: tuple[bytes, ...] = field(default=(), repr=False)
    fault: str = ""
    crowded: bool = False


class Readable(Protocol):
    """What a body is read from (PEP 3333)."""

    def read(self, size: int = -1, /) -> bytes: ...


class NoRoom(ReportingError):
    """More has come than is set apart for all requests together."""


class Uploads:
    """What one process of the form sets apart for files; shared by its threads."""

    def __init__(self, box: Box, *, room: int = ON_SHELVES, patience: float = PATIENCE) -> None:
        self._box = box
        self._free = room
        self._patience = patience
        self._changing = threading.Lock()
        self._turns = threading.Semaphore(AT_A_TIME)

    @contextmanager
    def shelf(self) -> Iterator["Shelf"]:
        """A place for the files of one request, which is given back at its end."""
        shelf = Shelf(self)
        try:
            yield shelf
        finally:
            shelf.clear()

    @contextmanager
    def counted(self, body: Readable) -> Iterator["Counted"]:
        """The body of a request that is sealed already, set apart as it comes and given back at its end."""
        counted = Counted(body, self)
        try:
            yield counted
        finally:
            counted.clear()

    @contextmanager
    def turn(self, patience: float | None = None) -> Iterator[CleanFile]:
        """A turn at the box. Raises CleanerBusy when it does not come within so many seconds."""
        if not self._turns.acquire(timeout=self._patience if patience is None else patience):
            raise CleanerBusy
        try:
            yield self._box.clean
        finally:
            self._turns.release()

    def take(self, size: int) -> bool:
        with self._changing:
            if size > self._free:
                return False
            self._free -= size
            return True

    def give_back(self, size: int) -> None:
        with self._changing:
            self._free += size


class Counted:
    """A body whose bytes are counted as they come: one that was only announced holds nobody's room."""

    def __init__(self, body: Readable, uploads: Uploads) -> None:
        self._body, self._uploads = body, uploads
        self._held = 0

    def read(self, size: int = -1, /) -> bytes:
        """Raises NoRoom."""
        piece = self._body.read(size)
        if not self._uploads.take(len(piece)):
            raise NoRoom
        self._held += len(piece)
        return piece

    def clear(self) -> None:
        """Let go of what is held."""
        self._uploads.give_back(self._held)
        self._held = 0


class Shelf:
    """The files of one request, as they come in piece by piece.

    Once something is wrong the pieces that follow are let go: the words come behind them, and are wanted all the same.
    """

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._files: list[BytesIO] = []
        self._count = self._held = 0
        self._fault = ""
        self._crowded = False

    @property
    def came(self) -> Came:
        data = () if self._fault or self._crowded else tuple(file.getvalue() for file in self._files)
        return Came(self._count, data, self._fault, self._crowded)

    def begin(self) -> None:
        """Another file comes."""
        self._count += 1
        self._files.append(BytesIO())
        if self._count > MOST:
            self._refuse(gettext("More than %(most)s files came, and %(most)s fit. Please choose fewer.", most=MOST))

    def add(self, piece: bytes) -> None:
        """More of it."""
        if self._fault or self._crowded:
            return
        if self._files[-1].tell() + len(piece) > EACH:
            what = gettext("One of the files is larger than %(size)s MB.", size=EACH // MB)
            self._refuse(f"{what} {gettext('Please leave it out, or send a part of it.')}")
        elif self._held + len(piece) > TOGETHER:
            self._refuse(
                gettext("The files are larger than %(size)s MB together. Please choose fewer.", size=TOGETHER // MB)
            )
        elif not self._uploads.take(len(piece)):
            self._crowded = True
            self.clear()
        else:
            self._held += len(piece)
            self._files[-1].write(piece)

    def clear(self) -> None:
        """Let go of what is held."""
        self._uploads.give_back(self._held)
        self._held = 0
        self._files.clear()

    def _refuse(self, fault: str) -> None:
        self._fault = f"{fault} {gettext('None of them was stored.')}"
        self.clear()
