"""Every test that draws its own values (hypothesis), again and again with other values, until the time is over."""

import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

WHAT = "properties: every test that draws its values (hypothesis)"
ROOT = Path(__file__).parents[2]
DREW = re.compile(r"- (\d+) passing, (\d+) failing, and (\d+) invalid test cases")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
PASSED, NOT_ALL = 0, 1
"""How pytest ends, where it ran tests at all (docs.pytest.org, exit codes)."""


@dataclass
class Drawn:
    """How many values were drawn and how many of them fitted what the test asks of them; tests that failed, with the
    file that has what pytest said."""

    inputs: int = 0
    taken: int = 0
    places: dict[str, str] = field(default_factory=dict)


def run(keep: Path, *, seconds: float, profile: str = "hour", tests: str = "tests") -> Drawn:
    """At least one round of them all. Raises RuntimeError when no test could be run."""
    drawn, until, is_first = Drawn(), time.monotonic() + seconds, True
    while is_first or time.monotonic() < until:
        is_first, seed = False, time.time_ns() % 2**31
        code, said = _round(profile, seed, tests)
        if code not in (PASSED, NOT_ALL):
            raise RuntimeError(said)
        counts = [tuple(map(int, found)) for found in DREW.findall(said)]
        if not counts:
            raise RuntimeError(f"nothing says how many values were drawn: {said}")
        drawn.taken += sum(passing for passing, _, _ in counts)
        drawn.inputs += sum(map(sum, counts))
        if code == NOT_ALL:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{seed}.txt").write_text(said, encoding="utf-8")
            for place in FAILED.findall(said):
                drawn.places.setdefault(place, f"{seed}.txt")
    return drawn


def _round(profile: str, seed: int, tests: str) -> tuple[int, str]:
    words = f"-q -m hypothesis --hypothesis-profile={profile} --hypothesis-seed={seed} --hypothesis-show-statistics"
    command = [sys.executable, "-m", "pytest", *words.split(), tests]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
