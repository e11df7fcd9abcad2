"""Whose turn it is to write to a store, among the threads of a process and the processes of a machine.

    with turn.taken():
        ...

We wait for a turn, not for SQLite's busy handler: its growing sleeps let the unlucky starve for a second.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from reporting.db.trouble import busy, unavailable

PAUSE = 0.0003
"""Seconds between two looks at a lock that another process holds."""


class Turn:
    """The right to write to one store. Without a `file` only among threads: PostgreSQL has a lock of its own."""

    def __init__(self, file: Path | None, patience: float) -> None:
        """`patience` in seconds."""
        self._file, self._patience = file, patience
        self._threads = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises StoreUnavailable when it does not come within the patience."""
        if not self._threads.acquire(timeout=self._patience):
            raise busy(_store_of(self._file))
        try:
            with _locked(self._file, time.monotonic() + self._patience) if self._file else nullcontext():
                yield
        finally:
            self._threads.release()


@contextmanager
def _locked(file: Path, deadline: float) -> Iterator[None]:
    try:
        handle = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise unavailable(_store_of(file), error) from None
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise busy(_store_of(file)) from None
                time.sleep(PAUSE)
            except OSError as error:
                raise unavailable(_store_of(file), error) from None
        yield
    finally:
        with suppress(OSError):  # nothing is written there: it tells nothing of what was done in the turn
            os.close(handle)


def _store_of(file: Path | None) -> str:
    return file.with_suffix(".db").name if file else "A store"
