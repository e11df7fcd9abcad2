"""Numbers of a drawing read strictly: what is not there, or not as the specification says, makes the drawing damaged.

at, = numbers("<I", record, 8)          # raises MalformedFile past the end
body = span(record, 8, 16)              # exactly 16 bytes
"""

import re
import struct
from typing import Any

from reporting.cleaning.cleaned import MalformedFile, TooLarge

_PATH = re.compile(rb"[A-Za-z]:\\[^\x00-\x1f]|/(?:home|Users)/\w")
_DAMAGED = "This document is damaged, or not what it claims to be. Send a screenshot or a PDF of it instead."
TOO_LARGE = "This document is too large to look through. Send a screenshot or a part of it instead."
MOST_RECORDS = 400_000
MOST_BYTES = 80_000_000
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG")


class Budget:
    """Work that all drawings of one document may cause together, counted in records: a box has seconds only."""

    def __init__(self, records: int | None = None) -> None:
        self._left = MOST_RECORDS if records is None else records
        self._bytes = MOST_BYTES

    def spend(self, cost: int = 1) -> None:
        """Raises TooLarge when there was too much."""
        self._left -= cost
        if self._left < 0:
            raise TooLarge(TOO_LARGE)

    def hold(self, length: int) -> None:
        """The new document, the old one and what the gate unpacks are in memory at once."""
        self._bytes -= length
        if self._bytes < 0:
            raise TooLarge(TOO_LARGE)

    def search(self, dropped: bytes) -> None:
        """What is dropped is searched for words afterwards."""
        self.spend(min(len(dropped), 4096) // 32)

    def read(self, several: int = 0) -> None:
        """A text or a font has many numbers; `several` texts in one record have some every 40 bytes."""
        self.spend(4 + several // 40)

    def look(self, bitmap: bytes) -> None:
        """Colours are looked up one by one, and a photo in the place of a bitmap is decoded."""
        self.spend(8 + min(len(bitmap), 4096) // 32)
        if any(sign in bitmap for sign in _PHOTOS):
            self.spend(1000)


def must(true: bool) -> None:
    """Raises MalformedFile unless `true`."""
    if not true:
        raise MalformedFile(_DAMAGED)


def span(data: bytes, at: int, length: int) -> bytes:
    """`length` bytes from `at`; raises MalformedFile when they are not all there."""
    must(at >= 0 and length >= 0 and at + length <= len(data))
    return data[at : at + length]


def numbers(form: str, data: bytes, at: int = 0) -> tuple[Any, ...]:
    """The numbers of a `struct` form; raises MalformedFile past the end."""
    return struct.unpack(form, span(data, at, struct.calcsize(form)))


def words_until_end(text: bytes, width: int) -> bytes:
    """A name up to its zero, and zeros from there on: behind it writers leave what was in memory."""
    for at in range(0, len(text) - width + 1, width):
        if text[at : at + width] == bytes(width):
            return text[:at] + bytes(len(text) - at)
    return text


def words_of_a_path(data: bytes) -> bool:
    """Whether a place on somebody's machine is named, in letters of one byte or two."""
    return _PATH.search(data.replace(b"\0", b"")) is not None
