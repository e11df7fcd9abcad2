"""The fork server as the process that needs it sees it: started, asked for a child, ended.

    server = ForkServerProcess("reporting.cleaning.formats:clean", Limits())
    with closing(server.ask()) as child:
        reply, ended = child.exchange([untrusted_upload], deadline)

It is a program of its own and no fork of ours: what is being written by others, and our secrets, are not in its memory.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.endings import Ending
from reporting.cleaning.lockdown import Limits
from reporting.cleaning.wire import MAX_REPLY

_START = 60
_SLICE = 1 << 18
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")

_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    "MALLOC_TOP_PAD_": str(32 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""One heap for all threads, in large pages, that keeps what was freed (mallopt(3)): a child lives for one file, and
nearly half of its time went into asking the kernel for the same memory again."""


class CannotStart(CleaningError):
    """The fork server did not start; what it wrote to our stderr says why."""


@dataclass(frozen=True, slots=True)
class Child:
    """Both ends of ours: where the file goes in and comes out, and where the fork server says how it ended."""

    talk: socket.socket
    status: socket.socket

    def close(self) -> None:
        self.talk.close()
        self.status.close()

    def exchange(self, pieces: Iterable[bytes], deadline: float) -> tuple[bytes, Ending]:
        """What came back and how the child ended; `deadline` in the seconds of time.monotonic()."""
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # It died early; the status says why.
                self._send(pieces, deadline)
            return self._receive(deadline), self._ending(deadline)
        except TimeoutError:
            return b"", Ending.TOO_SLOW

    def _send(self, pieces: Iterable[bytes], deadline: float) -> None:
        for piece in pieces:
            left = memoryview(piece)
            while left:
                _give_time(self.talk, deadline)
                left = left[self.talk.send(left[:_SLICE]) :]
        self.talk.shutdown(socket.SHUT_WR)

    def _receive(self, deadline: float) -> bytes:
        """At most MAX_REPLY bytes; a longer answer is cut and so no answer."""
        parts: list[bytes] = []
        length = 0
        with suppress(ConnectionResetError):
            while length <= MAX_REPLY:
                _give_time(self.talk, deadline)
                part = self.talk.recv(_SLICE)
                if not part:
                    return b"".join(parts)
                parts.append(part)
                length += len(part)
            self.talk.shutdown(socket.SHUT_RDWR)  # or it would wait for us to read on, until its time is over
        return b""

    def _ending(self, deadline: float) -> Ending:
        _give_time(self.status, deadline)
        return Ending(self.status.recv(1))


class ForkServerProcess:
    """One fork server; raises CannotStart."""

    def __init__(self, cleaner: str, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            words = [str(theirs.fileno()), json.dumps(asdict(limits)), cleaner]
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-P", "-m", "reporting.cleaning.fork_server", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        self._socket = ours
        self._owner = os.getpid()
        self.end = weakref.finalize(self, _end, self._process, ours, os.getpid())
        self.filters_calls = self._started()
        if not self.filters_calls:
            logging.getLogger(__name__).warning(
                "This machine has no filter for system calls that we know: files are opened with limits only."
            )

    def _started(self) -> bool:
        self._socket.settimeout(_START)
        with suppress(OSError):
            told = self._socket.recv(1)
            if told:
                return told == b"1"
        self.end()
        logging.getLogger(__name__).error("The process that cleans files does not start. Run: reporting clean PICTURE")
        raise CannotStart("Files cannot be cleaned here just now. Try again later, or go on without it.")

    def usable(self) -> bool:
        """Whether it lives and is this process's own."""
        return self._owner == os.getpid() and self._process.poll() is None

    def ask(self) -> Child:
        """A new child, waiting for its file."""
        talk, theirs = socket.socketpair()
        status, told = socket.socketpair()
        with theirs, told, suppress(BrokenPipeError):  # The ends close, which reads as a child that died.
            socket.send_fds(self._socket, [b"?"], [theirs.fileno(), told.fileno()])
        return Child(talk, status)


def _environment() -> dict[str, str]:
    """Where modules are found, how memory is taken, and nothing that may be a secret."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | _MEMORY | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _end(process: "subprocess.Popen[bytes]", requests: socket.socket, owner: int) -> None:
    requests.close()
    if os.getpid() == owner:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return
        process.kill()
        process.wait()


def _give_time(end: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    end.settimeout(left)
