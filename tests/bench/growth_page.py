"""The table of growth and its plots, into docs/performance.md and docs/pictures/."""

from collections.abc import Mapping

from tests.bench.page import DOCS, number, put, table
from tests.bench.plot import plot

Found = Mapping[tuple[str, str, str], Mapping[int, float]]
"""By what it is, its unit and its reach: a value for each number of reports."""
PLOTS = {
    "growth-outside": ("Milliseconds: who reports, and the worker", ("accept", "look up", "a round")),
    "growth-desk": ("Milliseconds: desk and log", ("first page", "open a", "auditors", "append", "consistency")),
    "growth-room": ("Megabytes", ("memory", "both stores")),
}
"""File, title, and how the names of its lines begin."""


def show(found: Found) -> None:
    """Write both anew."""
    sizes = sorted({size for line in found.values() for size in line})
    head = ["what, with so many reports", *(f"{size:,}" for size in sizes), "reach"]
    rows = [
        [f"{what}, {unit}", *(number(line[size]) for size in sizes), reach]
        for (what, unit, reach), line in found.items()
    ]
    pictures = []
    for name, (title, begins) in PLOTS.items():
        lines = {what: line for (what, _, _), line in found.items() if what.startswith(begins)}
        (DOCS / "pictures" / f"{name}.svg").write_text(plot(title, lines), encoding="utf-8")
        ends = {what: (number(line[sizes[0]]), number(line[sizes[-1]])) for what, line in lines.items()}
        said = "; ".join(f"{what} {few} to {many}" for what, (few, many) in ends.items())
        pictures.append(f"![{title}, from {sizes[0]:,} to {sizes[-1]:,} reports: {said}](pictures/{name}.svg)\n")
    put("growth", "\n".join([table(head, rows), *pictures]))
