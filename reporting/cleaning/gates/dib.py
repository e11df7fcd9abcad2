"""Bitmaps inside drawings: a plain header, its colours, its rows, and zeros beside them.

check(header_and_colours, pixels, usage, rows)      # rows: None for all; alpha=True where the fourth byte is seen
length = header_length(both, usage)                 # of one in one piece

https://learn.microsoft.com/openspecs/windows_protocols/ms-wmf/
"""

from reporting.cleaning.gates import jpeg, png
from reporting.cleaning.gates.refusing import must, number

_EACH = {0: 4, 1: 2, 2: 0}
_EACH_OLD = {0: 3, 1: 2, 2: 0}
_SHARES = {
    b"\0\xf8\0\0\xe0\x07\0\0\x1f\0\0\0": 16,
    b"\0\x7c\0\0\xe0\x03\0\0\x1f\0\0\0": 16,
    b"\0\0\xff\0\0\xff\0\0\xff\0\0\0": 32,
    b"\xff\0\0\0\0\xff\0\0\0\0\xff\0": 32,
}
_SIX_BITS_OF_GREEN = b"\0\xf8\0\0\xe0\x07\0\0\x1f\0\0\0"
_BELOW = b"\xff" + bytes(255)
_PLAIN, _SHARED, _JPEG, _PNG = 0, 3, 4, 5


def header_length(both: bytes, usage: int) -> int:
    """Bytes before the pixels, by what the header says of itself."""
    must(usage in _EACH, "colours of another kind")
    if number(both, 0, "<I") == 12:
        bits = number(both, 10, "<H")
        return 12 + (_EACH_OLD[usage] << bits if bits <= 8 else 0)
    bits, packing = number(both, 14, "<H"), number(both, 16, "<I")
    colours = number(both, 32, "<I") or (1 << bits if 0 < bits <= 8 else 0)
    return 40 + (12 if packing == _SHARED else 0) + _EACH[usage] * colours


def check(header: bytes, pixels: bytes, usage: int, rows: int | None = None, *, alpha: bool = False) -> None:
    """Raises NotProvenClean unless every byte is one that these pixels need."""
    must(len(header) == header_length(header, usage), "a bitmap with another header")
    if number(header, 0, "<I") == 12:
        width, height, bits = number(header, 4, "<H"), number(header, 6, "<H"), number(header, 10, "<H")
        must(number(header, 8, "<H") == 1 and bits in (1, 4, 8, 24), "a bitmap of another kind")
        _check_rows(pixels, width, height if rows is None else rows, bits)
        _check_colours(header[12:], _EACH_OLD[usage], pixels, bits)
        return
    must(number(header, 0, "<I") == 40 and number(header, 12, "<H") == 1, "a bitmap with another header")
    must(header[24:32] == bytes(8) and header[36:40] == bytes(4), "a resolution of a bitmap")
    width, height, bits = number(header, 4, "<i"), number(header, 8, "<i"), number(header, 14, "<H")
    packing, length, colours = number(header, 16, "<I"), number(header, 20, "<I"), number(header, 32, "<I")
    must(width > 0 and height != 0 and length in (0, len(pixels)), "a bitmap of another size")
    if packing in (_JPEG, _PNG):
        must(length > 0 and bits == 0 and colours == 0 and rows is None, "a picture of another length")
        (jpeg if packing == _JPEG else png).check(pixels)
        return
    must(packing in (_PLAIN, _SHARED) and bits in (1, 4, 8, 16, 24, 32), "a bitmap packed otherwise")
    must(colours <= (1 << bits if bits <= 8 else 0), "colours that no pixel uses")
    if packing == _SHARED:
        must(_SHARES.get(header[40:52]) == bits, "odd shares of colours")
    elif usage == 0 and bits <= 8:
        must(not any(header[43::4]), "bytes among the colours")
    _check_rows(pixels, width, abs(height) if rows is None else rows, bits)
    if bits <= 8:
        _check_colours(header[40:], _EACH[usage], pixels, bits)
    elif bits == 16 and header[40:52] != _SIX_BITS_OF_GREEN:
        must(not any(one & 0x80 for one in set(pixels[1::2])), "a bit of each pixel that is not seen")
    elif bits == 32 and alpha:
        below = pixels[3::4].translate(_BELOW)
        for colour in range(3):
            lit = int.from_bytes(pixels[colour::4], "big") & int.from_bytes(below, "big")
            must(not lit, "pixels below full transparency")
    elif bits == 32:
        must(len(set(pixels[3::4])) < 2, "a byte of each pixel that is not seen")


def _check_colours(table: bytes, each: int, pixels: bytes, bits: int) -> None:
    """Only those that a pixel asks for; the first may be any, since rows are filled up with zeros."""
    asked = {byte >> at & (1 << bits) - 1 for byte in {0, *pixels} for at in range(0, 8, bits)}
    for at in range(len(table) // each if each else 0):
        must(at in asked or not any(table[each * at : each * at + each]), "colours that no pixel uses")


def _check_rows(pixels: bytes, width: int, rows: int, bits: int) -> None:
    row = (width * bits + 31) // 32 * 4
    must(len(pixels) == row * rows, "more or less than the pixels")
    whole, over = divmod(width * bits, 8)
    if over:
        unused = 0xFF >> over
        must(not any(one & unused for one in set(pixels[whole::row])), "bits beside the pixels")
        whole += 1
    must(not any(any(pixels[at::row]) for at in range(whole, row)), "bytes beside the pixels")
