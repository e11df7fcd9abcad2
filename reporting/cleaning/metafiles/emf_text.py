"""EMF records of text and fonts (MS-EMF 2.3.5, 2.3.7.8): the words stay, the font's name stays, nothing else of it.

TEXTS[84](record)                       # the body of EMR_EXTTEXTOUTW
scaled(new_record, (1.05, 1.05))        # for a screen whose dots are so much wider and higher
"""

import math
import struct
from collections.abc import Callable, Mapping
from functools import partial

from reporting.cleaning.metafiles.reading import must, numbers, span, words_until_end

_OPAQUE, _CLIPPED, _NO_RECTANGLE, _SMALL, _BOTH_WAYS = 0x2, 0x4, 0x100, 0x200, 0x2000
_OPTIONS = _OPAQUE | _CLIPPED | 0x10 | 0x80 | 0x400 | 0x800 | 0x1000 | _BOTH_WAYS | 0x10000
_NOWHERE = struct.pack("<iiii", 0, 0, -1, -1)
_MAKES_A_FONT, _FONT, _WHOLE_FONT = 82, 92, 320
_TEXT = 40
"""Bytes of the numbers that come with every text."""
_COMPATIBLE, _ADVANCED = 1, 2
_USUAL = (0, 1)
_LARGEST = 3.4e38
_DIGITS = 3
"""So few that the screen's size cannot be told from them: it is written in whole millimetres, and divided by dots."""


def _font(record: bytes) -> bytes:
    """The name by which a font is asked for; its full name, style, maker and axes tell which ones are installed."""
    body = span(record, 8, 4 + _FONT)
    return body[:32] + words_until_end(body[32:], 2) + bytes(_WHOLE_FONT - _FONT)


def _scale(record: bytes) -> bytes:
    """How a text's size follows the screen; only one mode uses the scales."""
    (mode,) = numbers("<I", record, 24)
    scales = [one if math.isfinite(one) else 0 for one in numbers("<ff", record, 28)]
    return struct.pack("<Iff", min(mode, _ADVANCED), *(scales if mode == _COMPATIBLE else (0, 0)))


def scaled(written: bytes, dots: tuple[float, float]) -> bytes:
    """A record of text for another screen, whose dots are `dots` times as large; any other record as it is."""
    if written[0] not in TEXTS or written[0] == _MAKES_A_FONT:
        return written
    scales = struct.unpack_from("<ff", written, 28)
    new = [one if one in _USUAL else float(f"{one * dot:.{_DIGITS}g}") for one, dot in zip(scales, dots, strict=True)]
    must(max(map(abs, new)) < _LARGEST)
    return written[:28] + struct.pack("<ff", *new) + written[36:]


def _text(width: int, start: int, record: bytes, at: int) -> tuple[bytes, bytes]:
    """The numbers of one text at `start`, and its words and distances, if they are laid down at `at`."""
    x, y, count, words_at, options = numbers("<iiIII", record, start)
    must(not options & (_NO_RECTANGLE | _SMALL))
    options &= _OPTIONS
    box = span(record, start + 20, 16) if options & (_OPAQUE | _CLIPPED) else _NOWHERE
    words = span(record, words_at, count * width) if count else b""
    words += bytes(-len(words) % 4)
    (distances_at,) = numbers("<I", record, start + 36)
    each = 8 if options & _BOTH_WAYS else 4
    distances = span(record, distances_at, count * each) if count and distances_at else b""
    behind = at + len(words) if distances or not count else 0
    return struct.pack("<iiIII", x, y, count, at, options) + box + struct.pack("<I", behind), words + distances


def _one(width: int, record: bytes) -> bytes:
    numbers_, words = _text(width, 36, record, 36 + _TEXT)
    return span(record, 8, 16) + _scale(record) + numbers_ + words


def _many(width: int, record: bytes) -> bytes:
    """Several texts: all their numbers first, then their words."""
    (count,) = numbers("<I", record, 36)
    must(40 + count * _TEXT <= len(record))
    head, tail = [], []
    at = 40 + count * _TEXT
    for one in range(count):
        numbers_, words = _text(width, 40 + one * _TEXT, record, at)
        head.append(numbers_)
        tail.append(words)
        at += len(words)
        must(at <= len(record) + 4 * count)  # texts may point at the same words: a bomb
    return span(record, 8, 16) + _scale(record) + span(record, 36, 4) + b"".join(head) + b"".join(tail)


def _small(record: bytes) -> bytes:
    """Text without distances; its letters are a byte wide where they can be."""
    count, options = numbers("<II", record, 16)
    must(not options & ~(_OPTIONS | _NO_RECTANGLE | _SMALL))
    box = 0 if options & _NO_RECTANGLE else 16
    letters = count * (1 if options & _SMALL else 2)
    return span(record, 8, 16) + _scale(record) + span(record, 36, box + letters)


TEXTS: Mapping[int, Callable[[bytes], bytes]] = {
    _MAKES_A_FONT: _font,
    83: partial(_one, 1),
    84: partial(_one, 2),
    96: partial(_many, 1),
    97: partial(_many, 2),
    108: _small,
}
