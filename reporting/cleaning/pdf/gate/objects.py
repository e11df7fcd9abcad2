"""The one shape of file that is let through: header, objects one after the other, table, trailer, end.

parsed(cleaned).objects[1]        # {b"Type": Word(b"Catalog"), b"Pages": Reference(2)}
"""

import re
from dataclasses import dataclass, field
from typing import Any

HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
OBJECT = re.compile(rb"([1-9][0-9]*) 0 obj\n")
TABLE = re.compile(rb"xref\n0 ([0-9]+)\n0000000000 65535 f \n((?:[0-9]{10} 00000 n \n)*)trailer ")
END = re.compile(rb"\nstartxref\n([0-9]+)\n%%EOF\n")
TOKEN = re.compile(
    rb"\s*(?:(?P<reference>[0-9]+) 0 R\b|(?P<number>-?[0-9]*\.?[0-9]+|-?[0-9]+\.?)(?=[\s\]>/(<])|"
    rb"/(?P<name>[A-Za-z0-9._,+*-]*)|<(?P<hex>[0-9a-f]*)>|(?P<open>\()|(?P<mark><<|>>|\[|\])|"
    rb"(?P<word>true|false|null))"
)
TEXT = re.compile(rb"(?:[^()\\\r]|\\(?:[0-7]{3}|[nrtbf()\\]))*")
ESCAPED = re.compile(rb"\\([0-7]{3}|[nrtbf()\\])")
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
STATIC_ID = bytes.fromhex("31415926535897932384626433832795")
DEEPEST = 24


class Unproven(Exception):
    """The file holds what the gate does not know; the text says which."""


class Word(bytes):
    """A name."""


class Text(bytes):
    """A string."""


class Reference(int):
    """The number of an object."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes as they lie in the file, and where."""

    keys: dict[bytes, Any]
    data: bytes
    start: int


@dataclass(slots=True)
class Document:
    """Objects by number."""

    objects: dict[int, Any] = field(default_factory=dict)
    streams: dict[int, Stream] = field(default_factory=dict)
    root: int = 0


class Reader:
    """Values, from `at` on."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def value(self, depth: int = 0) -> Any:
        found = TOKEN.match(self.data, self.at)
        if found is None or depth > DEEPEST:
            raise Unproven("an object that we cannot read")
        self.at = found.end()
        text = found[found.lastgroup or 0]
        match found.lastgroup:
            case "reference":
                return Reference(text)
            case "number":
                return float(text)
            case "name":
                return Word(text)
            case "hex":
                return Text(bytes.fromhex(text.decode("ascii")))
            case "open":
                return self.text()
            case "word":
                return text == b"true"
        return self.several(text, depth)

    def text(self) -> Text:
        found = TEXT.match(self.data, self.at)
        if found is None or self.data[found.end() : found.end() + 1] != b")":
            raise Unproven("a string that we cannot read")
        self.at = found.end() + 1
        return Text(ESCAPED.sub(lambda one: LETTERS.get(one[1]) or octal(one[1]), found[0]))

    def several(self, mark: bytes, depth: int) -> Any:
        if mark not in (b"[", b"<<"):
            raise Unproven("brackets that do not match")
        end = re.compile(rb"\s*\]" if mark == b"[" else rb"\s*>>")
        inside: list[Any] = []
        while (found := end.match(self.data, self.at)) is None:
            inside.append(self.value(depth + 1))
        self.at = found.end()
        if mark == b"[":
            return inside
        keys = inside[::2]
        if len(inside) % 2 or not all(isinstance(one, Word) for one in keys) or len(set(keys)) != len(keys):
            raise Unproven("a dictionary that we cannot read")
        return {bytes(key): value for key, value in zip(keys, inside[1::2], strict=True)}


def octal(text: bytes) -> bytes:
    return bytes([int(text, 8) & 255]) if text[:1].isdigit() else text


def parsed(data: bytes) -> Document:
    """Every byte of `data` is accounted for; Unproven otherwise."""
    if not data.startswith(HEADER):
        raise Unproven("another header")
    document, at, places = Document(), len(HEADER), {}
    while (found := OBJECT.match(data, at)) is not None:
        number = int(found[1])
        if number in places:
            raise Unproven("an object in two versions")
        places[number] = at
        at = one_object(document, data, found.end(), number)
    table = TABLE.match(data, at)
    if table is None or int(table[1]) != len(places) + 1:
        raise Unproven("another table of objects")
    if [int(row[:10]) for row in table[2].splitlines()] != [places.get(n) for n in range(1, len(places) + 1)]:
        raise Unproven("a table that does not fit its objects")
    reader = Reader(data, table.end())
    trailer = reader.value()
    end = END.fullmatch(data, reader.at)
    if end is None or int(end[1]) != at:
        raise Unproven("something after the end")
    if set(trailer) != {b"Root", b"Size", b"ID"} or trailer[b"ID"] != [STATIC_ID, STATIC_ID]:
        raise Unproven("a trailer that tells this file from others")
    document.root = int(trailer[b"Root"])
    return document


def one_object(document: Document, data: bytes, at: int, number: int) -> int:
    reader = Reader(data, at)
    value = reader.value()
    if data.startswith(b"\nendobj\n", reader.at):
        document.objects[number] = value
        return reader.at + 8
    length = value.get(b"Length") if isinstance(value, dict) else None
    if not isinstance(length, float) or not data.startswith(b"\nstream\n", reader.at):
        raise Unproven("an object that we cannot read")
    start = reader.at + 8
    end = start + int(length)
    after = re.compile(rb"\n?endstream\nendobj\n").match(data, end)
    if after is None:
        raise Unproven("a stream of another length than it says")
    document.objects[number] = value
    document.streams[number] = Stream(value, data[start:end], start)
    return after.end()
