"""Runs form, desk and worker of a demonstration as processes of their own, as they run on a real machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from types import FrameType

from reporting.demo.instance import Demonstration
from reporting.errors import Refused

READY_WITHIN = 60.0


@contextmanager
def running(there: Demonstration) -> Iterator[list[subprocess.Popen[bytes]]]:
    """All three, until the block ends; raises Refused when one of them does not come up."""
    commands = (
        ("serve", "form", "--bind", f"127.0.0.1:{there.form_port}"),
        ("serve", "desk", "--bind", f"127.0.0.1:{there.desk_port}"),
        ("worker",),
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("REPORTING_")}
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)  # so that the three are ended too
    environ |= {"REPORTING_INSTANCE": str(there.instance), "REPORTING_KEYS": str(there.keys)}
    # A session of their own: Ctrl-C reaches this process alone, which then ends them in order.
    processes = [
        subprocess.Popen([sys.executable, "-m", "reporting", *words], env=environ, start_new_session=True)
        for words in commands
    ]
    try:
        for port in (there.form_port, there.desk_port):
            _await_answer(port, processes)
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                process.kill()


def refuse_taken(form_port: int, desk_port: int) -> None:
    """Before anything is made. What listens there may be an older demonstration, which answers as ours would."""
    for flag, port in (("--form-port", form_port), ("--desk-port", desk_port)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                why = getattr(error, "strerror", None) or error
                raise Refused(f"Port {port} cannot be listened on ({why}). Name another: {flag}") from None


def wait() -> None:
    """Until Ctrl-C or SIGTERM."""
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        return


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _await_answer(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            pass  # not listening yet
        finally:
            connection.close()
        time.sleep(0.1)
    raise Refused("The demonstration did not start; the line above says why.")
