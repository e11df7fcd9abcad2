"""Cut from a JPEG 2000 picture whatever is not the picture: XML, UUID boxes, profiles, comments.

ITU-T T.800, annexes A and I. Kept are the boxes that say how to draw, and the code stream without comments.
"""

from collections.abc import Iterator

from reporting.cleaning.pdf.budget import checked_pixels

KEPT = frozenset((b"jP  ", b"ftyp", b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef"))
SPACES = {1: 17, 3: 16, 4: 12}
COMMENT, START_OF_TILE, START_OF_DATA, SIZE = 0xFF64, 0xFF90, 0xFF93, 0xFF51


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + length if length else len(data)
        if end < at + head:
            return
        yield kind, data[at + head : end]
        at = end


def boxed(kind: bytes, data: bytes) -> bytes:
    return (len(data) + 8).to_bytes(4, "big") + kind + data


def cut_jpeg2000(untrusted: bytes) -> bytes | None:
    """None when it cannot be read."""
    if untrusted[:4] == b"\xff\x4f\xff\x51":
        return cut_codestream(untrusted)
    out = b""
    for kind, data in boxes(untrusted):
        if kind in KEPT:
            out += boxed(kind, data)
        elif kind == b"jp2h":
            out += boxed(kind, header(data))
        elif kind == b"jp2c":
            stream = cut_codestream(data)
            return out + boxed(kind, stream) if stream is not None else None
    return None


def header(untrusted: bytes) -> bytes:
    out, count, coloured = b"", 3, False
    for kind, data in boxes(untrusted):
        if kind == b"ihdr":
            count = int.from_bytes(data[8:10], "big")
        if kind in KEPT:
            out += boxed(kind, data)
        elif kind == b"colr" and not coloured:
            coloured = True
            known = data[:1] == b"\1" and len(data) == 7
            out += boxed(kind, data if known else b"\1\0\0" + SPACES.get(count, 16).to_bytes(4, "big"))
    return out


def cut_codestream(untrusted: bytes) -> bytes | None:
    """The main header without comments, then the tiles; None when a tile has a comment of its own."""
    out, at = bytearray(untrusted[:2]), 2
    while at + 4 <= len(untrusted):
        marker, length = (int.from_bytes(untrusted[at + n : at + n + 2], "big") for n in (0, 2))
        if marker == START_OF_TILE:
            rest = tiles(untrusted, at)
            return bytes(out) + rest if rest is not None else None
        if marker < 0xFF00 or length < 2:
            return None
        if marker == SIZE:
            x1, y1, x0, y0 = (int.from_bytes(untrusted[at + n : at + n + 4], "big") for n in (6, 10, 14, 18))
            checked_pixels(max(0, x1 - x0), max(0, y1 - y0))
        if marker != COMMENT:
            out += untrusted[at : at + 2 + length]
        at += 2 + length
    return None


def tiles(data: bytes, at: int) -> bytes | None:
    start = at
    while data[at : at + 2] == b"\xff\x90" and at + 12 <= len(data):
        length = int.from_bytes(data[at + 6 : at + 10], "big")
        end, inner = (at + length if length else len(data)), at + 12
        while (marker := int.from_bytes(data[inner : inner + 2], "big")) != START_OF_DATA:
            if marker == COMMENT or marker < 0xFF00 or inner >= end:
                return None
            inner += 2 + int.from_bytes(data[inner + 2 : inner + 4], "big")
        at = max(end, inner)
    return data[start:at].removesuffix(b"\xff\xd9") + b"\xff\xd9"
