"""The pixels of a bitmap in a drawing, with nothing where no pixel is, and the colours of its table that they use.

pixels = pixel_rows(untrusted, width, count, bits)        # raises MalformedFile when they are not all there
colours = used(colours, each, pixels, bits)
"""

from reporting.cleaning.metafiles.reading import span

_WITHOUT_TOP = bytes(one & 0x7F for one in range(256))
_SEEN = b"\0" + b"\xff" * 255


def pixel_rows(pixels: bytes, width: int, count: int, bits: int, *, alpha: bool = False, green: bool = False) -> bytes:
    """The rows, with nothing in the bits beside the pixels; by columns, since there may be millions of rows."""
    row, filled = (width * bits + 31) // 32 * 4, width * bits // 8
    new = bytearray(span(pixels, 0, row * count))
    if width * bits % 8:
        mask = 0xFF00 >> width * bits % 8 & 0xFF
        new[filled::row] = new[filled::row].translate(bytes(one & mask for one in range(256)))
        filled += 1
    for beside in range(filled, row):
        new[beside::row] = bytes(count)
    if bits == 16 and not green:
        new[1::2] = new[1::2].translate(_WITHOUT_TOP)
    if bits == 32 and alpha:
        _nothing_below_full_transparency(new)
    elif bits == 32 and len(set(new[3::4])) > 1:
        new[3::4] = b"\xff" * (len(new) // 4)
    return bytes(new)


def _nothing_below_full_transparency(pixels: bytearray) -> None:
    seen = int.from_bytes(pixels[3::4].translate(_SEEN), "little")
    for colour in range(3):
        plane = int.from_bytes(pixels[colour::4], "little") & seen
        pixels[colour::4] = plane.to_bytes(len(pixels) // 4, "little")


def used(colours: bytes, each: int, pixels: bytes, bits: int) -> bytes:
    """The table with zeros for what no pixel asks for: programs save all of it, filled with what was in memory.

    The first stays, since the ends of rows look as if they asked for it.
    """
    top, new = (1 << bits) - 1, bytearray(len(colours))
    for asked in {0, *(byte >> shift & top for byte in set(pixels) for shift in range(0, 8, bits))}:
        if each * asked < len(colours):
            new[each * asked : each * asked + each] = colours[each * asked : each * asked + each]
    return bytes(new)
