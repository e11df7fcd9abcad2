"""EMF records without pictures or text, each cut to what its kind uses (MS-EMF 2.3): states, objects, lines, regions.

SHAPES[27](record)      # the body of EMR_MOVETOEX: 8 bytes; raises MalformedFile when they are not there
"""

import struct
from collections.abc import Callable, Mapping
from functools import partial

from reporting.cleaning.metafiles.reading import must, numbers, span

_HATCHED = 2
_REGION = 32
_COPY_ALL = 5
_BOUNDS = 16


def _fixed(length: int, record: bytes) -> bytes:
    return span(record, 8, length)


def _points(each: int, record: bytes) -> bytes:
    """Bounds, a count, and so many points of `each` bytes."""
    (count,) = numbers("<I", record, 24)
    return span(record, 8, 20 + count * each)


def _polygons(each: int, record: bytes) -> bytes:
    """Bounds, two counts, the points of each polygon, and the points."""
    polygons, points = numbers("<II", record, 24)
    body = span(record, 8, 24 + 4 * polygons + each * points)
    counts = struct.iter_unpack("<I", memoryview(body)[24 : 24 + 4 * polygons])  # one by one: there may be millions
    must(sum(count for (count,) in counts) == points)
    return body


def _typed_points(each: int, record: bytes) -> bytes:
    """Points, and behind them a byte for each that says what it is."""
    (count,) = numbers("<I", record, 24)
    return span(record, 8, 20 + count * (each + 1))


def _adjustment(record: bytes) -> bytes:
    must(numbers("<H", record, 8) == (24,))
    return span(record, 8, 24)


def _pen(record: bytes) -> bytes:
    """A pen's width is a point of which only x counts."""
    body = span(record, 8, 20)
    return body[:12] + bytes(4) + body[16:]


def _brush(record: bytes) -> bytes:
    """Only a hatched brush has a hatch; writers leave addresses of memory there."""
    body = span(record, 8, 16)
    return body if numbers("<I", body, 4) == (_HATCHED,) else body[:12] + bytes(4)


def _palette(record: bytes) -> bytes:
    _, version, count = numbers("<IHH", record, 8)
    must(version == 0x300 and count <= 1024)
    return span(record, 8, 8 + 4 * count)


def _palette_entries(record: bytes) -> bytes:
    _, _, count = numbers("<III", record, 8)
    must(count <= 1024)
    return span(record, 8, 12 + 4 * count)


def _region(at: int, record: bytes) -> bytes:
    """Numbers up to `at`, of which the first behind the bounds is the length of the rectangles that follow."""
    (length,) = numbers("<I", record, 24)
    size, kind, count = numbers("<III", record, at)
    must(size == _REGION and kind == 1 and length >= _REGION + 16 * count)
    new = _REGION + 16 * count
    rectangles = struct.pack("<IIII", _REGION, 1, count, 16 * count) + span(record, at + 16, 16 + 16 * count)
    return span(record, 8, _BOUNDS) + struct.pack("<I", new) + span(record, 28, at - 28) + rectangles


def _clip_region(record: bytes) -> bytes:
    length, mode = numbers("<II", record, 8)
    if length == 0:
        must(mode == _COPY_ALL)
        return struct.pack("<II", 0, mode)
    size, kind, count = numbers("<III", record, 16)
    must(size == _REGION and kind == 1 and length >= _REGION + 16 * count)
    rectangles = struct.pack("<IIII", _REGION, 1, count, 16 * count) + span(record, 32, 16 + 16 * count)
    return struct.pack("<II", len(rectangles), mode) + rectangles


def _gradient(record: bytes) -> bytes:
    points, shapes, mode = numbers("<III", record, 24)
    must(mode in (0, 1, 2))
    return span(record, 8, 28 + 16 * points + (12 if mode == 2 else 8) * shapes)


_LENGTHS: Mapping[int, tuple[int, ...]] = {
    0: (28, 33, 52, 59, 60, 61, 65, 66, 68),
    4: (16, 17, 18, 19, 20, 21, 22, 24, 25, 34, 37, 40, 48, 57, 58, 67, 115),
    8: (9, 10, 11, 12, 13, 26, 27, 51, 54, 120),
    12: (15,),
    16: (29, 30, 31, 32, 42, 43, 53, 62, 63, 64),
    20: (41,),
    24: (35, 44),
    28: (36,),
    32: (45, 46, 47, 55),
}
"""Bytes that a record of fixed length holds, and the types that hold so many."""

SHAPES: Mapping[int, Callable[[bytes], bytes]] = {
    **{kind: partial(_fixed, length) for length, kinds in _LENGTHS.items() for kind in kinds},
    **dict.fromkeys((2, 3, 4, 5, 6), partial(_points, 8)),
    **dict.fromkeys((85, 86, 87, 88, 89), partial(_points, 4)),
    **dict.fromkeys((7, 8), partial(_polygons, 8)),
    **dict.fromkeys((90, 91), partial(_polygons, 4)),
    56: partial(_typed_points, 8),
    92: partial(_typed_points, 4),
    23: _adjustment,
    38: _pen,
    39: _brush,
    49: _palette,
    50: _palette_entries,
    71: partial(_region, 32),
    72: partial(_region, 40),
    **dict.fromkeys((73, 74), partial(_region, 28)),
    75: _clip_region,
    118: _gradient,
}
