"""What a content stream calls by name, carried over only if it is called, under a name that says nothing.

`/Im_Rosa_Parks.jpg Do` becomes `/X0 Do`; a picture that is listed and never drawn is left behind.
"""

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.lexer import InlineImage, Named, Operand, Text
from reporting.cleaning.pdf.values import dictionary

LETTERS = {"XObject": "X", "Font": "F", "ExtGState": "G", "ColorSpace": "C", "Pattern": "P", "Shading": "S"}
LONG_KEYS = {
    b"BPC": "BitsPerComponent", b"CS": "ColorSpace", b"D": "Decode", b"DP": "DecodeParms", b"F": "Filter",
    b"H": "Height", b"IM": "ImageMask", b"I": "Interpolate", b"W": "Width",
}  # fmt: skip
LONG_NAMES = {b"G": "DeviceGray", b"RGB": "DeviceRGB", b"CMYK": "DeviceCMYK", b"I": "Indexed"}


class Resources:
    """The names of one content stream; `written` is the dictionary that belongs beside what was rewritten."""

    def __init__(self, job: Job, untrusted: object) -> None:
        self.job = job
        self.source = dictionary(untrusted)
        self.written = Dictionary()
        self.known: dict[tuple[str, bytes], bytes | None] = {}
        self.tables: dict[str, dict[bytes, str]] = {}
        self.count = 0
        self.serial = job.next_serial()

    def find(self, category: str, name: bytes) -> Any:
        table = dictionary(self.source.get("/" + category)) if self.source is not None else None
        if table is None:
            return None
        if category not in self.tables:
            keys = list(table.keys())
            self.job.budget.spend(parts=len(keys) // 8)
            self.tables[category] = {key.encode("utf-8", "surrogateescape")[1:]: key for key in keys}
        key = self.tables[category].get(name)
        return table.get(key) if key is not None else None

    def use(self, category: str, name: bytes) -> bytes | None:
        if (category, name) not in self.known:
            found = self.find(category, name)
            made = self.job.copiers[category](self.job, found, self) if found is not None else None
            self.known[category, name] = self.add(category, made)
        return self.known[category, name]

    def add(self, category: str, made: Object | None) -> bytes | None:
        if made is None:
            return None
        if isinstance(made, Name):
            return str(made)[1:].encode("ascii")
        key = "/" + category
        if key not in self.written:
            self.written[key] = Dictionary()
        new = f"{LETTERS[category]}{self.count}"
        self.count += 1
        self.written[key]["/" + new] = made
        return new.encode("ascii")

    def inline(self, image: InlineImage) -> bytes | None:
        """A picture inside the content becomes one beside it: there it is cleaned like any other."""
        keys = {LONG_KEYS.get(key, key.decode("latin-1")): value for key, value in image.keys.items()}
        stream = Stream(self.job.out, image.data)
        for key, value in keys.items():
            if key in LONG_KEYS.values() and value is not None:
                stream["/" + key] = self.space(value) if key == "ColorSpace" else as_object(value)
        return self.add("XObject", self.job.copiers["Image"](self.job, stream, self))

    def space(self, value: Operand) -> Any:
        if isinstance(value, list):
            return Array([self.space(one) if isinstance(one, Named) else as_object(one) for one in value])
        if isinstance(value, Named):
            return as_object(Named(LONG_NAMES[value].encode()) if value in LONG_NAMES else value)
        return as_object(value)

    def hides(self, marked: Operand) -> bool:
        return isinstance(marked, Named) and self.job.layers.hides(self.find("Properties", marked))


def as_object(value: Operand) -> Any:
    """An operand of a content stream as an object of a document."""
    match value:
        case Named():
            return Name("/" + value.decode("latin-1"))
        case Text():
            return String(bytes(value))
        case bool():
            return value
        case list():
            return Array([as_object(one) for one in value])
        case dict():
            return Dictionary({"/" + key.decode("latin-1"): as_object(one) for key, one in value.items()})
        case bytes():
            return int(value) if b"." not in value else int(float(value))
    return None
