"""Pictures inside documents: each made anew as if it had come alone; what is no picture becomes an empty one.

    inside = picture(untrusted, budget)         # Cleaned("image/png", …, {Kind.PLACE})

Drawings of Windows programs (EMF, WMF) stay where every record of them is known. SVG and the like can hold names of
files, other formats, and code, so an empty picture stands in their place, and `removed` says so. So it is with one
of the former that cannot be read or proven clean: a document is worth more than one drawing in it.
"""

import struct
import zlib

from reporting.cleaning import metafiles, pictures
from reporting.cleaning.cleaned import Cleaned, CleaningError, Kind, MalformedFile, TooLarge

ENDINGS = {f"image/{one}": one for one in ("jpeg", "png", "gif", "tiff", "bmp", "webp")} | {
    metafiles.EMF: "emf",
    metafiles.WMF: "wmf",
}
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


def picture(untrusted: bytes, budget: metafiles.Budget) -> Cleaned:
    """The picture, cleaned; an empty one for what is not a picture we take. Raises TooLarge.

    `budget` is one for all drawings of a document.
    """
    try:
        if metafiles.seems(untrusted):
            return _drawing(untrusted, budget)
        return pictures.clean(untrusted)
    except TooLarge:
        raise
    except CleaningError:
        return Cleaned("image/png", EMPTY, frozenset({Kind.EMBEDDED}))


def _drawing(untrusted: bytes, budget: metafiles.Budget) -> Cleaned:
    """The drawing, through its gate at once: what the old one held beside it is at hand only here."""
    try:
        cleaned = metafiles.clean(untrusted, budget)
    except TooLarge as reason:
        raise MalformedFile(str(reason)) from None
    metafiles.check(cleaned.data, untrusted)
    return cleaned
