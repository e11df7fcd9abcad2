"""Names that programs and people give to things nobody sees: each gets a number instead, the same one everywhere.

names = Names()
names.number("bookmark", "_Toc4711")      # 1
names.number("bookmark", "_Toc4711")      # 1
"""


class Names:
    """What one document's hidden names have become so far."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}

    def number(self, kind: str, name: str) -> int:
        """A small number for `name` among its `kind`, counted from 1 in the order of first use."""
        key = (kind, name)
        if key not in self._numbers:
            self._counts[kind] = self._numbers[key] = self._counts.get(kind, 0) + 1
        return self._numbers[key]

    def knows(self, kind: str, name: str) -> bool:
        """Whether the name was met before."""
        return (kind, name) in self._numbers
