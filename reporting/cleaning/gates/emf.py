"""EMF: known records, each exactly as long as what it says it holds, and no byte that nothing uses.

beside = check(cleaned)         # all but words, names of fonts, points and pixels, for the search for canaries

https://learn.microsoft.com/openspecs/windows_protocols/ms-emf/
"""

import math
import struct
from collections.abc import Callable, Mapping

from reporting.cleaning.gates import dib
from reporting.cleaning.gates.refusing import must, number

_BARE = {
    8: "28 33 52 59 60 61 65 66 68",
    12: "16 17 18 19 20 21 22 24 25 34 37 40 48 57 58 67 115",
    16: "9 10 11 12 13 26 27 51 54 120",
    20: "15",
    24: "29 30 31 32 39 42 43 53 62 63 64",
    28: "38 41",
    32: "23 35 44",
    36: "36",
    40: "45 46 47 55",
}
_LENGTHS = {int(kind): length for length, kinds in _BARE.items() for kind in kinds.split()}
_LISTS = {2: 8, 3: 8, 4: 8, 5: 8, 6: 8, 56: 9, 85: 4, 86: 4, 87: 4, 88: 4, 89: 4, 92: 5}
"""Bytes for each point, which are counted at 24 and begin at 28."""
_GROUPS = {7: 8, 8: 8, 90: 4, 91: 4}
_REGIONS = {71: (24, 32), 72: (24, 40), 73: (24, 28), 74: (24, 28), 75: (8, 16)}
"""Where the length of a region stands, and where the region begins."""
_BITMAPS: Mapping[int, tuple[int, tuple[tuple[int, int], ...]]] = {
    76: (100, ((84, 80),)),
    77: (108, ((84, 80),)),
    78: (128, ((84, 80), (112, 108))),
    79: (140, ((96, 92), (124, 120))),
    80: (76, ((48, 64),)),
    81: (80, ((48, 64),)),
    93: (32, ((16, 12),)),
    94: (32, ((16, 12),)),
    95: (52, ((12, 40),)),
    114: (108, ((84, 80),)),
    116: (108, ((84, 80),)),
}
"""Bytes before the first bitmap; for each bitmap where its four places and where its use stand."""
_BLOCKS = {76, 77, 114, 116}
_NOWHERE = bytes(8) + b"\0\0\x80\x3f" + bytes(8) + b"\0\0\x80\x3f" + bytes(16)
_MAKERS = {38, 39, 49, 82, 93, 94, 95}
_TEXTS = {83, 84, 96, 97, 108}
_OPTIONS = 0x1_3C96
_LAST = b"\x0e\0\0\0\x14\0\0\0\0\0\0\0\x10\0\0\0\x14\0\0\0"
_USUAL = {10 * one for one in (72, 96, 120, 144, 192, 300, 600, 1200, 2400)}


def check(cleaned: bytes) -> bytes:
    """Raises NotProvenClean unless every byte is accounted for."""
    at, count, highest, measured, exact, beside = _header(cleaned), 1, 0, False, False, [cleaned[:108]]
    while cleaned[at : at + 4] != _LAST[:4]:
        kind, length = number(cleaned, at, "<I"), number(cleaned, at + 4, "<I")
        record = cleaned[at : at + length]
        must(length >= 8 and length % 4 == 0 and len(record) == length, "a part of a drawing that is cut short")
        beside.append(_record(kind, record))
        if kind in _MAKERS:
            highest = max(highest, number(record, 8, "<I"))
        measured = measured or (kind == 17 and 2 <= number(record, 8, "<I") <= 6)
        exact = exact or (kind in _TEXTS and _exact(record))
        at, count = at + length, count + 1
    must(cleaned[at:] == _LAST, "bytes after the drawing")
    must(number(cleaned, 52, "<I") == count + 1 and number(cleaned, 56, "<H") == highest + 1, "another count of parts")
    usual = cleaned[72:76] == cleaned[76:80] and number(cleaned, 72, "<I") in _USUAL
    must(measured or (usual and cleaned[80:88] == b"\xfe\0\0\0" * 2), "somebody's screen")
    must(measured or not exact, "a scale of texts that tells of a screen")
    return b"".join(beside)


