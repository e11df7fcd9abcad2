"""`make drawing`: the rooms of the code as they lie above one another, drawn from the contract that holds them there.

drawing(layers(), lines_of)     # SVG for docs/architecture.md
"""

import ast
import configparser
from collections.abc import Sequence
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PAGE, PICTURE = HERE / "docs" / "architecture.md", HERE / "docs" / "pictures" / "rooms.svg"
BEGIN, END = "<!-- made by `make drawing` -->\n", "<!-- end -->\n"
WIDTH, ROW, GAP, BOX = 940, 46, 10, 34
Layers = Sequence[Sequence[str]]


def layers() -> Layers:
    """The rooms of each layer, from the top down, as the contract in setup.cfg has them."""
    config = configparser.ConfigParser()
    config.read(HERE / "setup.cfg", encoding="utf-8")
    rows = config["importlinter:contract:arrows"]["layers"].split("\n")
    return [[name.strip().removeprefix("reporting.") for name in row.split("|")] for row in rows if row.strip()]


def files_of(room: str) -> list[Path]:
    place = HERE / "reporting" / room
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def sentence_of(room: str) -> str:
    """What a room says of itself in its first line."""
    head = next(file for file in files_of(room) if file.stem in ("__init__", room))
    said = ast.get_docstring(ast.parse(head.read_text(encoding="utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split())


def drawing(rows: Layers) -> str:
    """One row a layer. What stands higher may import what stands lower, and nothing the other way."""
    height = ROW * len(rows) + 40
    drawn = []
    for at, rooms in enumerate(rows):
        wide = (WIDTH - 40 - GAP * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            left, top = 20 + place * (wide + GAP), 20 + at * ROW
            size = f'width="{wide:.0f}" height="{BOX}"'
            drawn.append(
                f'<rect x="{left:.0f}" y="{top}" {size} rx="6" fill="#eef4f1" stroke="#17595c"/>'
                f'<text x="{left + wide / 2:.0f}" y="{top + 22}" text-anchor="middle">{escape(room)}</text>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" fill="#1d2726"'
        ' font-family="system-ui, sans-serif" font-size="14">\n<title>The rooms, each above those that it may import'
        f'</title>\n<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def table(rows: Layers) -> str:
    """The rooms in words, from the top down."""
    listed = [f"| `{room}` | {sentence_of(room)} |\n" for rooms in rows for room in rooms]
    return f"{BEGIN}\n| room | says of itself |\n|---|---|\n{''.join(listed)}\n{END}"


def page(rows: Layers) -> str:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + table(rows) + rest.partition(END)[2]


if __name__ == "__main__":
    PICTURE.write_text(drawing(layers()), encoding="utf-8")
    PAGE.write_text(page(layers()), encoding="utf-8")
