"""Somebody from outside holds the mailbox: a shell, a backup of the machine. People write meanwhile."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.faults.full_disk import PAUSE, PEOPLE, more
from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import writing
from tests.house import build
from tests.ports import free_port
from tests.served import served


def run(folder: Path, seconds: float) -> Outcome:
    """Held for so long."""
    port, log = free_port(), folder / "log"
    house = build(folder / "house", form=f"http://localhost:{port}")
    store = house.folder / "instance" / "mailbox" / "mailbox.db"
    with (
        log.open("wb") as output,
        served(house, port=port, output=output),
        writing(port, PEOPLE, pause=PAUSE) as told,
        closing(sqlite3.connect(store, isolation_level=None)) as stranger,
    ):
        more(told, lambda one: int(one.kept))
        stranger.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        more(told, lambda one: one.honest, by=1)
        stranger.execute("ROLLBACK")
        more(told, lambda one: int(one.kept))
    return looked_at(f"a stranger holds the mailbox for {seconds:.0f} seconds", 1, house, told, [log])