def _header(cleaned: bytes) -> int:
    must(cleaned[:8] == b"\1\0\0\0\x6c\0\0\0" and cleaned[40:48] == b" EMF\0\0\1\0", "another beginning")
    must(number(cleaned, 48, "<I") == len(cleaned) and cleaned[58:72] == bytes(14), "a title or colours of a drawing")
    must(cleaned[88:100] == bytes(12) and len(cleaned) > 108, "a kind of pixels of a drawing")
    return 108


def _record(kind: int, record: bytes) -> bytes:
    """What of the record is neither words nor pixels; raises NotProvenClean unless it is exactly as it has to be."""
    if kind in _LENGTHS:
        must(len(record) == _LENGTHS[kind], "a longer part of a drawing")
        if kind in (38, 39):
            must(record[20:24] == bytes(4) or (kind == 39 and record[12:16] == b"\2\0\0\0"), "bytes in a pen or brush")
        must(kind != 23 or record[8:10] == b"\x18\0", "another length of an adjustment")
        return record
    if kind in _BITMAPS:
        return _bitmaps(kind, record)
    measure = _MEASURES.get(kind)
    must(measure is not None, "a part of a drawing that does not stay")
    assert measure is not None  # noqa: S101 - for the type checker
    end, beside = measure(kind, record)
    must(end <= len(record) < end + 4 and not any(record[end:]), "a longer part of a drawing")
    return beside


def _exact(record: bytes) -> bool:
    """Whether one of a text's scales has more than three digits; raises NotProvenClean where none is used."""
    mode = number(record, 24, "<I")
    must(mode == 1 or (mode in (0, 2) and record[28:36] == bytes(8)), "a scale of texts that nothing uses")
    scales = struct.unpack("<ff", record[28:36])
    must(all(map(math.isfinite, scales)), "a scale of texts that is no number")
    return struct.pack("<ff", *(float(f"{one:.2e}") for one in scales)) != record[28:36]


def _list(kind: int, record: bytes) -> tuple[int, bytes]:
    return 28 + _LISTS[kind] * number(record, 24, "<I"), record[:28]


def _group(kind: int, record: bytes) -> tuple[int, bytes]:
    groups, points = number(record, 24, "<I"), number(record, 28, "<I")
    must(32 + 4 * groups <= len(record), "lines that are not there")
    counts = struct.iter_unpack("<I", memoryview(record)[32 : 32 + 4 * groups])
    must(sum(count for (count,) in counts) == points, "points of no line")
    return 32 + 4 * groups + _GROUPS[kind] * points, record[:32]


def _region(kind: int, record: bytes) -> tuple[int, bytes]:
    length_at, start = _REGIONS[kind]
    length = number(record, length_at, "<I")
    if length:
        boxes = number(record, start + 8, "<I")
        must(number(record, start, "<I") == 32 and number(record, start + 4, "<I") == 1, "a region of another kind")
        must(length == 32 + 16 * boxes and number(record, start + 12, "<I") == 16 * boxes, "a longer region")
    else:
        must(kind == 75, "no region")
    return start + length, record


def _colours(kind: int, record: bytes) -> tuple[int, bytes]:
    if kind == 49:
        must(number(record, 12, "<H") == 0x300, "another palette")
        return 16 + 4 * number(record, 14, "<H"), record
    return 20 + 4 * number(record, 16, "<I"), record


def _gradient(_: int, record: bytes) -> tuple[int, bytes]:
    each = {0: 8, 1: 8, 2: 12}.get(number(record, 32, "<I"))
    must(each is not None, "another gradient")
    return 36 + 16 * number(record, 24, "<I") + (each or 0) * number(record, 28, "<I"), record


