"""The disk is full and has room again, while people write. The mailbox lies on a small disk of its own (tmpfs)."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import Told, writing
from tests.house import House, build
from tests.ports import free_port
from tests.served import served

SIZE = "24m"
PEOPLE, PAUSE = 2, 0.3
AT_A_TIME = 6
"""Rounds of one server: with more, what its reporters send is taken for a flood."""


class NoSmallDisk(Exception):
    """A disk of its own may not be mounted here."""


@contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """This folder, with what is in it, on a disk that is soon full."""
    aside = place.with_name("aside")
    shutil.copytree(place, aside)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        raise NoSmallDisk
    try:
        shutil.copytree(aside, place, dirs_exist_ok=True)
        yield
        shutil.copytree(place, aside, dirs_exist_ok=True)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # a test may still have something open there
    shutil.rmtree(place)
    aside.rename(place)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for piece in (b"\0" * 65536, b"\0" * 512):
            try:
                while True:
                    file.write(piece)
            except OSError:  # that is what it is for
                continue


def more(told: Sequence[Told], count: Callable[[Told], int], by: int = 2) -> None:
    """Wait until so many more were told so."""
    before, until = sum(map(count, told)), time.monotonic() + 60
    while sum(map(count, told)) < before + by:
        if time.monotonic() > until:
            raise AssertionError("nobody is told so")
        time.sleep(0.01)


def some_rounds(house: House, port: int, rounds: int, log: Path, first: int) -> list[Told]:
    ballast = house.folder / "instance" / "mailbox" / "ballast"
    with (
        log.open("ab") as output,
        served(house, port=port, output=output),
        writing(port, PEOPLE, pause=PAUSE, first=first) as told,
    ):
        for _ in range(rounds):
            more(told, lambda one: int(one.kept))
            fill(ballast)
            more(told, lambda one: one.honest)
            ballast.unlink()
        more(told, lambda one: int(one.kept))
    return told


def run(folder: Path, times: int) -> Outcome:
    """So many times full, and empty again. Raises NoSmallDisk."""
    port, log = free_port(), folder / "log"
    house = build(folder / "house", form=f"http://localhost:{port}")
    told = list[Told]()
    with small_disk(house.folder / "instance" / "mailbox"):
        for done in range(0, times, AT_A_TIME):
            told += some_rounds(house, port, min(AT_A_TIME, times - done), log, first=len(told) + 1)
    return looked_at("the disk is full, and has room again", times, house, told, [log])
