"""Where Office shows only a part of a picture (ECMA-376 part 1, 20.1.8.55 and 20.1.8.30; part 4, 19.1.2.11).

    relationships |= settle(root, relationships)      # each cut picture by a link of its own, and nothing left to cut

`a:srcRect` says what is cut off, `a:fillRect` where the rest comes to lie: less than 0 is beyond the edges of the
shape, and so out of sight. VML has `croptop` and the like. What adds room around a picture stays.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from reporting.cleaning.office.cuts import NOTHING, Cut
from reporting.cleaning.office.namespaces import tag
from reporting.cleaning.office.ooxml.opc import Relationship

_SIDES = ("l", "t", "r", "b")
_CROPS = ("cropleft", "croptop", "cropright", "cropbottom")
_NUMBER = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(%|f)?", re.ASCII)
_UNITS = {"%": 100, "f": 65_536}
_EMBED = tag("r:embed")
_VML_LINKS = (tag("r:id"), tag("o:relid"), tag("r:pict"))
_LEAST = 1e-6
Sides = tuple[float, float, float, float]


def settle(root: etree._Element, relationships: Mapping[str, Relationship]) -> dict[str, Relationship]:
    """The relationships of cut pictures; changes the tree in place."""
    found: dict[str, Relationship] = {}
    for element, key, cut in (*_fills(root), *_older(root)):
        old = element.get(key)
        if old in relationships:
            new = f"cut {len(found)}"
            found[new] = replace(relationships[old], cut=cut)
            element.set(key, new)
    return found


def _fills(root: etree._Element) -> Iterator[tuple[etree._Element, str, Cut]]:
    for filled in root.iter("{*}blipFill"):
        sources, stretched = filled.findall(tag("a:srcRect")), filled.findall(f"{tag('a:stretch')}/{tag('a:fillRect')}")
        if not sources and not stretched:
            continue
        seen = None
        if len(sources) <= 1 and len(stretched) <= 1:
            seen = _seen(_sides(sources, _SIDES, 100_000), _sides(stretched, _SIDES, 100_000))
        for one in sources:
            _write(one, seen.source if seen else (0, 0, 0, 0))
        for one in stretched:
            _write(one, seen.filled if seen else (0, 0, 0, 0))
        cut = seen.cut if seen else NOTHING
        if cut is not None:
            yield from ((blip, _EMBED, cut) for blip in filled.iter(tag("a:blip")))


def _older(root: etree._Element) -> Iterator[tuple[etree._Element, str, Cut]]:
    for image in root.iter(tag("v:imagedata"), tag("v:image")):
        if not any(name in image.attrib for name in _CROPS):
            continue
        seen = _seen(_sides([image], _CROPS, 1), (0, 0, 0, 0))
        for name, side in zip(_CROPS, seen.source if seen else (0, 0, 0, 0), strict=True):
            image.attrib.pop(name, None)
            if side:
                image.set(name, f"{round(side * 65_536)}f")
        cut = seen.cut if seen else NOTHING
        if cut is not None:
            yield from ((image, key, cut) for key in _VML_LINKS)


def _sides(elements: list[etree._Element], names: tuple[str, str, str, str], whole: int) -> Sides | None:
    """Shares of the width and height; None where one of them is no number."""
    values = [elements[0].get(name, "0") if elements else "0" for name in names]
    numbers = [_NUMBER.fullmatch(value.strip() or "0") for value in values]
    shares = [float(one[1]) / _UNITS.get(one[2], whole) for one in numbers if one]
    return (shares[0], shares[1], shares[2], shares[3]) if len(shares) == len(names) else None


def _write(element: etree._Element, sides: Sides) -> None:
    for name, side in zip(_SIDES, sides, strict=True):
        element.attrib.pop(name, None)
        if round(side * 100_000):
            element.set(name, str(round(side * 100_000)))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is cut off, if anything is; and what is then left of both rectangles."""

    cut: Cut | None
    source: Sides
    filled: Sides


def _seen(source: Sides | None, filled: Sides | None) -> _Seen | None:
    """None when nothing is seen, or nobody knows what."""
    across = down = None
    if source and filled:
        across, down = (_along(source[at], source[at + 2], filled[at], filled[at + 2]) for at in (0, 1))
    if across is None or down is None:
        return None
    cut, rest, place = ((a[0], d[0], a[1], d[1]) for a, d in zip(across, down, strict=True))
    return _Seen(Cut(*cut) if max(cut) > _LEAST else None, rest, place)


def _along(
    before: float, after: float, start: float, end: float
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]] | None:
    """Along one side of the shape: the parts cut off at both ends, the room that is left around, the place."""
    first, last = before, 1 - after
    low, high = max(start, 0), min(1 - end, 1)
    if last - first < _LEAST or high - low < _LEAST:
        return None
    scale = (last - first) / (1 - end - start)
    first, last = first + (low - start) * scale, first + (high - start) * scale
    kept_first, kept_last = max(first, 0), min(last, 1)
    kept = kept_last - kept_first
    if kept < _LEAST:
        return None
    room = (min(first - kept_first, 0) / kept, min(kept_last - last, 0) / kept)
    return (kept_first, 1 - kept_last), room, (low, 1 - high)
