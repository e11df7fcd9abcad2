"""TIFF 6.0: tags that say how pixels are stored, the pixels, and no byte that belongs to neither."""

import re

from reporting.cleaning.gates.refusing import must, number

_SIZES = {1: 1, 3: 2, 4: 4, 5: 8}
_FORMS = {1: "B", 3: "<H", 4: "<I"}
_JOINED = re.compile(rb"\0{0,15}(II\*\0.{4})?\0?", re.DOTALL)
_STRIP_OFFSETS, _STRIP_COUNTS = 273, 279
_KNOWN = {254, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 296, 317, 320, 338, 339}
"""Subfile type, width, height, bits, packing, meaning of colours, order of bits, strips, channels, rows, planes, unit,
predictor, palette, meaning of the extra channel, form of the numbers."""


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is bare pages, to the last byte."""
    must(cleaned[:4] == b"II*\0", "another beginning")
    used, pages = [(0, 8)], [number(cleaned, 4, "<I")]
    while pages[-1]:
        must(len(pages) < 10_000, "too many pages")
        pages.append(_page(cleaned, pages[-1], used))
    _check_gaps(cleaned, sorted(used), pages)


def _page(cleaned: bytes, at: int, used: list[tuple[int, int]]) -> int:
    count = number(cleaned, at, "<H")
    used.append((at, at + 2 + 12 * count + 4))
    values = {}
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, form, length = (number(cleaned, entry + by, kind) for by, kind in ((0, "<H"), (2, "<H"), (4, "<I")))
        must(tag in _KNOWN and form in _SIZES and tag not in values, f"tag {tag}")
        values[tag] = _values(cleaned, entry + 8, form, length, used)
    offsets, counts = values.get(_STRIP_OFFSETS, []), values.get(_STRIP_COUNTS, [])
    must(len(offsets) == len(counts) > 0, "pages without pixels")
    used += [(start, start + length) for start, length in zip(offsets, counts, strict=True)]
    return number(cleaned, at + 2 + 12 * count, "<I")


def _values(cleaned: bytes, field: int, form: int, length: int, used: list[tuple[int, int]]) -> list[int]:
    size, start = _SIZES[form] * length, field
    must(0 < length <= 1 << 20, "an empty or endless tag")
    if size > 4:
        start = number(cleaned, field, "<I")
        used.append((start, start + size))
    else:
        must(not any(cleaned[field + size : field + 4]), "bytes behind a value")
    if form not in _FORMS:
        return []
    return [number(cleaned, start + at * _SIZES[form], _FORMS[form]) for at in range(length)]


def _check_gaps(cleaned: bytes, used: list[tuple[int, int]], pages: list[int]) -> None:
    """Parts follow each other and nothing stands in two. Between them stand zeros that align the next, and the header
    that a page had before it was joined to the others, which points at it."""
    end = 0
    for start, stop in [*used, (len(cleaned), len(cleaned))]:
        gap = cleaned[end:start]
        header = _JOINED.fullmatch(gap)
        must(start >= end and header is not None, "bytes between the parts")
        if header and header[1]:
            must(end + header.start(1) + number(header[1], 4, "<I") in pages, "a header of no page")
        end = stop
    must(end == len(cleaned), "pixels past the end")
