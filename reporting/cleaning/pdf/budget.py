"""How much one file may ask of us: pages, parts, bytes once unpacked. Beyond that it is refused, before it hurts.

The figures leave room for what people send (a scanned contract of a hundred pages) and not for what is built to hurt
(1.5 kB that unpack to a gigabyte). Memory stays small because nothing is unpacked that need not be, and the rest in
pieces.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from reporting.cleaning.cleaned import TooLarge

PAGES = 2_000
PARTS = 300_000
UNPACKED = 400 * 2**20
CONTENT = 12 * 2**20
PIXELS = 100_000_000
DEPTH = 24


class Budget:
    """Counts down for one file; TooLarge when it is used up."""

    def __init__(self) -> None:
        self.parts = PARTS
        self.unpacked = UNPACKED
        self.content = CONTENT
        self.depth = DEPTH

    def spend(self, *, parts: int = 0, unpacked: int = 0, content: int = 0) -> None:
        self.parts -= parts
        self.unpacked -= unpacked
        self.content -= content
        if min(self.parts, self.unpacked, self.content) < 0:
            raise TooLarge("This PDF unpacks to more than we can look through. Send the pages that matter instead.")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth -= 1
        if self.depth < 0:
            raise TooLarge("This PDF nests things too deeply to be looked through. Send a screenshot of it instead.")
        try:
            yield
        finally:
            self.depth += 1


def checked_pixels(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise TooLarge("A picture in this PDF is too large to be looked through. Send a smaller one instead.")
