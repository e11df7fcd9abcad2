"""Every call to the system that touches the mailbox's files while one report comes in is made to fail, one at a time.

strace(1) stands beside the form's one worker and lets the n-th call of a kind die (SIGKILL), find no room (ENOSPC) or a
broken disk (EIO). Then the same report is sent again, and one more, since the store must be as good as before.
"""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import MARK, Reporter, Told
from tests.house import House, build
from tests.ports import free_port
from tests.served import Server, served

FAULTS = {"KILL": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
LOCKS, LOCKS_MEET = ("fcntl", "flock"), ("KILL",)
"""A lock touches no disk. strace would keep the kernel from giving one back, which no broken disk does."""
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\(", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """The `number`-th call of its kind, and what happens to it."""

    call: str
    number: int
    fault: str


def files(house: House) -> list[Path]:
    folder = house.folder / "instance" / "mailbox"
    return [folder / f"mailbox.{end}" for end in ("db", "db-wal", "db-shm", "db-journal", "turn")]


@contextmanager
def watched(server: Server, house: House, *asked: str) -> Iterator[IO[bytes]]:
    """strace on the form's worker, seeing what touches the mailbox; what it wrote, once it has gone."""
    (worker,) = server.workers()
    paths = [word for file in files(house) for word in ("-P", str(file))]
    with tempfile.TemporaryFile() as seen:
        process = subprocess.Popen(["strace", "-f", "-p", str(worker), *paths, *asked], stderr=seen)
        while b"attached" not in _read(seen):
            assert process.poll() is None, _read(seen)
            time.sleep(0.005)
        try:
            yield seen
        finally:
            process.terminate()
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:  # it may wait for a thread that was killed
                process.kill()
                process.wait()


def _read(seen: IO[bytes]) -> bytes:
    seen.seek(0)
    return seen.read()


def steps(server: Server, house: House, told: Told) -> list[Step]:
    """Every call of one report, with each fault."""
    fields = page_for(server, told)
    with watched(server, house) as seen:
        Reporter(server.port).send(fields, told)
        time.sleep(0.2)
        calls = _CALL.findall(_read(seen).decode(errors="replace"))
    counted = {call: calls.count(call) for call in sorted(set(calls))}
    return [
        Step(call, number, fault)
        for call, count in counted.items()
        for number in range(1, count + 1)
        for fault in (LOCKS_MEET if call in LOCKS else FAULTS)
    ]


def fresh(server: Server) -> None:
    """Another worker, whose first report opens the mailbox: of a later one only some calls are left."""
    (before,) = server.workers()
    os.kill(before, signal.SIGKILL)
    while server.workers() in ([], [before]):
        time.sleep(0.01)


def page_for(server: Server, told: Told) -> dict[str, list[str]]:
    for _ in range(200):
        fields = Reporter(server.port).page()
        if fields:
            fields["what_happened"] = [f"{MARK} saw report number {told.number}"]
            return fields
        time.sleep(0.05)
    raise RuntimeError("the form does not come back")


def meet(step: Step, server: Server, house: House, told: Told) -> bool:
    """One report while this happens, and again when it broke or was honestly refused. Whether it did happen."""
    fresh(server)
    fields = page_for(server, told)
    with watched(server, house, "-e", f"inject={step.call}:{FAULTS[step.fault]}:when={step.number}") as seen:
        Reporter(server.port).send(fields, told)
        has_happened = b"INJECTED" in _read(seen) or (step.fault == "KILL" and told.broken > 0)
    for _ in range(100):
        if told.kept:
            break
        Reporter(server.port).send(fields, told)
        time.sleep(0.05)
    return has_happened


def run(folder: Path, every: int = 1) -> Outcome:
    """Each of `every` steps, with a report of its own and one after it."""
    port = free_port()
    house = build(folder / "house", form=f"http://localhost:{port}")
    log, told = folder / "log", list[Told]()

    def another() -> Told:
        told.append(Told(len(told) + 1))
        return told[-1]

    met = 0
    with log.open("wb") as output, served(house, port=port, workers=1, output=output) as server:
        for step in steps(server, house, another())[::every]:
            met += meet(step, server, house, another())
            one = another()
            Reporter(port).send(page_for(server, one), one)
    what = "a call that touches the mailbox dies, finds no room or a broken disk"
    return looked_at(what, met, house, told, [log])
