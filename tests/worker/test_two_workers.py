"""Two workers at once, as after a careless restart: each day still has one set of entries and one checkpoint."""

import multiprocessing
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from reporting.accesslog import Tag
from reporting.accesslog.stored import StoredCheckpoints
from reporting.clock import FixedClock
from tests.house import House, Rosa
from tests.worker.reading import MORNING, checkpoints, entries, tagged

ROOT = Path(__file__).resolve().parents[2]


def _round(folder: Path, now: datetime, looked: Any) -> None:
    """One round that waits, once it has seen that the day is not closed, until the other has seen it too."""
    original = StoredCheckpoints.made_on

    def made_on(self: StoredCheckpoints, day: Any) -> bool:
        StoredCheckpoints.made_on = original  # type: ignore[method-assign]
        found = original(self, day)
        looked.wait(60)
        return found

    StoredCheckpoints.made_on = made_on  # type: ignore[method-assign]
    House(folder, FixedClock(now)).work()


def both(house: House) -> None:
    spawn = multiprocessing.get_context("spawn")
    looked = spawn.Barrier(2)
    workers = [spawn.Process(target=_round, args=(house.folder, house.clock.now(), looked)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0


def test_two_that_both_find_the_day_open_close_it_once(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    for number in range(3):
        assert rosa.send(what_happened=f"It happened {number} times.").status_code == 200
    house.clock.advance(MORNING)
    both(house)
    assert len(entries(house)) == 64 and [one.size for one in checkpoints(house)] == [64]
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 3 and len(tagged(house, Tag.ROSTER_CHANGE)) == 1
    assert house.signing().last() == checkpoints(house)[-1]
    house.work()
    assert len(entries(house)) == 64


def test_two_commands_at_once_do_no_more_than_one(house: House) -> None:
    assert Rosa(house.form().test_client()).send(what_happened="He followed me.").status_code == 200
    environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    command = [sys.executable, "-m", "reporting", "worker", "--once"]
    workers = [subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, stderr=subprocess.PIPE) for _ in range(2)]
    for worker in workers:
        _, told = worker.communicate(timeout=120)
        assert (worker.returncode, told) == (0, b"")
    assert len(entries(house)) == 64 and [one.size for one in checkpoints(house)] == [64]
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 1
