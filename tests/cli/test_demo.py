"""`reporting demo`: comes up, says where everything is, ends whole, and comes up again with what it had."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port

READY = "Ctrl-C ends it"


def start(folder: Path, ports: Sequence[int], log: Path) -> subprocess.Popen[bytes]:
    words = ["demo", "--dir", str(folder), "--form-port", str(ports[0]), "--desk-port", str(ports[1])]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "reporting", *words], stdout=output, stderr=output)
    deadline = time.monotonic() + 240
    while READY not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return process


def status(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse().status
    connection.close()
    return answer


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_comes_up_ends_whole_and_comes_up_again(tmp_path: Path) -> None:
    """Each way to end it is followed by a start on what was left."""
    ports, folder, log = (free_port(), free_port()), tmp_path / "demo", tmp_path / "log"
    process = start(folder, ports, log)
    told = log.read_text()
    assert READY in told, told
    assert f"http://localhost:{ports[0]}/" in told
    assert f"http://localhost:{ports[1]}/" in told
    assert [status(port) for port in ports] == [200, 200]
    for handle in ("ada", "ben", "ines", "noor", "olu"):
        assert (folder / "private" / f"{handle}.age").stat().st_mode & 0o777 == 0o600
    assert (folder / "keys" / "log.pub").read_text().startswith("larkfield.example/log+")
    passphrase = re.search(r"Passphrase of each: (\S+)", told)
    assert passphrase is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(number)
        assert process.wait(timeout=120) == 0
        assert not any(map(listening, ports))

        process = start(folder, ports, log)
        assert passphrase[1] in log.read_text(), "the next run made other keys"
        assert [status(port) for port in ports] == [200, 200]
    process.terminate()
    assert process.wait(timeout=120) == 0


@pytest.mark.parametrize("flag", ["--form-port", "--desk-port"])
def test_a_port_that_is_taken_is_one_line_and_nothing_is_made(tmp_path: Path, flag: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = [taken.getsockname()[1], free_port()]
        process = start(tmp_path / "demo", ports if flag == "--form-port" else ports[::-1], tmp_path / "log")
        assert process.wait(timeout=240) == 1
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert line.startswith("reporting: ")
    assert line.endswith(flag)
    assert not (tmp_path / "demo").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Mia")
    process = start(tmp_path, (free_port(), free_port()), tmp_path.with_suffix(".log"))
    assert process.wait(timeout=240) == 1
    assert "not empty" in tmp_path.with_suffix(".log").read_text()
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
