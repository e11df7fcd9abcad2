"""docs/performance.md: what benches put there, each between marks of its own, with the day and the kind of machine.

put("growth", table(["reports", "100"], [["accept a report, ms", "4.1"]]))
"""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"


def put(name: str, text: str) -> None:
    """Write this bench's part of the page anew; raises ValueError when the page has no marks for it."""
    begin, end = f"<!-- {name}: made by `make bench` -->\n", f"<!-- end of {name} -->\n"
    before, found, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{PAGE.name} has no place for {name}")
    PAGE.write_text(f"{before}{begin}\n{machine()}\n\n{text}\n{end}{after}", encoding="utf-8")


def machine() -> str:
    """When and on what, without a name."""
    on = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{datetime.now(UTC).date()}, {on}. Medians."


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, the others are numbers."""
    lines = [f"| {' | '.join(head)} |\n", "|---" + "|---:" * (len(head) - 1) + "|\n"]
    return "".join([*lines, *(f"| {' | '.join(row)} |\n" for row in rows)])


def number(value: float) -> str:
    """About three digits: the fourth is the machine's mood."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
