"""WMF, the older drawings of Windows, record by record into a new one (MS-WMF).

data, removed = rebuilt(untrusted, Budget())        # raises a CleaningError

https://learn.microsoft.com/openspecs/windows_protocols/ms-wmf/
Escapes go: they hold commands for printers, comments, and at times a whole EMF. Objects are known by the order in which
they are made, so a record that makes one may not be left out.
"""

import struct
from collections.abc import Iterator

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.metafiles.reading import Budget, must, numbers, span, words_of_a_path
from reporting.cleaning.metafiles.wmf_records import KEPT

PLACED = b"\xd7\xcd\xc6\x9a"
_PLACE, _HEADER = 22, 18
_END = b"\x03\0\0\0\0\0"
_PICTURES = {0x0142, 0x0940, 0x0B41, 0x0D33, 0x0F43}
_ESCAPE, _LAYOUT, _REGION = 0x0626, 0x0105, 0x06FF
_MADE = {0x00F7, 0x0142, 0x02FA, 0x02FB, 0x02FC, 0x06FF}
_DRAWN = {
    0x012A,
    0x012B,
    0x0213,
    0x0228,
    0x0324,
    0x0325,
    0x0418,
    0x0419,
    0x041B,
    0x041F,
    0x0429,
    0x0521,
    0x0538,
    0x0548,
}
_DRAWN |= {0x061C, 0x061D, 0x0817, 0x081A, 0x0830, 0x0922, 0x0940, 0x0A32, 0x0B23, 0x0B41, 0x0D33, 0x0F43}


def rebuilt(untrusted: bytes, budget: Budget) -> tuple[bytes, frozenset[Kind]]:
    """The new drawing and what was taken out; raises MalformedFile, also where nothing that is drawn would be left."""
    found: set[Kind] = set()
    place = _place(untrusted) if untrusted.startswith(PLACED) else b""
    kind, length, version, _, objects = numbers("<HHHIH", untrusted, len(place))
    must(kind in (1, 2) and length == 9 and version in (0x100, 0x300))
    new: list[bytes] = []
    drawn, made = False, 0
    for function, record in _records(untrusted, len(place) + _HEADER, budget):
        if function == _ESCAPE:
            budget.search(record)
            found.add(Kind.PATH if words_of_a_path(record) else Kind.OTHER)
        elif function != _LAYOUT:
            must(function in KEPT)
            if function in _PICTURES:
                budget.look(record)
            elif function == _REGION:
                budget.spend(len(record) // 16)
            body = KEPT[function](record)
            body += bytes(len(body) % 2)
            new.append(struct.pack("<IH", 3 + len(body) // 2, function) + body)
            drawn, made = drawn or function in _DRAWN, made + (function in _MADE)
    must(drawn)
    new.append(_END)
    total, longest = _HEADER + sum(map(len, new)), max(map(len, new))
    head = struct.pack("<HHHIHIH", kind, 9, version, total // 2, min(objects, made), longest // 2, 0)
    return b"".join((place, head, *new)), frozenset(found)


def _place(untrusted: bytes) -> bytes:
    """How large it is meant to be, behind a handle that means nothing in a file, with its sum."""
    body = PLACED + bytes(2) + span(untrusted, 6, 10) + bytes(4)
    total = 0
    for word in struct.unpack("<10H", body):
        total ^= word
    return body + struct.pack("<H", total)


def _records(untrusted: bytes, at: int, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """What stands between the header and the end."""
    while True:
        words, function = numbers("<IH", untrusted, at)
        must(words >= 3 and at + 2 * words <= len(untrusted))
        budget.spend()
        if function == 0:
            return
        yield function, untrusted[at : at + 2 * words]
        at += 2 * words
