"""Serving on slow lines: nobody holds the door for ever, and who moves on is waited for."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.house import House
from tests.raw_requests import a_port, ask, served_openly, served_unharmed

open_house = served_openly
port = a_port
unharmed = served_unharmed


def test_whoever_sends_half_a_request_holds_the_door_for_seconds_only(unharmed: int) -> None:
    with ExitStack() as held:
        for _ in range(24):
            sender = held.enter_context(socket.create_connection(("127.0.0.1", unharmed)))
            sender.sendall(b"GET / HTTP/1.1\r\nX-A: ")
        assert ask(unharmed) == 200


def test_whoever_does_not_hang_up_keeps_nobody_else_waiting(unharmed: int) -> None:
    """gunicorn waits two seconds for each of them, one after the other, in the thread that takes connections in."""
    stay = f"GET /healthz HTTP/1.1\r\nHost: localhost:{unharmed}\r\nConnection: close\r\n\r\n".encode()
    with ExitStack() as open_ends:
        clients = [
            open_ends.enter_context(socket.create_connection(("127.0.0.1", unharmed), timeout=40)) for _ in range(12)
        ]
        for client in clients:
            client.sendall(stay)
        for client in clients:
            assert b" 200 " in client.recv(4096)
        assert ask(unharmed, timeout=10) == 200


def on_a_slow_line(port: int, path: str) -> int:
    """How many bytes come to somebody who takes next to nothing for four seconds, and then all the rest."""
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        taker.connect(("127.0.0.1", port))
        taker.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        came = 0
        until = time.monotonic() + 4
        while more := taker.recv(4096):
            came += len(more)
            if time.monotonic() < until:
                time.sleep(0.05)
        return came


LARGE = 20_000_000
HURRIED = f"""
from flask import Flask
from reporting.cli import serve
from reporting.web import answers_at_length

serve.DEADLINE = 1

def make_app():
    app = Flask("large")

    @app.get("/<how>")
    def large(how):
        if how == "long":
            answers_at_length()
        return app.response_class(bytes(100_000) for _ in range({LARGE // 100_000}))

    return app
"""


def test_an_answer_on_a_slow_line_ends_with_the_request_unless_its_view_asked_for_more(
    port: int, tmp_path: Path
) -> None:
    run = f"serve._serve('large', make_app, '127.0.0.1:{port}', 1, 4)"
    (tmp_path / "hurried.py").write_text(HURRIED + run)
    server = subprocess.Popen([sys.executable, str(tmp_path / "hurried.py")])
    try:
        wait_for(port)
        assert on_a_slow_line(port, "/long") > LARGE
        assert on_a_slow_line(port, "/short") < LARGE
    finally:
        server.terminate()
        server.wait()


PACED = """
import sys, reporting.cli.serve as serve
serve.DEADLINE, serve.PACE = 3, 20_000
from reporting.cli import main
main(sys.argv[1:])
"""


def test_a_slow_upload_is_waited_for_as_long_as_it_moves_on(open_house: House, port: int) -> None:
    """Over Tor a large file takes minutes; whoever lets single bytes trickle in holds the door for seconds only."""
    environ = os.environ | {
        "REPORTING_INSTANCE": str(open_house.folder / "instance"),
        "REPORTING_KEYS": str(open_house.keys),
    }
    words = [sys.executable, "-c", PACED, "serve", "form", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    head = (
        f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2000000\r\n\r\n"
    ).encode()
    process = subprocess.Popen(words, env=environ)
    try:
        wait_for(port)
        for size, waits in ((100_000, True), (1, False)):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
                sender.sendall(head)
                assert held_for(sender, bytes(size), seconds=7) is waits
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError("it does not listen")


def held_for(sender: socket.socket, piece: bytes, seconds: float) -> bool:
    """Whether the other side still listens after so long, with such a piece twice a second."""
    until = time.monotonic() + seconds
    sender.settimeout(0.5)
    try:
        while time.monotonic() < until:
            sender.sendall(piece[: len(piece) // 2 or 1])
            with suppress(TimeoutError):
                if not sender.recv(1):
                    return False
    except OSError:
        return False
    return True
