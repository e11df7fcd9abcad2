"""Which elements and attributes may stay, read once from the lists in `tables/`.

    OOXML["w:t"].text, OOXML["w:jc"].attributes        # True, {"w:val": False}

The lists were made from the schemas of the formats (ECMA-376, ISO 29500, OASIS OpenDocument 1.3), less all that tells
of people, times, machines and earlier versions. `+` marks an element whose text stays, `*` an attribute that holds
words or names; any other attribute must look like a number, a colour or a keyword.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"

KEYWORD = re.compile(r"[-+\w.,:;#%/() ]{0,80}|\{[0-9A-Fa-f-]{36}\}", re.ASCII)
PLACES = re.compile(
    r"file:|\b[a-z]:[\\/]|\\\\|(?:^|[\s\"'(=])/(?:home|users|tmp|var|private|mnt|media|volumes)/|smb:|\bpack:", re.I
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stay in an element: whether its own text, and which attributes (True: free words)."""

    text: bool
    attributes: Mapping[str, bool]


def _names(words: list[str], mark: str) -> dict[str, bool]:
    return {word.rstrip(mark): word.endswith(mark) for word in words}


def _ooxml() -> dict[str, Rule]:
    lines = (_TABLES / "ooxml.txt").read_text("utf-8").replace("\n  ", " ").splitlines()
    rules = {}
    for line in lines:
        name, *attributes = line.split()
        rules[name.rstrip("+")] = Rule(name.endswith("+"), _names(attributes, "*"))
    return rules


def _sections(name: str) -> dict[str, list[str]]:
    parts = re.split(r"^\[(\w+)\]$", (_TABLES / name).read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], (part.split() for part in parts[2::2]), strict=True))


def _odf() -> tuple[dict[str, Rule], frozenset[str]]:
    sections = _sections("odf.txt")
    attributes = _names(sections["attributes"], "*")
    rules = {name: Rule(text, attributes) for name, text in _names(sections["elements"], "+").items()}
    return rules | {name: Rule(True, {}) for name in sections["math"]}, frozenset(sections["unwrapped"])


OOXML = _ooxml()
ODF, ODF_UNWRAPPED = _odf()


def plain(value: str, free: bool) -> bool:
    """Whether a value may stay: a keyword, or words that name no place on somebody's machine."""
    return not PLACES.search(value) if free else KEYWORD.fullmatch(value) is not None
