"""EMF, the drawings of Windows programs, record by record into a new one: what is seen stays (MS-EMF).

data, removed = rebuilt(untrusted, Budget())        # raises a CleaningError

https://learn.microsoft.com/openspecs/windows_protocols/ms-emf/
Comments hold a second drawing (EMF+), other formats, paths, and what programs like; the header names program and title.
A record that nobody here knows may be a part of the drawing, so it makes the drawing one that cannot be cleaned.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.metafiles import emf_plus
from reporting.cleaning.metafiles.emf_header import header
from reporting.cleaning.metafiles.emf_pictures import PICTURES
from reporting.cleaning.metafiles.emf_shapes import SHAPES
from reporting.cleaning.metafiles.emf_text import TEXTS, scaled
from reporting.cleaning.metafiles.reading import Budget, must, numbers, words_of_a_path

_HEADER, _END, _COMMENT, _FONT = 1, 14, 70, 82
_MANY = {96, 97}
KEPT: Mapping[int, Callable[[bytes], bytes]] = {**SHAPES, **PICTURES, **TEXTS}
_DROPPED = {69, 98, 99, 100, 101, 104, 105, 106, 109, 110, 111, 112, 113, 119, 121, 122}
"""Colour spaces and profiles, pixel formats, escapes to drivers, sums of fonts: none of it is drawn on a screen."""
_MADE = {38, 39, 49, 82, 93, 94, 95}
_USED = {37, 40, 48}
_STOCK = 0x80000000
_MOST_STOCK = 19
_DRAWN = {*range(2, 9), 15, *range(41, 48), *range(53, 57), *range(62, 65), *range(71, 75), *range(76, 82)}
_DRAWN |= {*range(83, 93), 96, 97, 108, 114, 116, 118}
_LAST = struct.pack("<IIIII", _END, 20, 0, 16, 20)


def rebuilt(untrusted: bytes, budget: Budget) -> tuple[bytes, frozenset[Kind]]:
    """The new drawing and what was taken out; raises MalformedFile, also where nothing that is drawn would be left."""
    found: set[Kind] = set()
    new: list[bytes] = []
    made: set[int] = {0}
    drawn, drawn_elsewhere = False, emf_plus.Watch()
    for kind, record in _records(untrusted, budget):
        if kind == _COMMENT:
            budget.search(record)
            found.add(Kind.PATH if words_of_a_path(record) else Kind.OTHER)
            budget.spend(drawn_elsewhere.see(record) // 8)
        elif kind in _DROPPED:
            budget.search(record)
            found.add(Kind.OTHER)
        else:
            must(kind in KEPT)
            if kind in PICTURES:
                budget.look(record)
            elif kind in TEXTS:
                budget.read(len(record) if kind in _MANY else 0)
            body = KEPT[kind](record)
            if kind in _MADE or kind in _USED:
                (handle,) = struct.unpack_from("<I", body)
                if kind in _MADE:
                    must(0 < handle < 0xFFFF)
                    made.add(handle)
                elif handle not in made and not _STOCK <= handle <= _STOCK + _MOST_STOCK:
                    continue
            if kind == _FONT and any(record[104:332]):
                found.add(Kind.OTHER)
            body += bytes(-len(body) % 4)
            new.append(struct.pack("<II", kind, 8 + len(body)) + body)
            drawn = drawn or kind in _DRAWN
    must(drawn and not drawn_elsewhere.alone)
    first, told, dots = header(untrusted, new, max(made) + 1)
    if dots:
        new = [scaled(one, dots) for one in new]
    return b"".join((first, *new, _LAST)), frozenset(found | told)


def _records(untrusted: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """What stands between the header and the end."""
    at = 0
    while True:
        kind, length = numbers("<II", untrusted, at)
        must(length >= 8 and length % 4 == 0 and at + length <= len(untrusted) and (kind == _HEADER) == (at == 0))
        budget.spend()
        if kind == _END:
            return
        if kind != _HEADER:
            yield kind, untrusted[at : at + length]
        at += length
