"""EMF and WMF written by hand, with a canary wherever a program would put something about its writer.

drawing = emf(rectangle(), text("Words"), comment(CANARY), title=CANARY)
records(drawing)        # [(43, b"…"), (84, b"…"), …] without header and end
"""

import struct
from functools import reduce
from operator import xor

CANARY = "rosa-canary-4711"
WIDE = CANARY.encode("utf-16-le")
BOUNDS = struct.pack("<4i", 0, 0, 99, 49)
BOX = struct.pack("<4i", 10, 10, 80, 40)
SCREEN = (1366, 768, 344, 193)
"""Dots and millimetres of somebody's laptop."""


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of an EMF."""
    return struct.pack("<II", kind, 8 + len(body)) + body


def emf(
    *parts: bytes, title: str = "", screen: tuple[int, ...] = SCREEN, palette: bytes = b"", behind: bytes = b""
) -> bytes:
    """A whole drawing; the header says what it should, with the title and a pixel format behind it."""
    named = title.encode("utf-16-le")
    pixel_format = named[:40].ljust(40, b"\0") if title else b""
    length = 108 + len(named) + -len(named) % 4 + len(pixel_format)
    end = record(14, struct.pack("<II", len(palette) // 4, 16) + palette + struct.pack("<I", 20 + len(palette)))
    total = length + sum(map(len, parts)) + len(end)
    head = struct.pack("<II8i", 1, length, 0, 0, 99, 49, 0, 0, 2520, 1260)
    head += struct.pack("<4sIIIHH", b" EMF", 0x10000, total, 2 + len(parts), 9, 0)
    head += struct.pack("<III4i", len(named) // 2, 108 if title else 0, len(palette) // 4, *screen)
    head += struct.pack("<III", len(pixel_format), length - len(pixel_format) if title else 0, 0)
    head += struct.pack("<ii", 1000 * screen[2], 1000 * screen[3])
    return head + named + bytes(-len(named) % 4) + pixel_format + b"".join(parts) + end + behind


def records(drawing: bytes) -> list[tuple[int, bytes]]:
    """What stands between header and end, whole."""
    found, at = [], int.from_bytes(drawing[4:8], "little")
    while True:
        kind, length = struct.unpack_from("<II", drawing, at)
        if kind == 14:
            return found
        found.append((kind, drawing[at : at + length]))
        at += length


def rectangle() -> bytes:
    return record(43, BOX)


def polyline() -> bytes:
    return record(87, BOUNDS + struct.pack("<I6h", 3, 1, 2, 30, 4, 5, 60))


def comment(said: str, sign: bytes = b"") -> bytes:
    data = sign + said.encode("utf-16-le")
    return record(70, struct.pack("<I", len(data)) + data + bytes(-len(data) % 4))


def emf_plus(kind: int, flags: int = 0) -> bytes:
    """A comment with one EMF+ record."""
    return record(70, struct.pack("<I4sHHII", 16, b"EMF+", kind, flags, 12, 0))


def text(words: str) -> bytes:
    """EMR_EXTTEXTOUTW as GDI writes it."""
    letters = words.encode("utf-16-le")
    letters += bytes(-len(letters) % 4)
    body = BOUNDS + struct.pack("<Iff", 1, 1.0, 1.0) + struct.pack("<iiIII", 5, 5, len(words), 76, 0)
    body += struct.pack("<4i", 0, 0, -1, -1) + struct.pack("<I", 76 + len(letters))
    return record(84, body + letters + struct.pack(f"<{len(words)}I", *[7] * len(words)))


def font(name: str = "Arial", behind: bytes = b"", more: bytes = b"") -> bytes:
    """EMR_EXTCREATEFONTINDIRECTW; `behind` the name's end, and `more` in the place of full name and style."""
    face = (name.encode("utf-16-le") + b"\0\0" + behind)[:64].ljust(64, b"\0")
    body = struct.pack("<I5i8B", 1, -12, 0, 0, 0, 400, 0, 0, 0, 1, 0, 0, 0, 0)
    return record(82, body + face + more[:228].ljust(228, b"\0"))


def dib(bits: int = 24, *, beside: bytes = b"\0\0\0", inches: int = 0, colours: bytes = b"") -> tuple[bytes, bytes]:
    """Header with colours, and pixels, of three by two in 24 bits."""
    header = struct.pack("<IiiHHIIiiII", 40, 3, 2, 1, bits, 0, 0, inches, inches, len(colours) // 4, 0)
    row = (3 * bits + 31) // 32 * 4
    used = bytes(range(1, 1 + row - len(beside) if bits == 24 else 1 + row))
    return header + colours, (used + (beside if bits == 24 else b"")) * 2


def picture(header: bytes, pixels: bytes, gap: bytes = b"") -> bytes:
    """EMR_STRETCHDIBITS."""
    at = 80 + len(gap)
    numbers = struct.pack("<6i", 1, 1, 0, 0, 3, 2) + struct.pack("<4I", at, len(header), at + len(header), len(pixels))
    body = BOUNDS + numbers + struct.pack("<IIii", 0, 0xCC0020, 3, 2) + gap + header + pixels
    return record(81, body + bytes(-len(body) % 4))


def words(function: int, body: bytes) -> bytes:
    """One record of a WMF."""
    body += bytes(len(body) % 2)
    return struct.pack("<IH", 3 + len(body) // 2, function) + body


def wmf(*parts: bytes, placed: bool = True, behind: bytes = b"") -> bytes:
    """A whole drawing."""
    made = sum(one[4:6] in (b"\xf7\0", b"\x42\1", b"\xfa\2", b"\xfb\2", b"\xfc\2", b"\xff\6") for one in parts)
    parts = (*parts, words(0, b""))
    longest, total = max(len(one) // 2 for one in parts), 9 + sum(len(one) // 2 for one in parts)
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, total, made, longest, 0)
    place = b"\xd7\xcd\xc6\x9a" + struct.pack("<H4hHI", 0, 0, 0, 100, 50, 96, 0)
    place += struct.pack("<H", reduce(xor, struct.unpack("<10H", place)))
    return (place if placed else b"") + head + b"".join(parts) + behind


def wmf_records(drawing: bytes) -> list[tuple[int, bytes]]:
    """What stands between header and end, whole."""
    found, at = [], 40 if drawing.startswith(b"\xd7\xcd") else 18
    while True:
        length, function = struct.unpack_from("<IH", drawing, at)
        if not function:
            return found
        found.append((function, drawing[at : at + 2 * length]))
        at += 2 * length