def _font(_: int, record: bytes) -> tuple[int, bytes]:
    must(not any(record[104:332]), "more than the name of a font")
    name = record[40:104]
    ends = [at for at in range(0, 64, 2) if name[at : at + 2] == b"\0\0"]
    must(not ends or not any(name[ends[0] :]), "bytes behind the name of a font")
    return 332, record[:40]


def _text(kind: int, record: bytes) -> tuple[int, bytes]:
    return _words(record, 36, 76, 1 if kind == 83 else 2), record[:76]


def _texts(kind: int, record: bytes) -> tuple[int, bytes]:
    count = number(record, 36, "<I")
    must(40 + 40 * count <= len(record), "texts that are not there")
    at = start = 40 + 40 * count
    for one in range(count):
        at = _words(record, 40 + 40 * one, at, 1 if kind == 96 else 2)
    return at, record[:start]


def _words(record: bytes, numbers: int, at: int, wide: int) -> int:
    """Where the words that are described at `numbers`, and begin at `at`, end with their distances."""
    count, begin, options = (number(record, numbers + 8 + 4 * one, "<I") for one in range(3))
    must(begin == at and options & ~_OPTIONS == 0, "words that lie elsewhere")
    if not options & 6:
        must(record[numbers + 20 : numbers + 36] == bytes(8) + b"\xff" * 8, "a box that nobody sees")
    end = at + wide * count
    aligned = end + -end % 4
    must(not any(record[end:aligned]), "bytes behind words")
    distances = number(record, numbers + 36, "<I")
    if not distances:
        return aligned
    must(distances == aligned, "distances that lie elsewhere")
    return aligned + count * (8 if options & 0x2000 else 4)


def _few_words(_: int, record: bytes) -> tuple[int, bytes]:
    count, options = number(record, 16, "<I"), number(record, 20, "<I")
    must(options & ~(_OPTIONS | 0x300) == 0, "text of another kind")
    start = 36 if options & 0x100 else 52
    return start + count * (1 if options & 0x200 else 2), record[:start]


def _bitmaps(kind: int, record: bytes) -> bytes:
    start, bitmaps = _BITMAPS[kind]
    if kind == 95:
        start += 4 * number(record, 48, "<I")
        must(start <= 52 + 4 * 64, "too long a pen")
        must(number(record, 36, "<I") == 2 or record[44:48] == bytes(4), "bytes in a pen")
    at = start
    for places, usage in bitmaps:
        if record[places : places + 16] == bytes(16):
            must(kind not in (93, 94), "a brush of nothing")
            must(kind not in _BLOCKS or (record[44:84] == _NOWHERE and not any(record[100:])), "a place in no bitmap")
            continue
        header_at, header, pixels_at, pixels = (number(record, places + 4 * one, "<I") for one in range(4))
        must(header_at == at and pixels_at == at + header + -header % 4, "a bitmap that lies elsewhere")
        must(not any(record[at + header : pixels_at]), "bytes between a bitmap's colours and pixels")
        rows = number(record, 72, "<I") if kind == 80 else None
        both = record[at : at + header], record[pixels_at : pixels_at + pixels]
        dib.check(*both, number(record, usage, "<I"), rows, alpha=kind == 114 and record[43] == 1)
        at = pixels_at + pixels + -pixels % 4
        must(not any(record[pixels_at + pixels : at]), "bytes behind a bitmap")
    must(at == len(record), "a longer part of a drawing")
    return record[:start]


_MEASURES: Mapping[int, Callable[[int, bytes], tuple[int, bytes]]] = {
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(_GROUPS, _group),
    **dict.fromkeys(_REGIONS, _region),
    **dict.fromkeys((49, 50), _colours),
    118: _gradient,
    82: _font,
    **dict.fromkeys((83, 84), _text),
    **dict.fromkeys((96, 97), _texts),
    108: _few_words,
}
