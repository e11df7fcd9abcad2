"""Workers of the form are killed (SIGKILL) at random moments while people write."""

import os
import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import Told, writing
from tests.house import build
from tests.ports import free_port
from tests.served import served

PEOPLE, LONGEST = 6, 0.25
"""Seconds from an acknowledged report to the next kill are drawn from none to LONGEST, so that it meets every step."""


def kept_of(told: Sequence[Told]) -> int:
    return sum(one.kept for one in told)


def run(folder: Path, times: int) -> Outcome:
    """So many kills."""
    port, chance = free_port(), random.Random(times)
    house = build(folder / "house", form=f"http://localhost:{port}")
    log = folder / "log"
    with log.open("wb") as output, served(house, port=port, output=output) as server, writing(port, PEOPLE) as told:
        for _ in range(times):
            kept = kept_of(told)
            while kept_of(told) == kept or not server.workers():
                time.sleep(0.005)
            time.sleep(chance.uniform(0, LONGEST))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(server.workers()), signal.SIGKILL)
    return looked_at("workers of the form are killed at random moments", times, house, told, [log])
