"""WMF: known records, each exactly as long as what it says it holds; no escapes.

beside = check(cleaned)         # all but words, names of fonts, points and pixels, for the search for canaries

https://learn.microsoft.com/openspecs/windows_protocols/ms-wmf/
"""

import struct
from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

from reporting.cleaning.gates import dib
from reporting.cleaning.gates.refusing import must, number

_WORDS = {
    3: "001e 0035",
    4: "0102 0103 0104 0106 0107 0108 0127 012a 012b 012c 012d 012e 0139 0149 01f0 0234",
    5: "0201 0209 020a 020b 020c 020d 020e 020f 0211 0213 0214 0220 0228 0231",
    7: "0410 0412 0415 0416 0418 0419 041b 041f 0429 02fc",
    8: "0548 02fa",
    9: "061c 061d",
    11: "0817 081a 0830",
}
_LENGTHS = {int(kind, 16): 2 * words for words, kinds in _WORDS.items() for kind in kinds.split()}
_BITMAPS = {0x0940: 22, 0x0B41: 26, 0x0D33: 24, 0x0F43: 28, 0x0142: 10}
"""Where the bitmap begins."""
_BARE = {0x0922: 24, 0x0940: 24, 0x0B23: 28, 0x0B41: 28}
"""Lengths without a bitmap; then a number that stands 10 bytes before the end means nothing."""
_USES = {0x0D33: 6, 0x0F43: 10, 0x0142: 8}
_MAKERS = {0x00F7, 0x0142, 0x02FA, 0x02FB, 0x02FC, 0x06FF}
_OPTIONS = 0x2C96
_END = b"\x03\0\0\0\0\0"


def check(cleaned: bytes) -> bytes:
    """Raises NotProvenClean unless every byte is accounted for."""
    start = 0
    if cleaned[:4] == b"\xd7\xcd\xc6\x9a":
        sums = [number(cleaned, at, "<H") for at in range(0, 22, 2)]
        must(cleaned[4:6] == bytes(2) and cleaned[16:20] == bytes(4) and reduce(xor, sums) == 0, "another placing")
        start = 22
    must(number(cleaned, start, "<H") in (1, 2) and number(cleaned, start + 2, "<H") == 9, "another beginning")
    must(number(cleaned, start + 4, "<H") in (0x100, 0x300) and cleaned[start + 16 : start + 18] == bytes(2), "more")
    must(2 * number(cleaned, start + 6, "<I") == len(cleaned) - start, "bytes around the drawing")
    at, longest, made, beside = start + 18, 3, 0, [cleaned[: start + 18]]
    while cleaned[at : at + 6] != _END:
        words, kind = number(cleaned, at, "<I"), number(cleaned, at + 4, "<H")
        record = cleaned[at : at + 2 * words]
        must(words >= 3 and len(record) == 2 * words, "a part of a drawing that is cut short")
        beside.append(_record(kind, record))
        at, longest, made = at + 2 * words, max(longest, words), made + (kind in _MAKERS)
    must(at + 6 == len(cleaned), "bytes after the drawing")
    must(number(cleaned, start + 12, "<I") == longest, "another length of the longest part")
    must(number(cleaned, start + 10, "<H") <= made, "more objects than are made")
    return b"".join(beside)


def _record(kind: int, record: bytes) -> bytes:
    """What of the record is neither words nor pixels; raises NotProvenClean unless it is exactly as it has to be."""
    if kind in _LENGTHS:
        must(len(record) == _LENGTHS[kind], "a longer part of a drawing")
        must(kind != 0x02FA or record[10:12] == bytes(2), "bytes in a pen")
        must(kind != 0x02FC or record[6:8] == b"\2\0" or record[12:14] == bytes(2), "bytes in a brush")
        return record
    if kind in _BARE and len(record) == _BARE[kind] and len(record) // 2 == (kind >> 8) + 3:
        must(record[-10:-8] == bytes(2), "a number that means nothing")
        return record
    if kind in _BITMAPS:
        return _bitmap(kind, record)
    measure = _MEASURES.get(kind)
    must(measure is not None, "a part of a drawing that does not stay")
    assert measure is not None  # noqa: S101 - for the type checker
    end, beside = measure(record)
    must(end == len(record), "a longer part of a drawing")
    return beside


def _bitmap(kind: int, record: bytes) -> bytes:
    start = _BITMAPS[kind]
    usage = number(record, _USES[kind], "<H") if kind in _USES else 0
    both = record[start:]
    at = dib.header_length(both, usage)
    pixels, length = both[at:], number(both, 20, "<I") if both[:4] != b"\x0c\0\0\0" else 0
    if length % 2 and length == len(pixels) - 1 and pixels[-1:] == b"\0":
        pixels = pixels[:-1]
    dib.check(both[:at], pixels, usage, number(record, 8, "<H") if kind == 0x0D33 else None)
    return record[:start]


def _line(record: bytes) -> tuple[int, bytes]:
    return 8 + 4 * number(record, 6, "<H"), record[:8]


def _lines(record: bytes) -> tuple[int, bytes]:
    count = number(record, 6, "<H")
    must(8 + 2 * count <= len(record), "lines that are not there")
    return 8 + 2 * count + 4 * sum(struct.unpack_from(f"<{count}H", record, 8)), record[:8]


def _colours(record: bytes) -> tuple[int, bytes]:
    return 10 + 4 * number(record, 8, "<H"), record


def _font(record: bytes) -> tuple[int, bytes]:
    name = record[24:]
    _, _, behind = name.partition(b"\0")
    must(len(record) >= 24 and len(name) <= 32 and not any(behind), "bytes behind the name of a font")
    return len(record), record[:24]


def _region(record: bytes) -> tuple[int, bytes]:
    must(record[6:14] == b"\0\0\6\0" + bytes(4), "a region of another kind")
    at = 28
    for _ in range(number(record, 16, "<H")):
        at += 8 + 2 * number(record, at, "<H")
    must(number(record, 14, "<H") == (at - 6) & 0xFFFF, "a longer region")
    return at, record


def _text(record: bytes) -> tuple[int, bytes]:
    count = number(record, 6, "<H")
    must(not count % 2 or record[8 + count : 9 + count] == b"\0", "bytes behind words")
    return 12 + count + count % 2, record[:8]


def _text_at(record: bytes) -> tuple[int, bytes]:
    count, options = number(record, 10, "<H"), number(record, 12, "<H")
    must(options & ~_OPTIONS == 0, "text of another kind")
    start = 22 if options & 6 else 14
    must(not count % 2 or record[start + count : start + count + 1] == b"\0", "bytes behind words")
    end = start + count + count % 2
    return end if end == len(record) else end + count * (4 if options & 0x2000 else 2), record[:start]


_MEASURES: Mapping[int, Callable[[bytes], tuple[int, bytes]]] = {
    0x0324: _line,
    0x0325: _line,
    0x0538: _lines,
    0x0037: _colours,
    0x00F7: _colours,
    0x0436: _colours,
    0x02FB: _font,
    0x06FF: _region,
    0x0521: _text,
    0x0A32: _text_at,
}
