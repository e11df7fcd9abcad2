"""The files that a log is handed over in (c2sp.org/tlog-tiles): where each lies, and how entries stand in a bundle.

>>> [str(tile) for tile in row(70_000, 1)]
['tile/1/000', 'tile/1/001.p/17']
>>> parse_bundle(bundle([b"one", b"two"]), 2)
[b'one', b'two']
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.errors import ReportingError

WIDTH = 256
HEIGHT = 8
LARGEST_ENTRY = 0xFFFF
LARGEST_BUNDLE = WIDTH * (2 + LARGEST_ENTRY)
CHECKPOINT = "checkpoint"


class TileError(ReportingError):
    """A file of an exported log is not what the log's size asks for."""


class MalformedBundle(TileError):
    """A bundle holds more or fewer entries than it should, or is cut short."""


class EntryTooLong(TileError):
    """An entry is longer than a bundle can say."""


@dataclass(frozen=True, slots=True)
class Tile:
    """`width` neighbouring hashes: number `position` of the tiles of a level. Level 0 are the hashes of the entries."""

    level: int
    position: int
    width: int

    def __str__(self) -> str:
        return f"tile/{self.level}/{_place(self.position, self.width)}"

    @property
    def bundle(self) -> str:
        """Where the entries under a tile of level 0 lie."""
        return f"tile/entries/{_place(self.position, self.width)}"

    @property
    def files(self) -> list[str]:
        """Where its hashes lie and, at level 0, the entries under it."""
        return [str(self)] if self.level else [str(self), self.bundle]

    def was_full_at(self, size: int) -> bool:
        """Whether a log of this size had it whole: then it never changes."""
        return self.position < (size >> HEIGHT * self.level) // WIDTH


def _place(position: int, width: int) -> str:
    """`1234067` is `x001/x234/067`, and `.p/WIDTH` follows when a tile is not full."""
    thousands = f"{position:,}".split(",")
    thousands[0] = thousands[0].zfill(3)
    return "/".join([*(f"x{digits}" for digits in thousands[:-1]), thousands[-1]]) + (
        f".p/{width}" if width < WIDTH else ""
    )


def row(size: int, level: int) -> Iterator[Tile]:
    """The tiles of one level of a log of this size, from left to right."""
    full, rest = divmod(size >> HEIGHT * level, WIDTH)
    yield from (Tile(level, position, WIDTH) for position in range(full))
    if rest:
        yield Tile(level, full, rest)


def every(size: int) -> Iterator[Tile]:
    """All tiles of a log of this size, from the entries up."""
    level = 0
    while size >> HEIGHT * level:
        yield from row(size, level)
        level += 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """Each entry after its length in two bytes, big-endian; raises EntryTooLong."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise EntryTooLong(f"expected entries of at most {LARGEST_ENTRY} bytes, got a longer one")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def parse_bundle(untrusted_bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle that must hold `width` of them; raises MalformedBundle."""
    entries: list[bytes] = []
    at, end = 0, len(untrusted_bundle)
    for _ in range(width):
        start = at + 2
        at = start + (untrusted_bundle[at] << 8 | untrusted_bundle[at + 1]) if start <= end else end + 1
        if at > end:
            raise MalformedBundle(f"expected {width} entries, got {len(entries)} whole ones")
        entries.append(untrusted_bundle[start:at])
    if at != end:
        raise MalformedBundle(f"expected {width} entries, got {end - at} bytes more")
    return entries
