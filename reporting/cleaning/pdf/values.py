"""Numbers, names and rectangles out of a stranger's PDF, or None where something else stands in their place.

box(page.get("/MediaBox"))        # [0, 0, 595, 842], the corners in order
"""

import re
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from reporting.cleaning.cleaned import TooLarge

LARGEST = 10**9
PLAIN = re.compile(r"/[A-Za-z0-9._+-]{1,127}")


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def number(untrusted: object) -> int | Decimal | None:
    if isinstance(untrusted, bool) or not isinstance(untrusted, (int, Decimal)):
        return None
    if isinstance(untrusted, Decimal):
        return round(untrusted, 6) if untrusted.is_finite() and abs(untrusted) < LARGEST else None
    return untrusted if abs(untrusted) <= 2**31 else None


def whole(untrusted: object, default: int = 0) -> int:
    found = number(untrusted)
    return default if found is None else int(found)


def numbers(untrusted: object, most: int) -> list[int | Decimal] | None:
    """A list of numbers only, or None; TooLarge when there are more than `most`."""
    if not isinstance(untrusted, Array):
        return None
    if len(untrusted) > most:
        raise TooLarge("This PDF is too complicated to be looked through. Send a screenshot of it instead.")
    found = [number(one) for one in untrusted]
    return None if None in found else [one for one in found if one is not None]


def box(untrusted: object) -> list[int | Decimal] | None:
    """Lower left and upper right corner, in that order."""
    found = numbers(untrusted, 64) or []
    if len(found) < 4:
        return None
    x0, y0, x1, y1 = found[:4]
    return [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]


def name(untrusted: object, allowed: frozenset[str] | None = None) -> Name | None:
    """A name that is one of `allowed`, or where any will do one of plain letters and digits."""
    if not isinstance(untrusted, Name):
        return None
    text = str(untrusted)
    fits = text[1:] in allowed if allowed is not None else PLAIN.fullmatch(text)
    return Name(text) if fits else None


def dictionary(untrusted: object) -> Object | None:
    """A dictionary, or the one in front of a stream."""
    if isinstance(untrusted, Stream):
        return untrusted
    return untrusted if isinstance(untrusted, Dictionary) else None


def copy_plain(source: Object, target: Object, keys: dict[str, Any]) -> None:
    """Take over from `source` the keys named, each read by the function beside it, and nothing else."""
    for key, read in keys.items():
        if key in source:
            value = read(source.get(key))
            if value is not None:
                target[key] = pikepdf.Array(value) if isinstance(value, list) else value


def flag(untrusted: object) -> bool | None:
    return untrusted if isinstance(untrusted, bool) else None


def some_numbers(untrusted: object) -> list[int | Decimal] | None:
    return numbers(untrusted, 1024)
