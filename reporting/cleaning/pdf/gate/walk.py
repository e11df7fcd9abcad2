"""Go through every object: is each key, name and string on the list, and what is each stream there for?"""

from typing import Any

from reporting.cleaning.pdf.gate.objects import Document, Reference, Text, Unproven, Word
from reporting.cleaning.pdf.gate.words import (
    ADDRESS,
    COLLECTIONS,
    FONT_FILES,
    FREE,
    GLYPH,
    INK,
    KEYS,
    NAMES,
    RESOURCE,
)


class Uses:
    """`of[n]` are the purposes of stream n: b"Contents", b"FontFile2", b"ToUnicode" …"""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.of: dict[int, set[bytes]] = {}

    def walk(self, value: Any, key: bytes) -> None:
        if isinstance(value, dict):
            self.dictionary(value, key)
        elif isinstance(value, list):
            for place, one in enumerate(value):
                inside = b"Lookup" if isinstance(one, Text) and is_lookup(value, place) else key
                self.walk(one, inside)
        elif isinstance(value, Word):
            known_name(value, key)
        elif isinstance(value, Text):
            known_text(value, key)
        elif isinstance(value, Reference):
            self.of.setdefault(int(value), set()).add(key)

    def dictionary(self, value: dict[bytes, Any], key: bytes) -> None:
        for inner, one in value.items():
            if key == b"CharProcs" and GLYPH.fullmatch(inner):
                self.walk(one, b"CharProcs")
            elif inner in KEYS:
                self.walk(one, inner)
            elif RESOURCE.fullmatch(inner):
                self.walk(one, key)
            else:
                raise Unproven("an entry that we do not know")
        if b"URI" in value and set(value) != {b"S", b"URI"}:
            raise Unproven("an action that we do not know")


def is_lookup(array: list[Any], place: int) -> bool:
    return place == 3 and array[0] == b"Indexed"


def known_name(value: Word, key: bytes) -> None:
    free = FREE.get(key)
    if value in NAMES or INK.fullmatch(value) or (free is not None and free.fullmatch(value)):
        return
    raise Unproven("a name that we do not know")


def known_text(value: Text, key: bytes) -> None:
    fits = {
        b"Lookup": len(value) <= 256 * 32,
        b"URI": ADDRESS.fullmatch(value) is not None,
        b"Registry": value in COLLECTIONS,
        b"Ordering": value in COLLECTIONS,
    }
    if not fits.get(key, False):
        raise Unproven("words that are not on a page")


def uses(document: Document) -> dict[int, set[bytes]]:
    found = Uses(document)
    for value in document.objects.values():
        found.walk(value, b"")
    root = document.objects.get(document.root)
    if not isinstance(root, dict) or set(root) != {b"Type", b"Pages"}:
        raise Unproven("more than pages")
    unused = document.streams.keys() - found.of.keys()
    if unused:
        raise Unproven("a part that is not used")
    for number in document.streams:
        if found.of[number] & FONT_FILES and len(found.of[number]) > 1:
            raise Unproven("a part that is two things at once")
    return found.of
