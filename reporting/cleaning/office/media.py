"""Pictures inside documents: each made anew as if it had come alone; what is no picture becomes an empty one.

    inside = picture(untrusted)          # Cleaned("image/png", …, {Kind.PLACE})

Drawings of Windows programs (EMF, WMF), SVG and the like can hold names of printers and files, other formats, and code,
so an empty picture stands in their place, and `removed` says so.
"""

import struct
import zlib
from collections.abc import Callable

from reporting.cleaning import pictures
from reporting.cleaning.cleaned import Cleaned, CleaningError, Kind, TooLarge

ENDINGS = {f"image/{one}": one for one in ("jpeg", "png", "gif", "tiff", "bmp", "webp")}
"""What a cleaned picture can be, and what its name then ends in."""


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


EMPTY = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\xff"))
    + _chunk(b"IEND", b"")
)
"""One white pixel."""


def picture(untrusted: bytes, clean: Callable[[bytes], Cleaned] = pictures.clean) -> Cleaned:
    """The picture, cleaned; an empty one for what is not a picture we take. Raises TooLarge."""
    try:
        return clean(untrusted)
    except TooLarge:
        raise
    except CleaningError:
        return Cleaned("image/png", EMPTY, frozenset({Kind.EMBEDDED}))
