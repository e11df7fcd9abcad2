"""Cleaners that do what a file that took over a decoder would do. The box runs them in place of ours."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from reporting.cleaning import Cleaned


def _told(words: str) -> Cleaned:
    return Cleaned("text/plain", words.encode())


def crash(_: bytes) -> Cleaned:
    ctypes.string_at(0)
    return _told("still here")


def hang(_: bytes) -> Cleaned:
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        threading.Event().wait()  # sleeping is refused in the box, waiting is not


def spin(_: bytes) -> Cleaned:
    while True:
        pass


def spin_on(_: bytes) -> Cleaned:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def complain(untrusted: bytes) -> Cleaned:
    os.write(2, b"this file says: secret")
    print("secret")
    sys.stderr.write("secret")
    sys.stderr.flush()
    return _told("done")


def swell(_: bytes) -> Cleaned:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def flood(_: bytes) -> Cleaned:
    return Cleaned("text/plain", bytes(70 << 20))


def pour(_: bytes) -> Cleaned:
    while True:
        os.write(3, bytes(1 << 20))


def babble(_: bytes) -> Cleaned:
    os.write(3, b"\xff not an answer " * 1000)
    os._exit(0)


def lie(_: bytes) -> Cleaned:
    os.write(3, b'{"media_type": "text/html", "removed": ["../../etc", 7]}\n<script>')
    os._exit(0)


def twist(_: bytes) -> Cleaned:
    os.write(3, b'{"media_type": [], "removed": [[], {}]}\nx')
    os._exit(0)


def refuse_in_a_list(_: bytes) -> Cleaned:
    os.write(3, b'{"refusal": ["TooLarge"], "message": "Send a part."}\n')
    os._exit(0)


def nest(_: bytes) -> Cleaned:
    """Answers with a line that no reader of JSON gets to the end of."""
    os.write(3, b"[" * 4000 + b"\n")
    os._exit(0)


def leave(_: bytes) -> Cleaned:
    os._exit(0)


def echo(untrusted: bytes) -> Cleaned:
    return Cleaned("text/plain", untrusted)


def rest(untrusted: bytes) -> Cleaned:
    threading.Event().wait(float(untrusted))
    return _told("rested")


def _tried(what: Callable[[], object]) -> str:
    try:
        what()
    except BaseException as error:  # noqa: BLE001  (whatever stops it is what we want to know)
        return type(error).__name__
    return "done"


def reach_out(untrusted: bytes) -> Cleaned:
    """Tries all that a box must not allow, and tells how each ended."""
    folder = Path(untrusted.decode())
    libc = ctypes.CDLL(None, use_errno=True)
    tries: dict[str, Callable[[], object]] = {
        "read a file": lambda: Path("/etc/passwd").read_bytes(),
        "write a file": lambda: (folder / "written").write_bytes(b"x"),
        "make a folder": lambda: (folder / "made").mkdir(),
        "list a folder": lambda: list(Path("/").iterdir()),
        "ask about a file": lambda: Path("/etc/passwd").stat(),
        "remove a file": lambda: (folder / "kept").unlink(),
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "unix socket": lambda: socket.socket(socket.AF_UNIX),
        "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "run it from a shell": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": os.fork,
        "signal its parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
        "signal itself": lambda: os.kill(os.getpid(), signal.SIGTERM),
        "raise a limit": lambda: __import__("resource").setrlimit(7, (100, 100)),
        "memory file": lambda: os.memfd_create("x"),
        "trace": lambda: libc.ptrace(0, 0, 0, 0) == 0 or _refused(),
        "executable memory": lambda: libc.mprotect(ctypes.c_void_p(id(libc) & ~0xFFF), 4096, 7) == 0 or _refused(),
        "io_uring": lambda: libc.syscall(425, 1, None) >= 0 or _refused(),
        "another descriptor": lambda: os.write(4, b"x"),
    }
    return _told("\n".join(f"{name}: {_tried(what)}" for name, what in tries.items()))


def _refused() -> None:
    raise PermissionError(ctypes.get_errno())


def look_around(_: bytes) -> Cleaned:
    """What of the process that asked is in reach: environment, arguments, modules."""
    modules = [name for name in ("flask", "reporting.sealing", "reporting.form") if name in sys.modules]
    return _told(f"{sorted(os.environ)} {modules}")
