"""Font programs: no table of names, no dates, no words."""

import re

from reporting.cleaning.pdf.gate.objects import Unproven

TABLES = frozenset(
    (
        *(b"CFF ", b"OS/2", b"cmap", b"cvt ", b"fpgm", b"gasp", b"glyf", b"head", b"hhea", b"hmtx", b"kern", b"loca"),
        *(b"maxp", b"post", b"prep", b"vhea", b"vmtx", b"VORG", b"GDEF", b"GSUB", b"GPOS"),
    )
)
WORDS = re.compile(rb"\([^)]+\)|%(?!!PS-AdobeFont-1\.0: F\n)")


def proven_font(data: bytes) -> None:
    if data[:2] == b"%!":
        if WORDS.search(data[: data.find(b"eexec")]):
            raise Unproven("words in a font")
    elif data[:1] == b"\1":
        proven_cff(data)
    else:
        proven_tables(data)


def proven_tables(data: bytes) -> None:
    count, filled = int.from_bytes(data[4:6], "big"), 12 + 16 * int.from_bytes(data[4:6], "big")
    for at in range(12, 12 + 16 * count, 16):
        tag = data[at : at + 4]
        start, length = (int.from_bytes(data[at + n : at + n + 4], "big") for n in (8, 12))
        if tag not in TABLES or start != filled:
            raise Unproven("more in a font than letters")
        if tag == b"head" and any(data[start + 20 : start + 36]):
            raise Unproven("the date of a font")
        if tag == b"CFF ":
            proven_cff(data[start : start + length])
        filled += length + -length % 4
    if not count or filled != len(data):
        raise Unproven("more in a font than letters")


def proven_cff(data: bytes) -> None:
    """The first index after the header is that of the names."""
    at = data[2]
    count, size = int.from_bytes(data[at : at + 2], "big"), data[at + 2]
    last = at + 3 + count * size
    end = last + size - 1 + int.from_bytes(data[last : last + size], "big")
    if data[last + size : end].strip(b"F"):
        raise Unproven("the name of a font")
