"""Cut from a JPEG whatever is not the picture: EXIF, XMP, profiles, previews, comments, what follows the end.

https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B. The samples are left as they are: a picture in a PDF has been
packed once with a loss already.
"""

import re

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.pdf.budget import checked_pixels

AFTER_SCAN = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
KEPT = FRAMES | {0xC4, 0xCC, 0xDB, 0xDD}  # frames, Huffman and arithmetic tables, quantisation, restarts
JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"


def cut_jpeg(untrusted: bytes, *, strict: bool = True) -> bytes | None:
    """None when it is no JPEG that can be read to its end.

    A table that is no table may be a place for words: NotProvenClean, unless it is not `strict` and only to be drawn.
    """
    start = untrusted.find(b"\xff\xd8\xff")
    if start < 0:
        return None
    out, at, framed = bytearray(b"\xff\xd8"), start + 2, False
    while at + 4 <= len(untrusted):
        if untrusted[at] != 0xFF:
            return None
        marker = untrusted[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return bytes(out + b"\xff\xd9") if framed else None
        end = at + 2 + int.from_bytes(untrusted[at + 2 : at + 4], "big")
        segment = untrusted[at + 4 : end]
        if marker in FRAMES and len(segment) >= 6:
            checked_pixels(int.from_bytes(segment[3:5], "big"), int.from_bytes(segment[1:3], "big"))
            framed = True
        if marker == 0xE0 and segment[:5] == b"JFIF\0":
            out += JFIF
        elif marker == 0xEE and segment[:5] == b"Adobe" and len(segment) >= 12:
            out += b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + segment[11:12]
        elif marker in KEPT:
            if strict and not fits(marker, segment):
                raise NotProvenClean(
                    "A picture in this PDF holds more than a picture. Send a screenshot of it instead."
                )
            out += untrusted[at:end]
        elif marker == 0xDA:
            found = AFTER_SCAN.search(untrusted, end)
            stop = found.start() if found else len(untrusted)
            out += untrusted[at:stop]
            end = stop
        at = end
    return bytes(out + b"\xff\xd9") if framed else None


def fits(marker: int, segment: bytes) -> bool:
    """Whether a segment is as long as what it says it holds, and no code stands twice in a Huffman table."""
    at = 0
    match marker:
        case 0xC4:
            while at + 17 <= len(segment):
                count = sum(segment[at + 1 : at + 17])
                codes = segment[at + 17 : at + 17 + count]
                if len(set(codes)) != count:
                    return False
                at += 17 + count
        case 0xDB:
            while at < len(segment):
                at += 129 if segment[at] >> 4 else 65
        case 0xDD:
            at = 2
        case 0xCC:
            at = len(segment) // 2 * 2 if len(segment) <= 64 else -1
        case _:
            at = 6 + 3 * segment[5] if len(segment) > 5 else -1
    return at == len(segment)
