"""Pictures of every kind. A checksum is made right again, so that what it covers is looked into."""

import zlib
from random import Random

from tests.cleaning.made import FORMATS, picture, png, secretive
from tests.fuzz.blind import neighbour
from tests.fuzz.cleaner import check
from tests.fuzz.target import Target

SMALL = picture(24, 16)


def seeds() -> list[bytes]:
    return [*(secretive(form, SMALL) for form in FORMATS), png(8, 8, zlib.compress(b"\0\xff" * 8))]


def mutate(data: bytes, dice: Random) -> bytes:
    made = neighbour(data, dice, WORDS)
    if not made.startswith(b"\x89PNG\r\n\x1a\n"):
        return made
    whole, at = bytearray(made), 8
    while at + 12 <= len(whole):
        end = at + 8 + int.from_bytes(whole[at : at + 4])
        if end + 4 > len(whole):
            break
        whole[end : end + 4] = zlib.crc32(whole[at + 4 : end]).to_bytes(4)
        at = end + 4
    return bytes(whole)


WORDS = (
    b"\xff\xd8",
    b"\xff\xe1",
    b"\xff\xdb",
    b"\xff\xc4",
    b"\xff\xc2",
    b"\xff\xda",
    b"IHDR",
    b"IDAT",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"tRNS",
    b"PLTE",
    b"iCCP",
    b"GIF89a",
    b"\x21\xf9\x04",
    b"RIFF",
    b"VP8X",
    b"ANMF",
    b"II*\0",
    b"MM\0*",
    b"ftypheic",
    b"ftypavif",
    b"meta",
    b"iloc",
    b"ispe",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\0",
)
TARGET = Target("cleaner: pictures", seeds, check, WORDS, mutate, largest=64 * 1024, in_short=80)
