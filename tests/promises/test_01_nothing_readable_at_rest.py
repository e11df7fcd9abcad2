"""Promise 1: nothing readable at rest. Words live in memory for one request; what is written is sealed."""

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.house import House, build, fields_of, key_of
from tests.ports import free_port
from tests.served import served

CANARY = "Canary7Zq4vWords"
CONTACT = "Canary8Rk2xContact"
FILE, TIMES = "Canary9Tm6yFile", 200_000
ON_DISK = re.compile(r"^\d+ +(?:p?write(?:64|v|v2)?|send(?:to|msg)|copy_file_range)\(\d+<(/[^>]*)>")


def needles() -> Iterator[bytes]:
    for canary in (CANARY, CONTACT, FILE):
        yield canary.encode()
        yield canary.encode("utf-16-le")
        # Wherever the canary begins within a group of three bytes, this much of its base64 stays the same.
        for shift in range(3):
            yield b64encode(b"x" * shift + canary.encode())[4:-4]


def post(port: int, fields: dict[str, str], path: str = "/") -> int:
    boundary = "canaryboundary"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{FILE}.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{FILE * TIMES}\r\n--{boundary}--\r\n"
    )
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Host": f"localhost:{port}",
        "Origin": f"http://localhost:{port}",
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    connection.request("POST", path, "".join(parts).encode(), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def page_fields(port: int) -> dict[str, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
    fields = fields_of(connection.getresponse().read().decode())
    connection.close()
    return {name: values[0] for name, values in fields.items()}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[House, int, Path]]:
    """The served form with every write of every process traced, and a folder for all its temporary files and output."""
    port = free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{port}")
    trace, temporary = tmp_path / "trace", tmp_path / "tmp"
    temporary.mkdir()
    strace = ["strace", "-D", "-f", "-yy", "-s", "8000000", "-e", "trace=write,writev,pwrite64,pwritev,pwritev2", "-o"]
    with (
        (tmp_path / "output").open("wb") as output,
        served(
            house,
            port=port,
            workers=1,
            under=[*strace, str(trace)],
            environ={"TMPDIR": str(temporary)},
            output=output,
        ),
    ):
        yield house, port, trace


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to see what is written")
def test_no_write_to_any_file_holds_a_word(watched: tuple[House, int, Path], tmp_path: Path) -> None:
    house, port, trace = watched
    fields = page_fields(port) | {"what_happened": CANARY * 3, "who": CANARY, "contact": CONTACT}

    assert post(port, fields) == 200  # with its file of 3 MB, cleaned
    (report_id,) = house.report_ids()
    kept = page_fields(port) | {"what_happened": CANARY, "files_as": "as-is"}
    assert post(port, kept) == 200  # with the same file, as it is
    assert post(port, {"token": page_fields(port)["token"]}, "/clean") == 200
    assert post(port, fields, "/sealed") == 400  # in clear, by whoever does not seal
    assert post(port, fields | {"token": "stale", "receipt_entropy": "AAAAAAAAAAAAAAAAAAAAAA"}) != 200
    assert post(port, fields | {"readers": "nobody"}) != 200

    assert len(house.report_ids()) == 2, "nothing was deposited, so nothing was shown"
    for one in house.report_ids():
        opened = key_of("ada").identity.open(house.file("file-1", one))
        assert opened.count(FILE.encode()) == TIMES, "the file did not go this way, so nothing was shown"
    lines = trace.read_text(errors="replace").splitlines()
    on_disk = [line for line in lines if ON_DISK.match(line)]
    assert any("mailbox.db" in line for line in on_disk), "the trace saw no write to the store, so it proves nothing"
    assert [line[:200] for line in on_disk if any(canary in line for canary in (CANARY, CONTACT, FILE))] == []
    trace.unlink()  # it holds what went to the socket
    found = [
        str(file)
        for file in tmp_path.rglob("*")
        if file.is_file() and any(needle in file.read_bytes() for needle in needles())
    ]
    assert found == [], "a word stands in a file"
    answers = house.open_as("ada", "report", report_id)["answers"]
    assert answers["who"] == CANARY, "the needles would not have been found anyway"


def test_no_core_file_is_written_when_a_process_dies(tmp_path: Path) -> None:
    port = free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{port}")
    with served(house, port=port, workers=1) as server:
        for pid in (server.process.pid, *server.workers()):
            limits = Path(f"/proc/{pid}/limits").read_text()
            assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
    # Where the kernel hands cores to a program, the limit counts for nothing; PR_GET_DUMPABLE does (prctl's number 3).
    script = "import ctypes, reporting.cli.serve as it; it._no_core_file(); print(ctypes.CDLL(None).prctl(3))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0"
