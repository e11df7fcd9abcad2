"""Serving: refusals in one line, nobody's address in a log, and no request answered that ends in two ways."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import House
from tests.ports import free_port
from tests.raw_requests import a_port, ask, served_openly, served_unharmed
from tests.served import served

open_house = served_openly
port = a_port
unharmed = served_unharmed


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
