"""Where a setting stands: the line of `reporting.toml`, or the name in the environment that overrides it.

>>> Places('[form]\\norigin = "x"\\n').of("form", "origin")
'reporting.toml, line 2'

tomllib keeps no line numbers. A setting stands where the text above it can be read without it and the text down to it
has it: that holds for every way TOML has of writing a key, and no second parser can disagree with the first.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FILE = "reporting.toml"
DEEPEST = 2
"""Names above the key of a table in a section: nothing that is asked for lies deeper."""


@dataclass(frozen=True)
class Places:
    """The text of one `reporting.toml`, and the names that the environment gives."""

    text: str = field(default="", repr=False)
    environ: frozenset[str] = field(default=frozenset(), repr=False)

    def of(self, *path: str) -> str:
        """Where this section, key or key of a table stands, in words."""
        name = "_".join(("REPORTING", *path)).upper()
        if len(path) == 2 and name in self.environ:
            return name
        line = self._lines().get(path)
        return f"{FILE}, line {line}" if line else FILE

    def _lines(self) -> dict[tuple[str, ...], int]:
        """The first line of what brings in each section and key. Asked for once, when something is refused."""
        found: dict[tuple[str, ...], int] = {}
        lines, begins = self.text.replace("\r\n", "\n").split("\n"), 0
        for number, line in enumerate(lines, 1):
            if not begins and line.strip(" \t")[:1] in ("", "#"):
                continue
            begins = begins or number
            try:
                so_far = tomllib.loads("\n".join(lines[:number]))
            except (ValueError, RecursionError):
                continue  # in the midst of a list or a text of several lines
            for path in _paths(so_far):
                found.setdefault(path, begins)
            begins = 0
        return found


def _paths(table: Mapping[str, object], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict) and len(above) < DEEPEST:
            yield from _paths(value, (*above, key))
