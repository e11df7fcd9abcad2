"""Device-independent bitmaps as drawings hold them: header, colours and rows, written anew (MS-WMF 2.2.2.9).

header, pixels = rebuilt(header_and_colours, pixels, usage)
packed = whole(both_in_one, usage)

https://learn.microsoft.com/openspecs/windows_protocols/ms-wmf/
Resolution, importance of colours, profiles, colours that no pixel uses, and all that lies beside or behind the
pixels is not carried over.
"""

import struct

from reporting.cleaning import pictures
from reporting.cleaning.cleaned import TooLarge
from reporting.cleaning.metafiles.reading import TOO_LARGE, must, numbers, span
from reporting.cleaning.metafiles.rows import pixel_rows, used
from reporting.cleaning.pictures.opening import MAX_PIXELS, opened
from reporting.cleaning.sniff import FileType

RGB_COLOURS, PALETTE_COLOURS, PALETTE_INDICES = 0, 1, 2
_PLAIN, _FIELDS = 0, 3
_FILES = {4: FileType.JPEG, 5: FileType.PNG}
_CORE, _INFO = 12, 40
_HEADERS = {_INFO, 52, 56, 108, 124}
_MASKS = {
    16: {(0xF800, 0x07E0, 0x001F), (0x7C00, 0x03E0, 0x001F)},
    32: {(0xFF0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000)},
}


def rebuilt(
    header: bytes, pixels: bytes, usage: int, *, alpha: bool = False, rows: int | None = None
) -> tuple[bytes, bytes]:
    """Header with colours, and pixels, both new. `rows` is given where only some rows come along.

    `alpha` says that the fourth byte of each pixel is seen. Raises a CleaningError.
    """
    (size,) = numbers("<I", header)
    if size == _CORE:
        return _core(header, pixels, usage, rows)
    must(size in _HEADERS)
    width, height, planes, bits, packing, length = numbers("<iiHHII", header, 4)
    _bearable(width, height)
    if packing in _FILES:
        must(usage == RGB_COLOURS and rows is None)
        pixels = _file(span(pixels, 0, length), _FILES[packing], width, abs(height))
        return _info(width, height, planes, 0, packing, len(pixels), 0), pixels
    masks = _masks(header, bits) if packing == _FIELDS else ()
    must(packing in (_PLAIN, _FIELDS) and bits in (1, 4, 8, 16, 24, 32))
    count, start = _colours(header, size, bits, packing)
    colours = _table(header, start, count, usage, bits)
    pixels = pixel_rows(
        pixels, width, abs(height) if rows is None else rows, bits, alpha=alpha, green=masks[1:2] == (0x07E0,)
    )
    if colours:
        colours = used(colours, len(colours) // count, pixels, bits)
    new = _info(width, height, planes, bits, packing, len(pixels) if length else 0, count if bits <= 8 else 0)
    return new + b"".join(mask.to_bytes(4, "little") for mask in masks) + colours, pixels


def whole(untrusted: bytes, usage: int, rows: int | None = None) -> bytes:
    """One that is in one piece, its pixels behind its colours."""
    at = _length(untrusted, usage)
    return b"".join(rebuilt(untrusted[:at], untrusted[at:], usage, rows=rows))


def _length(untrusted: bytes, usage: int) -> int:
    """Where the pixels of one in one piece begin."""
    (size,) = numbers("<I", untrusted)
    if size == _CORE:
        (bits,) = numbers("<H", untrusted, 10)
        must(bits in (1, 4, 8, 24))
        return _CORE + (1 << bits if bits <= 8 else 0) * {RGB_COLOURS: 3, PALETTE_COLOURS: 2}.get(usage, 0)
    bits, packing = numbers("<HI", untrusted, 14)
    count, start = _colours(untrusted, size, bits, packing)
    return start + count * {RGB_COLOURS: 4, PALETTE_COLOURS: 2}.get(usage, 0)


def _bearable(width: int, height: int) -> None:
    must(width > 0 and height != 0)
    if width * abs(height) > MAX_PIXELS:
        raise TooLarge(TOO_LARGE)


def _info(width: int, height: int, planes: int, bits: int, packing: int, length: int, colours: int) -> bytes:
    must(planes == 1)
    return struct.pack("<IiiHHIIiiII", _INFO, width, height, 1, bits, packing, length, 0, 0, colours, 0)


def _core(header: bytes, pixels: bytes, usage: int, rows: int | None) -> tuple[bytes, bytes]:
    width, height, planes, bits = numbers("<HHHH", header, 4)
    _bearable(width, height)
    must(planes == 1 and bits in (1, 4, 8, 24))
    wide = {RGB_COLOURS: 3, PALETTE_COLOURS: 2, PALETTE_INDICES: 0}
    must(usage in wide)
    colours = span(header, _CORE, (1 << bits if bits <= 8 else 0) * wide[usage])
    pixels = pixel_rows(pixels, width, height if rows is None else rows, bits)
    if colours:
        colours = used(colours, wide[usage], pixels, bits)
    return header[:_CORE] + colours, pixels


def _masks(header: bytes, bits: int) -> tuple[int, ...]:
    """Which bits are red, green and blue; they stand at the same place in and behind every header."""
    masks = numbers("<III", header, _INFO)
    must(masks in _MASKS.get(bits, ()))
    return masks


def _colours(header: bytes, size: int, bits: int, packing: int) -> tuple[int, int]:
    """How many colours the table has, and where it begins."""
    (said,) = numbers("<I", header, 32)
    must(said <= 1 << min(bits, 8))
    return said or (1 << bits if bits <= 8 else 0), size + (12 if packing == _FIELDS and size == _INFO else 0)


def _table(header: bytes, start: int, count: int, usage: int, bits: int) -> bytes:
    must(usage in (RGB_COLOURS, PALETTE_COLOURS, PALETTE_INDICES))
    if bits > 8 or usage == PALETTE_INDICES:
        return b""
    if usage == PALETTE_COLOURS:
        return span(header, start, 2 * count)
    colours = bytearray(span(header, start, 4 * count))
    colours[3::4] = bytes(count)
    return bytes(colours)


def _file(untrusted: bytes, kind: FileType, width: int, height: int) -> bytes:
    """A JPEG or PNG in the place of pixels, cleaned as if it had come alone."""
    cleaned = pictures.clean(untrusted)
    must(cleaned.media_type == kind)
    with opened(cleaned.data, kind) as picture:
        must(picture.size == (width, height))
    return cleaned.data
