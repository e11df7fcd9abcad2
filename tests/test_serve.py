"""Serving: refusals in one line, nobody's address in a log, and nobody who holds the door for ever."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.house import House, build
from tests.ports import free_port
from tests.served import served


@pytest.fixture
def port(tmp_path: Path) -> int:
    return free_port()


@pytest.fixture
def open_house(tmp_path: Path, port: int) -> Iterator[House]:
    yield build(tmp_path / "house", form=f"http://localhost:{port}")


def ask(port: int, timeout: float = 40) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
    status = connection.getresponse().status
    connection.close()
    return status


def start(house: House, taken: int = 0, **environ: str) -> subprocess.CompletedProcess[str]:
    given = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys), **environ}
    words = [sys.executable, "-m", "reporting", "serve", "form", "--bind", f"127.0.0.1:{taken or free_port()}"]
    return subprocess.run(words, env=given, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("debug", "FLASK_DEBUG"),
        ("roster", "Put keys/ back"),
        ("private key", "keys/"),
        ("store", "db upgrade"),
        ("open door", "chmod"),
        ("setting", "unknown key"),
        ("secret", "chmod 0600"),
    ],
)
def test_what_is_unsafe_does_not_start_and_says_so_in_one_line(open_house: House, fault: str, said: str) -> None:
    instance, environ = open_house.folder / "instance", {}
    match fault:
        case "debug":
            environ["FLASK_DEBUG"] = "1"
        case "roster":
            note = open_house.keys / "roster"
            note.write_bytes(note.read_bytes().replace(b"ethics board", b"ethics bored"))
        case "private key":
            (open_house.keys / "ada.txt").write_text("AGE-SECRET-KEY-PQ-1" + "Q" * 52)
        case "store":
            (instance / "mailbox/mailbox.db").write_bytes(b"")
        case "open door":
            (instance / "mailbox/mailbox.db").chmod(0o644)
        case "setting":
            with (instance / "reporting.toml").open("a") as settings:
                settings.write("debug = true\n")
        case "secret":
            (instance / "secrets/form-token").chmod(0o644)
    told = start(open_house, **environ)
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert line.startswith("reporting: ")
    assert said in line


def test_a_port_that_is_taken_is_one_line_with_a_remedy(open_house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = start(open_house, taken.getsockname()[1])
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert line.startswith("reporting: ")
    assert "--bind" in line


def test_no_address_and_no_word_of_a_broken_request_is_logged(open_house: House, port: int, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output, served(open_house, port=port, workers=1, output=output):
        for lines in (b"CANARY / HTTP/9.9\r\n\r\n", b"GET /CANARY\r\n", b"GET / HTTP/1.1\r\nCANARY\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as sender:
                sender.sendall(lines)
                sender.shutdown(socket.SHUT_WR)
                sender.recv(4096)
        chunked = (
            f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\nCANARY\r\n"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sender:
            sender.sendall(chunked.encode())
            assert b" 400 " in sender.recv(4096).split(b"\r\n")[0]
        assert ask(port) == 200
    said = log.read_text()
    assert "The form listens." in said
    assert "CANARY" not in said
    assert "127.0.0.1" not in said


TWO_ENDS = {
    "a length and pieces": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": "Content-Length: 5\r\nContent-Length: 36\r\n\r\n",
    "pieces of another kind": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a length that is none": "Content-Length: +5\r\n\r\n",
    "a folded line": "Content-Length: 5\r\n X-A: 1\r\n\r\n",
}


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a form for those after whom it goes on as before."""
    port = free_port()
    with served(build(tmp_path_factory.mktemp("served"), form=f"http://localhost:{port}"), port=port, workers=1):
        yield port


@pytest.mark.parametrize("lines", TWO_ENDS.values(), ids=list(TWO_ENDS))
def test_a_body_whose_end_can_be_read_in_two_ways_is_refused_and_nothing_after_it_answered(
    unharmed: int, lines: str
) -> None:
    """Where a server in front reads another end than this one, the rest of a body would become a request of its own."""
    head = f"POST /sealed HTTP/1.1\r\nHost: localhost:{unharmed}\r\n"
    with socket.create_connection(("127.0.0.1", unharmed), timeout=20) as line:
        line.sendall(f"{head}{lines}GET /mirror HTTP/1.1\r\nHost: localhost:{unharmed}\r\n\r\n".encode())
        came = b""
        while piece := line.recv(4096):
            came += piece
    assert came.split(b"\r\n")[0].split()[1] in (b"400", b"501")
    assert came.count(b"HTTP/1.1 ") == 1
    assert ask(unharmed) == 200


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
