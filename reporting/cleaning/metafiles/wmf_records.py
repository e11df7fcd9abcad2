"""WMF records, each cut to what its kind uses (MS-WMF 2.3); the numbers are 16 bits wide unless said otherwise.

KEPT[0x0213](record)        # what META_LINETO holds: 4 bytes; raises MalformedFile when they are not there
"""

import struct
from collections.abc import Callable, Mapping
from functools import partial

from reporting.cleaning.metafiles.dib import whole
from reporting.cleaning.metafiles.reading import must, numbers, span, words_until_end

_OPAQUE, _CLIPPED, _BOTH_WAYS = 0x2, 0x4, 0x2000
_OPTIONS = _OPAQUE | _CLIPPED | 0x10 | 0x80 | 0x400 | 0x800 | _BOTH_WAYS
_HATCHED, _PATTERN = 2, 3
_FONT, _LONGEST_NAME = 18, 32
_REGION = 6


def _fixed(count: int, record: bytes) -> bytes:
    return span(record, 6, 2 * count)


def _points(record: bytes) -> bytes:
    (count,) = numbers("<H", record, 6)
    return span(record, 6, 2 + 4 * count)


def _polygons(record: bytes) -> bytes:
    (count,) = numbers("<H", record, 6)
    points = numbers(f"<{count}H", record, 8)
    return span(record, 6, 2 + 2 * count + 4 * sum(points))


def _palette(record: bytes) -> bytes:
    _, count = numbers("<HH", record, 6)
    return span(record, 6, 4 + 4 * count)


def _pen(record: bytes) -> bytes:
    """A pen's width is a point of which only x counts."""
    body = span(record, 6, 10)
    return body[:4] + bytes(2) + body[6:]


def _brush(record: bytes) -> bytes:
    body = span(record, 6, 8)
    return body if numbers("<H", body) == (_HATCHED,) else body[:6] + bytes(2)


def _font(record: bytes) -> bytes:
    name = record[6 + _FONT :][:_LONGEST_NAME]
    return span(record, 6, _FONT) + words_until_end(name, 1)


def _region(record: bytes) -> bytes:
    """Scans of spans, each with their number before and behind; what chained it to others in memory is nothing here."""
    _, kind, _, _, scans, widest = numbers("<HHIHHH", record, 6)
    must(kind == _REGION)
    at = 6 + 22
    for _ in range(scans):
        (count,) = numbers("<H", record, at)
        at += 8 + 2 * count
    body = span(record, 28, at - 28)
    head = struct.pack("<HHIHHH", 0, _REGION, 0, 22 + len(body) & 0xFFFF, scans, widest)
    return head + span(record, 20, 8) + body


def _text(record: bytes) -> bytes:
    """A count, the letters, and the place behind them."""
    (count,) = numbers("<H", record, 6)
    even = count + count % 2
    return span(record, 6, 2 + count) + bytes(count % 2) + span(record, 8 + even, 4)


def _text_at(record: bytes) -> bytes:
    """The place, a count, a box if there is one, the letters, and the distances if there are any."""
    y, x, count, options = numbers("<hhHH", record, 6)
    options &= _OPTIONS
    at = 14 + (8 if options & (_OPAQUE | _CLIPPED) else 0)
    box, letters = span(record, 14, at - 14), span(record, at, count)
    at += count + count % 2
    each = 4 if options & _BOTH_WAYS else 2
    left = len(record) - at
    must(left >= each * count or left < each)
    distances = span(record, at, each * count) if left >= each * count else b""
    return struct.pack("<hhHH", y, x, count, options) + box + letters + bytes(count % 2) + distances


def _block(count: int, record: bytes) -> bytes:
    """DIBBITBLT and DIBSTRETCHBLT: a bitmap behind `count` numbers, or none, and a number that means nothing then."""
    if _bare(record):
        return _bare_block(count, record)
    return span(record, 6, 2 * count) + whole(record[6 + 2 * count :], 0)


def _bare_block(count: int, record: bytes) -> bytes:
    """A block that is drawn with the brush alone. Bitmaps of the screen's own kind are a format for one device."""
    must(_bare(record))
    idle = 6 + 2 * (count - 4)
    return span(record, 6, idle - 6) + bytes(2) + span(record, idle + 2, 8)


def _bare(record: bytes) -> bool:
    return len(record) // 2 == record[5] + 3


def _to_device(record: bytes) -> bytes:
    usage, rows = numbers("<HH", record, 6)
    return span(record, 6, 18) + whole(record[24:], usage, rows)


def _stretched(record: bytes) -> bytes:
    (usage,) = numbers("<H", record, 10)
    return span(record, 6, 22) + whole(record[28:], usage)


def _pattern_brush(record: bytes) -> bytes:
    style, usage = numbers("<HH", record, 6)
    must(style != _PATTERN)
    return span(record, 6, 4) + whole(record[10:], usage)


_NUMBERS: Mapping[int, str] = {
    0: "001E 0035",
    1: "0102 0103 0104 0106 0107 0108 0127 012A 012B 012C 012D 012E 0139 0149 01F0 0234",
    2: "0201 0209 020A 020B 020C 020D 020E 020F 0211 0213 0214 0220 0228 0231",
    4: "0410 0412 0415 0416 0418 0419 041B 041F 0429",
    5: "0548",
    6: "061C 061D",
    8: "0817 081A 0830",
}
"""How many numbers a record of fixed length holds, and the functions that hold so many."""

KEPT: Mapping[int, Callable[[bytes], bytes]] = {
    **{int(kind, 16): partial(_fixed, count) for count, kinds in _NUMBERS.items() for kind in kinds.split()},
    **dict.fromkeys((0x0324, 0x0325), _points),
    0x0538: _polygons,
    **dict.fromkeys((0x0037, 0x00F7, 0x0436), _palette),
    0x02FA: _pen,
    0x02FB: _font,
    0x02FC: _brush,
    0x06FF: _region,
    0x0521: _text,
    0x0A32: _text_at,
    0x0940: partial(_block, 8),
    0x0B41: partial(_block, 10),
    0x0922: partial(_bare_block, 8),
    0x0B23: partial(_bare_block, 10),
    0x0D33: _to_device,
    0x0F43: _stretched,
    0x0142: _pattern_brush,
}
