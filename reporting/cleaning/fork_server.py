"""The process that makes boxes: loads all decoders once, then forks a locked child for each file.

    python -B -P -m reporting.cleaning.fork_server FD LIMITS CLEANER

Started by `fork_server_process.py` and talked to over the socket FD. Each request is one byte with two more sockets: on
one the child reads the file and answers, on the other this process says how the child ended. It holds no secret and no
other file, and has no thread, so that forking is safe; when the socket closes it ends, and its children with it.
"""

import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from reporting.cleaning.boxed import answer_one
from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.endings import Ending
from reporting.cleaning.lockdown import Limits, lock_down

_DESCRIPTORS = 256
"""As many files as this process may have open: few, since each child closes them one by one."""
Cleaner = Callable[..., Cleaned]


@dataclass(slots=True)
class _Child:
    deadline: float
    status: int
    overdue: bool = False


@dataclass(slots=True)
class ForkServer:
    """One loop over requests, deaths of children, and their deadlines."""

    requests: socket.socket
    cleaner: Cleaner
    limits: Limits
    children: dict[int, _Child] = field(default_factory=dict)

    def serve(self) -> None:
        """Until the other side closes."""
        woken, waker = socket.socketpair()
        waker.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self.requests, woken], [], [], self._until_next_deadline())
            if woken in ready:
                woken.recv(4096)
            self._bury()
            self._end_overdue()
            if self.requests in ready:
                message, descriptors, _, _ = socket.recv_fds(self.requests, 1, 2)
                if not message:
                    return
                self._start(*descriptors)

    def _start(self, conversation: int, status: int) -> None:
        child = os.fork()
        if child == 0:
            _become_child(conversation, self.cleaner, self.limits)
        os.close(conversation)
        self.children[child] = _Child(time.monotonic() + self.limits.wall, status)

    def _bury(self) -> None:
        """Says of each child that died how it ended."""
        while self.children:
            pid, wait_status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self.children.pop(pid)
            with suppress(BrokenPipeError):  # Whoever asked may be gone.
                os.write(child.status, _how_it_ended(wait_status, child.overdue).value)
            os.close(child.status)

    def _end_overdue(self) -> None:
        for pid, child in self.children.items():
            if time.monotonic() >= child.deadline and not child.overdue:
                child.overdue = True
                os.kill(pid, signal.SIGKILL)

    def _until_next_deadline(self) -> float | None:
        waiting = [child.deadline for child in self.children.values() if not child.overdue]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None


def _how_it_ended(wait_status: int, overdue: bool) -> Ending:
    if overdue or (os.WIFSIGNALED(wait_status) and os.WTERMSIG(wait_status) == signal.SIGXCPU):
        return Ending.TOO_SLOW
    return Ending.DONE if wait_status == 0 else Ending.BROKE_DOWN


def _become_child(conversation: int, cleaner: Cleaner, limits: Limits) -> None:
    """Never returns. Nothing of the server stays open but the conversation, and nothing of it is run at exit."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(conversation, 3)
        os.closerange(4, _DESCRIPTORS)
        lock_down(limits)
        answer_one(3, cleaner)
        status = 0
    finally:
        os._exit(status)


def _filters_calls() -> bool:
    """Whether children can be kept from system calls here, tried on one."""
    child = os.fork()
    if child == 0:
        os._exit(0 if lock_down(Limits()) else 1)
    return os.waitpid(child, 0)[1] == 0


def _be_silent() -> None:
    """From here on a complaint may quote somebody's file. Before, it says why this program does not start."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def main(descriptor: str, limits: str, cleaner: str) -> None:
    """Loads, says over the socket whether calls are filtered, and serves."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    requests = socket.socket(fileno=os.dup(int(descriptor)))  # a low number, among those that each child closes
    os.close(int(descriptor))
    module, _, name = cleaner.partition(":")
    loaded = importlib.import_module(module)
    if hasattr(loaded, "warm_up"):
        loaded.warm_up()
    _be_silent()
    gc.freeze()  # what is loaded stays shared with the children, whose collector would copy it by looking
    requests.sendall(b"1" if _filters_calls() else b"0")
    ForkServer(requests, getattr(loaded, name), Limits(**json.loads(limits))).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
