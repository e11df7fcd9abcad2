"""A real app behind real gunicorn: started, measured from outside, ended."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

from tests.house import House

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """Processes of one served app, and what the system says of them."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu_seconds(self) -> float:
        """User and system time of all workers so far."""
        total = 0
        for pid in self.workers():
            values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(values[11]) + int(values[12])
        return total / TICKS

    def memory_mb(self) -> float:
        """The largest worker's resident memory."""
        sizes = []
        for pid in self.workers():
            line = next(
                line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")
            )
            sizes.append(int(line.split()[1]) / 1024)
        return max(sizes)


@contextmanager
def served(
    house: House,
    room: str = "form",
    *,
    port: int,
    workers: int = 2,
    threads: int = 16,
    under: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    program: str = "reporting",
    host: str = "",
) -> Iterator[Server]:
    """`reporting serve ROOM` on this house, ready to answer; the house was built for this port's origin, or for `host`.

    `under` is a command to run it with, such as strace; `program` the module to run in the place of ours.
    """
    given = (
        os.environ
        | dict(environ or {})
        | {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    )
    words = ["serve", room, "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads)]
    command = [*under, sys.executable, "-m", program, *words]
    process = subprocess.Popen(command, env=given, stdout=output or subprocess.DEVNULL, stderr=output)
    try:
        for _ in range(300):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", "/", headers={"Host": host or f"localhost:{port}"})
                if connection.getresponse().status == 200:
                    break
            except OSError:
                pass  # not listening yet
            finally:
                connection.close()
            time.sleep(0.1)
        else:
            raise RuntimeError("the server did not come up")
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)
