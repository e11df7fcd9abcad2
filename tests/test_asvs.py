"""docs/asvs.md is whole and names what is there: every item of levels 1 and 2, each state with what it needs.

The numbers of the items are those of OWASP ASVS 5.0.0 (70 of level 1, 183 of level 2); no word of it is repeated here.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "asvs.md"
STATES = ("met", "not applicable", "not met")
FIRST = """
1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1 6.2.1-8
6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2
13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""
SECOND = """
1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 4.1.2-3 4.2.1 4.3.1-2
4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2
7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3
11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3
15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2
"""
CLAIMED = "2.3.5 3.6.1 5.2.5-6 6.3.8 6.5.6 6.7.2 8.3.2 11.7.2 14.2.7-8 15.2.5"
"""Of level 3, what docs/threat-model.md claims."""

NAMED = re.compile(r"`((?:tests|docs|reporting|browser|deploy)/[^`:]+|requirements\.txt|setup\.cfg)(?:::(\w+))?`")


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    item: str
    level: str
    what: str
    state: str
    shown: str

    @property
    def named(self) -> list[tuple[str, str]]:
        """Files, and the test in it where one is named."""
        return NAMED.findall(self.shown)


def items(ranges: str) -> Iterator[str]:
    for one in ranges.split():
        section, _, numbers = one.rpartition(".")
        first, _, last = numbers.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


def rows() -> list[Row]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in lines
        if re.match(r"\| \d+\.\d+\.\d+ ", line)
    ]
    assert all(len(row) == 5 for row in cells), [row for row in cells if len(row) != 5]
    return [Row(*row) for row in cells]


def place(item: str) -> tuple[int, ...]:
    return tuple(map(int, item.split(".")))


@cache
def functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_item_of_levels_1_and_2_is_there_once_and_in_order() -> None:
    wanted = {"1": list(items(FIRST)), "2": list(items(SECOND)), "3": list(items(CLAIMED))}
    assert (len(wanted["1"]), len(wanted["2"])) == (70, 183)
    found = [row.item for row in rows()]
    assert found == sorted(found, key=place)
    assert max(Counter(found).values()) == 1
    for level, numbers in wanted.items():
        assert [row.item for row in rows() if row.level == level] == sorted(numbers, key=place), level
    assert {row.level for row in rows()} == set(wanted)


def test_the_counts_at_the_head_are_those_of_the_tables() -> None:
    counted = Counter((row.level, row.state) for row in rows())
    head = re.findall(r"^\| (level \d|together)[^|]*\|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    said = {name.removeprefix("level "): [int(number) for number in numbers.split("|")] for name, numbers in head}
    for level in "123":
        each = [counted[level, state] for state in STATES]
        assert said.pop(level) == [*each, sum(each)], level
    whole = [sum(counted[level, state] for level in "123") for state in STATES]
    assert said == {"together": [*whole, len(rows())]}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.item)
def test_each_state_is_one_of_three_and_has_what_it_needs(row: Row) -> None:
    assert row.state in STATES
    assert row.what and row.shown
    if row.state == "met":
        assert row.named, "a test or a file that shows it"
    if row.state == "not met":
        assert re.search(r"\b[Pp]lan\b", row.shown) or row.shown.startswith("As "), (
            "what is planned, or that nothing is"
        )
    if row.level == "3":
        assert "promise" in row.what or "threat model" in row.what, "who claims it"


def test_what_is_named_is_there() -> None:
    for row in rows():
        assert row.shown.count("tests/") == sum(file.startswith("tests/") for file, _ in row.named), row.item
        for file, test in row.named:
            assert (HOME / file).is_file(), (row.item, file)
            assert not test or test in functions_of(HOME / file), (row.item, file, test)


def test_what_is_quoted_of_the_threat_model_stands_there() -> None:
    said = " ".join((HOME / "docs" / "threat-model.md").read_text(encoding="utf-8").replace("**", "").split()).lower()
    for row in rows():
        for words in re.findall("“([^”]+)”", row.what):
            assert words.lower() in said, (row.item, words)
        for number in re.findall(r"promise (\d+)", row.what):
            assert f"| {number} |" in said, (row.item, number)
