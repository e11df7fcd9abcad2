"""Records of an EMF: one of each kind that may stay, and what programs put beside the drawing."""

import struct

from tests.cleaning.metafiles.drawings import (
    BOUNDS,
    BOX,
    CANARY,
    WIDE,
    comment,
    dib,
    emf,
    font,
    picture,
    record,
    rectangle,
    text,
)

ONE = struct.pack("<I", 1)
PIXELS = dib()
BOXES = struct.pack("<4I", 32, 1, 1, 16) + BOX + BOX
PLACES = struct.pack("<4I", 0, 0, 0, 0)
HANDLE = ONE
NUMBERS = bytes(range(1, 41))


def _with_bitmap(start: bytes, more: bytes) -> bytes:
    """A record's numbers up to the places of a bitmap, the places, more numbers, and the bitmap."""
    at = 8 + len(start) + 16 + len(more)
    header, pixels = PIXELS
    places = struct.pack("<4I", at, len(header), at + len(header), len(pixels))
    return start + places + more + header + pixels


SAMPLES: dict[int, bytes] = {
    **dict.fromkeys((28, 33, 52, 59, 60, 61, 65, 66, 68), b""),
    **dict.fromkeys((16, 17, 18, 19, 20, 21, 22, 24, 25, 34, 57, 58, 67, 115), ONE),
    **dict.fromkeys((37, 40, 48), HANDLE),
    **dict.fromkeys((9, 10, 11, 12, 13, 26, 27, 51, 54, 120), NUMBERS[:8]),
    15: NUMBERS[:12],
    **dict.fromkeys((29, 30, 31, 32, 42, 43, 53, 62, 63, 64), BOX),
    41: NUMBERS[:20],
    35: NUMBERS[:24],
    44: NUMBERS[:24],
    36: NUMBERS[:28],
    **dict.fromkeys((45, 46, 47, 55), NUMBERS[:32]),
    **dict.fromkeys((2, 3, 4, 5, 6), BOUNDS + struct.pack("<I4i", 2, 1, 2, 3, 4)),
    **dict.fromkeys((85, 86, 87, 88, 89), BOUNDS + struct.pack("<I4h", 2, 1, 2, 3, 4)),
    **dict.fromkeys((7, 8), BOUNDS + struct.pack("<IIII6i", 2, 3, 1, 2, *range(6))),
    **dict.fromkeys((90, 91), BOUNDS + struct.pack("<IIII6h", 2, 3, 1, 2, *range(6))),
    56: BOUNDS + struct.pack("<I8i4B", 4, *range(8), 6, 2, 2, 3),
    92: BOUNDS + struct.pack("<I8h4B", 4, *range(8), 6, 2, 2, 3),
    23: struct.pack("<12H", 24, *range(11)),
    38: struct.pack("<IIiiI", 1, 0, 3, 0, 0xFF),
    39: struct.pack("<IIII", 1, 2, 0xFF, 3),
    49: struct.pack("<IHH", 1, 0x300, 2) + NUMBERS[:8],
    50: struct.pack("<III", 1, 0, 2) + NUMBERS[:8],
    71: BOUNDS + struct.pack("<II", 48, 1) + BOXES,
    72: BOUNDS + struct.pack("<IIii", 48, 1, 2, 2) + BOXES,
    73: BOUNDS + struct.pack("<I", 48) + BOXES,
    74: BOUNDS + struct.pack("<I", 48) + BOXES,
    75: struct.pack("<II", 48, 5) + BOXES,
    76: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), b""),
    77: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    78: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8] + bytes(20)),
    79: _with_bitmap(BOUNDS + BOX + NUMBERS[:24] + NUMBERS[:24] + bytes(4) + bytes(4), NUMBERS[:8] + bytes(20)),
    80: _with_bitmap(BOUNDS + NUMBERS[:24], struct.pack("<III", 0, 0, 2)),
    81: picture(*PIXELS)[8:],
    93: _with_bitmap(HANDLE + bytes(4), b""),
    94: _with_bitmap(HANDLE + bytes(4), b""),
    95: HANDLE + PLACES + struct.pack("<IIIIIIII", 0x10007, 1, 0, 0xFF, 0, 2, 8, 4),
    114: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    116: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    118: BOUNDS + struct.pack("<III", 2, 1, 0) + NUMBERS[:32] + NUMBERS[:8],
    82: font()[8:],
    84: text("Words")[8:],
    83: text("Words")[8:72] + struct.pack("<I", 84) + b"Words\0\0\0" + NUMBERS[:20],
    108: struct.pack("<iiIIIff", 1, 2, 5, 0x300, 1, 1.0, 1.0) + b"Words\0\0\0",
}
_TWO = struct.pack("<iiIII", 5, 5, 2, 80, 0) + struct.pack("<4i", 0, 0, -1, -1) + struct.pack("<I", 84)
SAMPLES[97] = BOUNDS + struct.pack("<IffI", 1, 1.0, 1.0, 1) + _TWO + "ab".encode("utf-16-le") + NUMBERS[:8]
SAMPLES[96] = BOUNDS + struct.pack("<IffI", 1, 1.0, 1.0, 1) + _TWO + b"ab\0\0" + NUMBERS[:8]

PROFILE = struct.pack("<III", 0, len(WIDE), 0) + WIDE
BESIDE = {
    "a title": emf(rectangle(), title=CANARY),
    "a comment": emf(comment(CANARY), rectangle()),
    "a private comment": emf(comment(CANARY, b"GDIC\x02\0\0\0"), rectangle()),
    "a second drawing": emf(comment(CANARY, b"EMF+\x01\x40\x01\x00"), rectangle()),
    "colours behind the end": emf(rectangle(), palette=WIDE),
    "bytes behind the drawing": emf(rectangle(), behind=WIDE),
    "a colour space": emf(record(99, ONE + WIDE), rectangle()),
    "a wide colour space": emf(record(122, ONE + WIDE), rectangle()),
    "a profile": emf(record(112, PROFILE), rectangle()),
    "a wide profile": emf(record(113, PROFILE), rectangle()),
    "a kind of pixels": emf(record(104, WIDE), rectangle()),
    "words to a driver": emf(record(105, ONE + WIDE), rectangle()),
    "more words to a driver": emf(record(106, ONE + WIDE), rectangle()),
    "words to a named driver": emf(record(110, ONE + WIDE), rectangle()),
    "the full name of a font": emf(font(more=WIDE), text("A")),
    "bytes behind the name of a font": emf(font(behind=WIDE), text("A")),
    "bytes before a bitmap": emf(picture(*PIXELS, gap=WIDE)),
    "the hatch of a plain brush": emf(record(39, struct.pack("<III", 1, 0, 0xFF) + b"rosa"), rectangle()),
}
