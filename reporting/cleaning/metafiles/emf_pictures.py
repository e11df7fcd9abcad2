"""EMF records that hold bitmaps (MS-EMF 2.3.1, 2.3.7): numbers as they are, bitmaps written anew behind them.

PICTURES[81](record)        # the body of EMR_STRETCHDIBITS
"""

import struct
from collections.abc import Callable, Mapping
from functools import partial

from reporting.cleaning.metafiles.dib import rebuilt
from reporting.cleaning.metafiles.reading import must, numbers, span

_ALPHA_BLEND, _PER_PIXEL = 114, 1
_MOST_STYLES = 64
_HATCHED, _PATTERNS = 2, (5, 6)
_NO_SOURCE = struct.pack("<ii6fII", 0, 0, 1, 0, 0, 1, 0, 0, 0, 0)
"""Where in the bitmap a block begins, how it is turned, its colour and use: without a bitmap, as GDI writes them."""


def _bitmap(
    record: bytes, places: int, usage: int, at: int, *, alpha: bool = False, rows: int | None = None
) -> tuple[bytes, bytes]:
    """The four numbers that say where header and pixels lie, and both, if they are laid down at `at`."""
    header_at, header_length, pixels_at, pixels_length = numbers("<IIII", record, places)
    if not header_length or not pixels_length:
        must(not header_length and not pixels_length)
        return bytes(16), b""
    header, pixels = rebuilt(
        span(record, header_at, header_length), span(record, pixels_at, pixels_length), usage, alpha=alpha, rows=rows
    )
    both = header + bytes(-len(header) % 4) + pixels + bytes(-len(pixels) % 4)
    return struct.pack("<IIII", at, len(header), at + len(header) + -len(header) % 4, len(pixels)), both


def _block(length: int, record: bytes) -> bytes:
    """BITBLT, STRETCHBLT, ALPHABLEND, TRANSPARENTBLT: `length` bytes of numbers, the bitmap's use at 80."""
    kind, usage = numbers("<I", record)[0], numbers("<I", record, 80)[0]
    alpha = kind == _ALPHA_BLEND and record[43] == _PER_PIXEL
    places, bitmap = _bitmap(record, 84, usage, length, alpha=alpha)
    if not bitmap:
        return span(record, 8, 36) + _NO_SOURCE + bytes(length - 84)
    return span(record, 8, 76) + places + span(record, 100, length - 100) + bitmap


def _masked(start: int, gap: int, record: bytes) -> bytes:
    """MASKBLT and PLGBLT: a picture whose use stands at `start`, `gap` bytes of numbers, and a mask."""
    length = start + 20 + gap + 20
    picture_places, picture = _bitmap(record, start + 4, numbers("<I", record, start)[0], length)
    mask_at = start + 20 + gap
    mask_places, mask = _bitmap(record, mask_at + 4, numbers("<I", record, mask_at)[0], length + len(picture))
    between = span(record, start + 20, gap + 4)
    return span(record, 8, start - 4) + picture_places + between + mask_places + picture + mask


def _to_device(record: bytes) -> bytes:
    usage, _, rows = numbers("<III", record, 64)
    places, bitmap = _bitmap(record, 48, usage, 76, rows=rows)
    return span(record, 8, 40) + places + span(record, 64, 12) + bitmap


def _stretched(record: bytes) -> bytes:
    (usage,) = numbers("<I", record, 64)
    places, bitmap = _bitmap(record, 48, usage, 80)
    return span(record, 8, 40) + places + span(record, 64, 16) + bitmap


def _pattern_brush(record: bytes) -> bytes:
    (usage,) = numbers("<I", record, 12)
    places, bitmap = _bitmap(record, 16, usage, 32)
    must(bool(bitmap))
    return span(record, 8, 8) + places + bitmap


def _extended_pen(record: bytes) -> bytes:
    """Only a hatched pen has a hatch, and one with a pattern says in its colour how those of the pattern are meant."""
    style, colour, _, count = numbers("<IIII", record, 36)
    must(count <= _MOST_STYLES)
    length = 52 + 4 * count
    places, bitmap = _bitmap(record, 12, colour, length) if style in _PATTERNS else (bytes(16), b"")
    hatch = span(record, 44, 4) if style == _HATCHED else bytes(4)
    return span(record, 8, 4) + places + span(record, 28, 16) + hatch + span(record, 48, length - 48) + bitmap


PICTURES: Mapping[int, Callable[[bytes], bytes]] = {
    76: partial(_block, 100),
    **dict.fromkeys((77, 114, 116), partial(_block, 108)),
    78: partial(_masked, 80, 8),
    79: partial(_masked, 92, 8),
    80: _to_device,
    81: _stretched,
    **dict.fromkeys((93, 94), _pattern_brush),
    95: _extended_pen,
}
