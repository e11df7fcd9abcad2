"""The engine without a view of what is run: neighbours of the seeds, the same ones for the same number.

It is quick to start and needs nothing installed, so `make test` runs it; `guided.py` finds more in an hour.
"""

import time
from dataclasses import dataclass
from random import Random

from tests.fuzz.finding import Findings
from tests.fuzz.target import Target

EDGES = (
    b"\0",
    b"\xff",
    b"\r\n",
    b"\n\n",
    b" ",
    b"-1",
    b"0",
    b"9" * 40,
    b"1e999",
    b"\xed\xa0\x80",
    b"\xe2\x80\x94 ",
    b"[" * 2000,
)


@dataclass
class Tally:
    """How many inputs, and how many of them were taken."""

    inputs: int = 0
    taken: int = 0


def neighbour(data: bytes, dice: Random, words: tuple[bytes, ...] = ()) -> bytes:
    """One to eight changes: bits, pieces away, doubled, moved, exchanged, or put in."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        at = dice.randrange(len(made) + 1)
        to = min(len(made), at + dice.choice((1, 1, 4, 16, 64)))
        match dice.randrange(7):
            case 0 if at < len(made):
                made[at] ^= 1 << dice.randrange(8)
            case 1:
                del made[at:to]
            case 2:
                made[at:at] = made[at:to]
            case 3:
                other = dice.randrange(len(made) + 1)
                made[at:to] = made[other : other + to - at]
            case 4:
                made[at:to] = dice.choice((*words, *EDGES))
            case 5:
                made[at:at] = dice.choice((*words, *EDGES))
            case _:
                made[at:to] = dice.randbytes(to - at)
    return bytes(made)


def crossed(data: bytes, other: bytes, dice: Random) -> bytes:
    """The beginning of one and the end of another."""
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


def made_from(target: Target, pool: list[bytes], dice: Random) -> bytes:
    data = dice.choice(pool)
    if target.mutate and dice.random() < 0.7:
        return target.mutate(data, dice)[: target.largest]
    if dice.random() < 0.1:
        data = crossed(data, dice.choice(pool), dice)
    return neighbour(data, dice, tuple(target.words))[: target.largest]


def run(target: Target, findings: Findings, *, seed: int, times: int = 0, seconds: float = 0) -> Tally:
    """So many inputs, or for so long."""
    dice, tally, pool = Random(seed), Tally(), list(target.seeds())
    until = time.monotonic() + seconds
    while tally.inputs < times or time.monotonic() < until:
        data = made_from(target, pool, dice)
        tally.inputs += 1
        try:
            tally.taken += target.check(data)
        except Exception as error:  # noqa: BLE001  (this is what is looked for)
            findings.note(error, data)
    return tally
