"""Requests that no browser sends: a report's own bytes, cut, doubled, swapped and strewn with noise."""

import random
import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import HEADERS, MARK, Reporter, Told
from tests.house import build
from tests.ports import free_port
from tests.served import served

THREADS = 4
PIECES = (
    b"\r\n",
    b"\0",
    b"--b",
    b"--b--",
    b"Content-Length: 99999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"%00",
    b"Content-Length: -1\r\n",
    b"\xff\xfe",
    b"Expect: 100-continue\r\n",
    b'name="',
    b"/receipt",
    b"/sealed",
    b"/clean",
    b"GET http://elsewhere/ HTTP/1.1\r\n",
    b"PUT ",
    b"HTTP/9.9",
    b"Content-Type: application/json\r\n",
    b"{" * 500,
)
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3}) ")


def broken(request: bytes, chance: random.Random) -> bytes:
    """One request with one to six wounds."""
    made = bytearray(request)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(made) + 1), chance.randint(1, 200)
        match chance.randrange(5):
            case 0:
                del made[at:]
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case 3:
                made[at:at] = chance.choice(PIECES)
            case _:
                made[at : at + 4] = chance.randbytes(4)
    return bytes(made)


def ask(port: int, request: bytes) -> int:
    """The status of the answer, or 0 when the line was closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        with suppress(OSError):
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
        came = b""
        with suppress(OSError):
            while len(came) < 16 and (piece := line.recv(4096)):
                came += piece
    status = _STATUS.match(came)
    return int(status[1]) if status else 0


def run(folder: Path, times: int) -> Outcome:
    """So many broken requests, and one report after them."""
    port, log = free_port(), folder / "log"
    house = build(folder / "house", form=f"http://localhost:{port}")
    told = Told(0)

    with log.open("wb") as output, served(house, port=port, output=output):
        fields = Reporter(port).page() or {}
        body = (
            "".join(
                f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, values in (fields | {"what_happened": [f"{MARK} saw"]}).items()
                for value in values
            ).encode()
            + b"--b--\r\n"
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        whole = (
            f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )

        def ask_many(seed: int) -> None:
            chance = random.Random(seed)
            for _ in range(times // THREADS):
                status = ask(port, broken(whole, chance))
                told.honest += status == 503
                told.wrong += status >= 500 and status != 503

        threads = [threading.Thread(target=ask_many, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = Reporter(port).report(1)
    return looked_at("requests are malformed", times, house, [told, after], [log])
