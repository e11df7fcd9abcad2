"""`python -m tests.faults`: every fault in full, and what came of it into docs/reliability.md (`make soak`)."""

import platform
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import Outcome, clock, full_disk, injected, killed, locked, malformed, power_cut, slow, worker_day

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- made by `make soak` -->\n", "<!-- end -->\n"
IN_FULL: Mapping[str, Callable[[Path], Outcome]] = {
    "killed": lambda folder: killed.run(folder, 1000),
    "injected": injected.run,
    "power_cut": lambda folder: power_cut.run(folder, 2000),
    "full_disk": lambda folder: full_disk.run(folder, 24),
    "locked": lambda folder: locked.run(folder, 30),
    "malformed": lambda folder: malformed.run(folder, 10_000),
    "slow": lambda folder: slow.run(folder, 60),
    "clock": lambda folder: clock.run(folder, 30),
    "worker_day": lambda folder: worker_day.run(folder, 1),
}


def row(found: Outcome) -> str:
    counts = (
        found.times,
        found.acknowledged,
        found.lost,
        found.doubled,
        found.corrupt,
        found.readable,
        found.honest,
        found.wrong,
    )
    return f"| {found.what} | {' | '.join(f'{count:,}' for count in counts)} |\n"


def table(rows: list[str]) -> str:
    """What stands between the marks."""
    head = (
        "what fails | times | acknowledged | lost | doubled | damaged | readable | not now (429, 503) | other answers"
    )
    day, machine = datetime.now(UTC).date(), f"{platform.machine()}, Python {platform.python_version()}"
    lines = [f"| {head} |\n", "|---" + "|---:" * 8 + "|\n", *rows]
    return f"{BEGIN}\n{day}, {machine}.\n\n{''.join(lines)}\n{END}"


def main(names: list[str]) -> int:
    """Run these, or all; only a run of all changes the page. How many faults cost something."""
    rows, bad = [], 0
    for name in names or IN_FULL:
        with TemporaryDirectory() as folder:
            found = IN_FULL[name](Path(folder))
        bad += not found.is_good
        rows.append(row(found))
        print(rows[-1], end="", flush=True)
    if not names:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + table(rows) + rest.partition(END)[2], encoding="utf-8")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
