"""The box: each file is opened in a process of its own that can touch nothing else, and dies with it.

    with Box() as box:
        cleaned = box.clean(untrusted_upload)

Safe to share between threads: two files at a time, the rest wait for their turn. Nothing is written to a disk.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import closing

from reporting.cleaning.cleaned import Cleaned, CleaningError, TooLarge
from reporting.cleaning.endings import Ending
from reporting.cleaning.fork_server_process import ForkServerProcess
from reporting.cleaning.lockdown import Limits
from reporting.cleaning.wire import Garbled, from_wire, question

MAX_FILE = 25 * 1024 * 1024
AT_A_TIME = 2
_PATIENCE = 20
_GRACE = 5
"""Seconds after the fork server should have ended a child: then we stop waiting for both."""
_SEND = "Send a screenshot of it instead."


class Busy(CleaningError):
    """Other files are being cleaned, and waiting for a turn took too long."""


class TookTooLong(CleaningError):
    """Looking through the file took more time than any file may take."""


class BrokeDown(CleaningError):
    """The process that looked through the file died of it."""


class Box:
    """Cleans files, each in a locked child of one fork server, which is started when it is first needed."""

    def __init__(
        self,
        limits: Limits | None = None,
        patience: float = _PATIENCE,
        cleaner: str = "reporting.cleaning.formats:clean",
    ) -> None:
        self._limits = limits or Limits()
        self._patience = patience
        self._cleaner = cleaner
        self._places = threading.Semaphore(AT_A_TIME)
        self._starting = threading.Lock()
        self._server: ForkServerProcess | None = None

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the fork server and whatever it is opening."""
        with self._starting:
            if self._server:
                self._server.end()
            self._server = None

    def start(self) -> None:
        """Starts the fork server now, so that nobody waits for it later (about a second)."""
        self._running()

    def clean(self, untrusted_upload: bytes, *, flatten: bool = False) -> Cleaned:
        """The cleaned file, with its pages as pictures if it has pages and that is asked for.

        Raises a CleaningError that says what to do instead: Busy, TookTooLong, BrokeDown too.
        """
        if len(untrusted_upload) > MAX_FILE:
            raise TooLarge(f"This file has more than {MAX_FILE >> 20} MB. Send a part of it, or a screenshot.")
        if not self._places.acquire(timeout=self._patience):
            raise Busy("Other files are being cleaned just now. Try again in a minute.")
        try:
            return self._clean_boxed(question(untrusted_upload, flatten=flatten))
        finally:
            self._places.release()

    def _clean_boxed(self, asked: Sequence[bytes]) -> Cleaned:
        reply, ended = self._asked(asked)
        if ended == Ending.UNTOLD:  # the fork server itself was killed, by no fault of this file
            reply, ended = self._asked(asked)
        if ended == Ending.TOO_SLOW:
            raise TookTooLong(f"Looking through this file takes too long. {_SEND}")
        if ended != Ending.DONE:
            raise BrokeDown(f"This file cannot be looked through: it makes our program stop. {_SEND}")
        try:
            return from_wire(reply)
        except Garbled:
            raise BrokeDown(f"This file cannot be looked through: it confuses our program. {_SEND}") from None

    def _asked(self, asked: Sequence[bytes]) -> tuple[bytes, Ending]:
        deadline = time.monotonic() + self._limits.wall + _GRACE
        with closing(self._running().ask()) as child:
            return child.exchange(asked, deadline)

    def _running(self) -> ForkServerProcess:
        """The fork server of this process: a process that was itself forked since then starts its own."""
        with self._starting:
            if self._server is None or not self._server.usable():
                self._server = ForkServerProcess(self._cleaner, self._limits)
            return self._server
