"""`python -m tests.fuzz`: every fuzzer for an hour, and what came of it into docs/reliability.md (`make soak`)."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz import APPS, PARSERS, Findings, blind, load, properties

ROOT = Path(__file__).parents[2]
PAGE, KEPT = ROOT / "docs" / "reliability.md", ROOT / "build" / "fuzz"
PROPERTIES = "properties"
BEGIN, END = "<!-- made by `python -m tests.fuzz` -->\n", "<!-- end -->\n"
SLICE = 600
"""Seconds of one process: what a decoder never gives back ends with it."""


@dataclass
class Fuzzed:
    """What one fuzzer did."""

    what: str
    inputs: int = 0
    taken: int = 0
    seconds: float = 0
    places: dict[str, str] = field(default_factory=dict)

    def row(self) -> str:
        minutes = f"{self.seconds / 60:.0f}" if self.seconds >= 60 else f"{self.seconds / 60:.1f}"
        return f"| {self.what} | {self.inputs:,} | {self.taken:,} | {minutes} | {len(self.places)} |\n"


def guided(name: str, seconds: float) -> Fuzzed:
    """By atheris, in processes of their own. One that dies of its input, or is stuck in it, is a finding as well."""
    found, until, turn = Fuzzed(load(name).what), time.monotonic() + seconds, 0
    while (left := until - time.monotonic()) > 1:
        turn += 1
        folder = KEPT / name
        told, findings = folder / "tally.json", folder / "findings"
        told.unlink(missing_ok=True)
        before = set(findings.glob("*-*"))
        words = [name, str(min(left, SLICE)), str(folder), str(time.time_ns() % 2**31)]
        with (folder.parent / f"{name}.log").open("wb") as log:
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.guided", *words], stdout=log, stderr=log, check=False
            )
        tally = json.loads(told.read_text()) if told.exists() else {"inputs": 0, "taken": 0, "seconds": 0, "places": {}}
        found.inputs, found.taken = found.inputs + tally["inputs"], found.taken + tally["taken"]
        found.seconds += tally["seconds"]
        found.places |= tally["places"]
        if done.returncode:
            dead = set(findings.glob("*-*")) - before
            found.places |= {f"ended with {done.returncode}: {file.name}": file.name for file in dead}
            if not dead:
                found.places[f"ended with {done.returncode}"] = f"{name}.log"
            if turn > 100:
                break
    return found


def unguided(name: str, seconds: float) -> Fuzzed:
    target, findings, began = load(name), Findings(KEPT / name / "findings"), time.monotonic()
    tally = blind.run(target, findings, seed=time.time_ns(), seconds=seconds)
    return Fuzzed(target.what, tally.inputs, tally.taken, time.monotonic() - began, findings.places)


def of_app(name: str, seconds: float) -> Fuzzed:
    from tests.fuzz import apps

    began = time.monotonic()
    done = apps.run(name, seed=time.time_ns(), seconds=seconds, keep=KEPT / name)
    print(f"    {name}: answered only with refusals: {', '.join(sorted(done.unreached)) or 'no view'}", flush=True)
    return Fuzzed(done.what, done.inputs, done.taken, time.monotonic() - began, done.places)


def of_properties(name: str, seconds: float) -> Fuzzed:
    began = time.monotonic()
    drawn = properties.run(KEPT / name / "findings", seconds=seconds)
    return Fuzzed(properties.WHAT, drawn.inputs, drawn.taken, time.monotonic() - began, drawn.places)


def table(rows: list[str]) -> str:
    """What stands between the marks."""
    head = "| what is fed | inputs | taken | minutes | findings left |\n|---|---:|---:|---:|---:|\n"
    day, machine = datetime.now(UTC).date(), f"{platform.machine()}, Python {platform.python_version()}"
    engine = (
        "guided by coverage (atheris)" if find_spec("atheris") else "not guided by coverage: atheris is not installed"
    )
    return f"{BEGIN}\n{day}, {machine}; parsers {engine}.\n\n{head}{''.join(rows)}\n{END}"


def again(name: str, file: Path) -> None:
    """One input once more, as it is: what is a finding is raised."""
    print("taken" if load(name).check(file.read_bytes()) else "refused, as documented")


def main() -> int:
    """How many fuzzers found something; only a run of all changes the page."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join((*PARSERS, PROPERTIES, *APPS))}")
    asked.add_argument("--minutes", type=float, default=60, help="for each (60 if nothing is said)")
    asked.add_argument("--again", type=Path, metavar="FILE", help="one input, found before, to the one NAME")
    given = asked.parse_args()
    if unknown := set(given.names) - {*PARSERS, PROPERTIES, *APPS}:
        asked.error(f"nothing is called {', '.join(sorted(unknown))}")
    if given.again:
        again(given.names[0], given.again)
        return 0
    os.chdir(ROOT)
    KEPT.mkdir(parents=True, exist_ok=True)
    parse, rows, bad = guided if find_spec("atheris") else unguided, [], 0
    by = dict.fromkeys(PARSERS, parse) | {PROPERTIES: of_properties} | dict.fromkeys(APPS, of_app)
    for name in given.names or by:
        found = by[name](name, given.minutes * 60)
        rows.append(found.row())
        bad += bool(found.places)
        print(rows[-1], end="", flush=True)
        for place, kept in found.places.items():
            print(f"    {place}: {KEPT / name / 'findings' / kept}", flush=True)
    if not given.names:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + table(rows) + rest.partition(END)[2], encoding="utf-8")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
