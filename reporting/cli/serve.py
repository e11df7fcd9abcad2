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

MAX_HEADERS = 64
SILENCE, DEADLINE = 10, 60
"""Seconds that a client may send nothing in the midst of a request; seconds that a whole request may take."""


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


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Threads that do not wait for ever: whoever sends half a request holds one for seconds, not for hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._since: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        # The kernel's own time limit: gunicorn makes the socket block again, which undoes one of Python's.
        for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, side, struct.pack("ll", SILENCE, 0))
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._since.pop(conn, None)

    def notify(self) -> None:
        """Once a second: end what has lasted too long, such as a request that trickles in byte by byte."""
        super().notify()
        now = time.monotonic()
        for conn, since in list(self._since.items()):
            if now - since > DEADLINE:
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


@click.group()
def serve() -> None:
    """Run the form or the desk."""


def _no_core_file() -> None:
    """A core file would hold what somebody is writing. The limit is enough for files; where the kernel hands cores to a
    program instead, only a process that may not be dumped is spared (prctl(2), PR_SET_DUMPABLE)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)


def _serve(room: str, make_app: Callable[[], Flask], bind: str | None, workers: int, threads: int) -> None:
    _no_core_file()
    make_app()  # A refusal to start must be one line here, not a worker that dies and is started again.
    Server(
        make_app,
        {
            "bind": bind or f"unix:{config.instance_path()}/{room}.sock",
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
        click.option("--threads", default=16, show_default=True, help="Requests that one process serves at a time."),
        click.option("--workers", default=2, show_default=True, help="Processes."),
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
