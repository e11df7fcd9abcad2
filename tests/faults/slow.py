"""Others hold the door: each sends a byte now and then and never the end of a request. One person reports."""

import socket
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import Reporter, Told
from tests.house import build
from tests.ports import free_port
from tests.served import served


def run(folder: Path, senders: int) -> Outcome:
    """So many slow senders, straight at the form, without the server that stands in front."""
    port, log, over = free_port(), folder / "log", threading.Event()
    house = build(folder / "house", form=f"http://localhost:{port}")

    def trickle(lines: list[socket.socket]) -> None:
        while not over.wait(2):
            for line in lines:
                with suppress(OSError):
                    line.sendall(b"a")

    told = list[Told]()
    with log.open("wb") as output, served(house, port=port, output=output), ExitStack() as held:
        lines = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(senders)]
        for line in lines:
            line.sendall(f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nX-A: ".encode())
        slow = threading.Thread(target=trickle, args=(lines,))
        slow.start()
        told += [Reporter(port).report(number, again=2) for number in (1, 2, 3)]
        over.set()
        slow.join()
    return looked_at(f"{senders} slow senders hold the form's door", senders, house, told, [log])
