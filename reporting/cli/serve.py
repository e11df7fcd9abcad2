"""`reporting serve form|desk`: gunicorn, told to keep nothing.

gunicorn writes addresses ("Invalid request from ip=") and, with a failing app, whole tracebacks; the logger here lets
neither through. No access log, no control socket, no time in front of a line.
"""

import ctypes
import logging
import resource
import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from reporting import config
from reporting.cli.groups import Group
from reporting.cli.listening import refuse_taken
from reporting.web import AT_LENGTH

MAX_HEADERS = 64
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
SILENCE, DEADLINE = 10, 60
"""Seconds that a client may send nothing in the midst of a request; seconds that a whole request may take."""
PACE, UPLOAD = 32 * 1024, 80 * 2**20
"""Bytes a second at which files may come in beyond those seconds, as they do over Tor; bytes for which that holds."""
WORK = 240
"""Seconds more that the answer may take once all of a body is there: files have to be looked through."""
ANSWER = 30 * 60
"""Seconds more for an answer that asks for them (`web.answers_at_length`): a file that goes out over Tor."""


class QuietLogger(Logger):  # type: ignore[misc]
    """Only what an operator can act on, and nothing that a client sent."""

    error_fmt = "%(message)s"

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.setLevel(logging.ERROR)

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Dropped: gunicorn's warnings quote requests and addresses."""

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """The kind of an error only: its message and frames may hold what somebody wrote."""
        kind = sys.exc_info()[0] or Exception
        if not issubclass(kind, OSError):  # a client that went away or fell silent is no fault of ours
            self.error_log.error("a request failed in the server: %s", kind.__name__)

    def access(self, *args: Any, **kwargs: Any) -> None:
        """There is no access log."""


class CountedBody:
    """A request's body, and how far it has come."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.came, self.whole, self.answered_at_length = 0, False, False

    def read(self, size: int | None = None) -> bytes:
        piece: bytes = self._body.read(size)
        self.came += len(piece)
        self.whole = not piece
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)

    @property
    def patience(self) -> float:
        """Seconds that this request may take by now."""
        answer = ANSWER if self.answered_at_length else WORK if self.whole else 0
        return DEADLINE + min(self.came, UPLOAD) / PACE + answer


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Threads that do not wait for ever: whoever sends half a request holds one for seconds, not for hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._since: dict[Any, float] = {}
        self._bodies: dict[Any, CountedBody] = {}

    def load_wsgi(self) -> None:
        super().load_wsgi()
        app: Callable[..., Any] = self.wsgi  # type: ignore[has-type]

        def with_patience(environ: dict[str, Any], start_response: Any) -> Any:
            body: CountedBody = environ["wsgi.input"]
            answer = app(environ, start_response)
            body.answered_at_length = AT_LENGTH in environ
            return answer

        self.wsgi = with_patience

    def handle(self, conn: Any) -> Any:
        # The kernel's own time limit: gunicorn makes the socket block again, which undoes one of Python's.
        for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, side, struct.pack("ll", SILENCE, 0))
        self._since[conn] = time.monotonic()
        try:
            goes_on = super().handle(conn)
        finally:
            self._since.pop(conn, None)
            self._bodies.pop(conn, None)
        if goes_on is False:
            # Here, where only this client waits: gunicorn would wait two seconds for each to hang up, one after the
            # other, in the thread that takes connections in. Then it closes them, which is nothing any more.
            conn.close(graceful=True)
            conn.close = lambda **_: None
        return goes_on

    def handle_request(self, req: Any, conn: Any) -> Any:
        req.body = self._bodies[conn] = CountedBody(req.body)
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Once a second: end what has lasted too long, such as a request that trickles in byte by byte."""
        super().notify()
        now = time.monotonic()
        for conn, since in list(self._since.items()):
            body = self._bodies.get(conn)
            if now - since > (body.patience if body else DEADLINE):
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and no file of its own."""

    def __init__(self, make_app: Callable[[], Flask], options: Mapping[str, object]) -> None:
        self._make_app = make_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


@click.group(cls=Group)
def serve() -> None:
    """Run the form or the desk."""


def _no_core_file() -> None:
    """A core file would hold what somebody is writing. The limit is enough for files; where the kernel hands cores to a
    program instead, only a process that may not be dumped is spared (prctl(2), PR_SET_DUMPABLE)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)


def _give_memory_back() -> None:
    """What a large file took goes back to the system with it. Left alone, glibc keeps such blocks for later once it has
    seen one, in an arena for each thread, and a process grows with the files it saw (mallopt(3))."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # not every C library has it
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, 256 * 1024)
            mallopt(_M_ARENA_MAX, 2)


def _serve(room: str, make_app: Callable[[], Flask], bind: str | None, workers: int, threads: int) -> None:
    _no_core_file()
    _give_memory_back()
    where = "" if bind else f" on {config.instance_path()}/{room}.sock, where nginx finds it"
    bind = bind or f"unix:{config.instance_path()}/{room}.sock"
    make_app()  # A refusal to start must be one line here, not a worker that dies and is started again.
    refuse_taken(bind)
    Server(
        make_app,
        {
            "bind": bind,
            "when_ready": lambda _: click.echo(f"The {room} listens{where}.", err=True),
            "workers": workers,
            "threads": threads,
            "worker_class": PatientWorker,
            "forwarder_headers": "",
            "forwarded_allow_ips": "",
            "logger_class": QuietLogger,
            "loglevel": "error",
            "control_socket_disable": True,
            "limit_request_fields": MAX_HEADERS,
            "proc_name": f"reporting-{room}",
            "umask": 0o007,
            "timeout": 60,
            "graceful_timeout": 20,
            "worker_tmp_dir": "/dev/shm",  # noqa: S108  (gunicorn's heartbeat, an empty file)
        },
    ).run()


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option(
            "--threads",
            type=click.IntRange(1),
            default=16,
            show_default=True,
            help="Requests that a process serves at a time.",
        ),
        click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes."),
        click.option("--bind", help="HOST:PORT or unix:PATH. [default: a socket in the instance]"),
    ):
        command = option(command)
    return command


@serve.command()
@_options
def form(bind: str | None, workers: int, threads: int) -> None:
    """The public form."""
    from reporting.form import create_app

    _serve("form", create_app, bind, workers, threads)


@serve.command()
@_options
def desk(bind: str | None, workers: int, threads: int) -> None:
    """The reviewers' desk."""
    from reporting.desk import create_app

    _serve("desk", create_app, bind, workers, threads)
