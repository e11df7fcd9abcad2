"""Fonts (ISO 32000-1, 9.5 to 9.8): what is needed to draw the letters and to copy the text.

A subset's six letters (`/QWERTY+Lato`) are made at random or from the document: they become a count.
"""

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from reporting.cleaning.pdf.cmaps import clean_cmap
from reporting.cleaning.pdf.content import rewrite
from reporting.cleaning.pdf.fontfiles import copy_program
from reporting.cleaning.pdf.forms import content_of, matrix
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.resources import Resources
from reporting.cleaning.pdf.streams import data_of, put
from reporting.cleaning.pdf.values import PLAIN, box, copy_plain, dictionary, name, number, numbers, words

SUBSET = re.compile(r"/[A-Z]{6}\+")
FACE = re.compile(r"[A-Za-z0-9._,+-]{1,127}")
MOST = 70_000
ORDERINGS = frozenset(("Identity", "Japan1", "GB1", "CNS1", "Korea1", "KR", "UCS", "Japan2"))
SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType"))
DESCRIPTOR: dict[str, Any] = dict.fromkeys(
    words(
        "/Flags /ItalicAngle /Ascent /Descent /Leading /CapHeight /XHeight /StemV /StemH /AvgWidth /MaxWidth "
        "/MissingWidth /FontWeight"
    ),
    number,
)
STRETCHES = words(
    "UltraCondensed ExtraCondensed Condensed SemiCondensed Normal SemiExpanded Expanded ExtraExpanded UltraExpanded"
)
MOST_CMAP = 4 * 2**20
MOST_GLYPH_MAP = 2**17


def copy_font(job: Job, untrusted: object, beside: Resources) -> Object | None:
    source = dictionary(untrusted)
    if source is None:
        return None
    kind = str(source.get("/Subtype"))
    makers = {"/Type0": composite, "/Type3": drawn} | dict.fromkeys(SIMPLE, simple)
    if kind not in makers:
        return None

    def make() -> Object:
        font = job.dictionary()
        job.begin("font", source, font)
        font["/Type"], font["/Subtype"] = Name.Font, Name(kind)
        makers[kind](job, source, font, beside)
        unicode_map(job, source, font)
        return font

    made: Object = job.once("font", source, make)
    return made


def widths(untrusted: object) -> list[Any] | None:
    return numbers(untrusted, MOST)


def face(job: Job, untrusted: object) -> Name:
    """The name of the typeface, the same for a font and its descriptor."""
    text = str(untrusted) if isinstance(untrusted, Name) else "/Font"
    bare = SUBSET.sub("/", text)
    plain = bare[1:].replace(" ", "")
    plain = plain if FACE.fullmatch(plain) else "Font"
    if bare == text:
        return Name("/" + plain)
    counted = job.done.setdefault(("subset", text), job.next_serial())
    letters = "".join(chr(65 + counted // 26**place % 26) for place in range(5, -1, -1))
    return Name(f"/{letters}+{plain}")


def simple(job: Job, source: Object, font: Object, beside: Resources) -> None:
    font["/BaseFont"] = face(job, source.get("/BaseFont"))
    copy_plain(source, font, {"/FirstChar": number, "/LastChar": number, "/Widths": widths})
    describe(job, source, font)
    encoding(source, font)


def encoding(source: Object, font: Object) -> None:
    value = source.get("/Encoding")
    if isinstance(value, Name):
        if PLAIN.fullmatch(str(value)):
            font["/Encoding"] = Name(str(value))
        return
    given = dictionary(value)
    if given is None:
        return
    made = Dictionary(Type=Name.Encoding)
    base = name(given.get("/BaseEncoding"), frozenset(("WinAnsiEncoding", "MacRomanEncoding", "MacExpertEncoding")))
    if base is not None:
        made["/BaseEncoding"] = base
    differences = given.get("/Differences")
    if isinstance(differences, Array):
        made["/Differences"] = Array([glyph(one) for one in list(differences)[:MOST]])
    font["/Encoding"] = made


def glyph(untrusted: object) -> Any:
    code = number(untrusted)
    return int(code) if code is not None else name(untrusted) or Name("/.notdef")


def describe(job: Job, source: Object, font: Object) -> None:
    given = dictionary(source.get("/FontDescriptor"))
    if given is None:
        return

    def make() -> Object:
        made = job.dictionary()
        made["/Type"] = Name.FontDescriptor
        made["/FontName"] = face(job, given.get("/FontName", source.get("/BaseFont")))
        copy_plain(given, made, DESCRIPTOR | {"/FontBBox": box})
        stretch = name(given.get("/FontStretch"), STRETCHES)
        if stretch is not None:
            made["/FontStretch"] = stretch
        copy_program(job, given, made)
        return made

    font["/FontDescriptor"] = job.once("descriptor", given, make)


def composite(job: Job, source: Object, font: Object, beside: Resources) -> None:
    font["/BaseFont"] = face(job, source.get("/BaseFont"))
    value = source.get("/Encoding")
    if isinstance(value, Stream):
        font["/Encoding"] = cmap(job, value)
    else:
        font["/Encoding"] = name(value) or Name("/Identity-H")
    descendants = source.get("/DescendantFonts")
    given = dictionary(descendants[0]) if isinstance(descendants, Array) and len(descendants) else None
    if given is not None:
        font["/DescendantFonts"] = Array([job.once("cid font", given, lambda: numbered(job, given))])


def numbered(job: Job, source: Object) -> Object:
    """A CID font: its glyphs go by number."""
    font = job.dictionary()
    font["/Type"] = Name.Font
    font["/Subtype"] = name(source.get("/Subtype"), frozenset(("CIDFontType0", "CIDFontType2"))) or Name.CIDFontType2
    font["/BaseFont"] = face(job, source.get("/BaseFont"))
    font["/CIDSystemInfo"] = collection(source.get("/CIDSystemInfo"))
    copy_plain(source, font, {"/DW": number, "/DW2": widths, "/W": ranges, "/W2": ranges})
    describe(job, source, font)
    to_glyphs = source.get("/CIDToGIDMap")
    if isinstance(to_glyphs, Stream):
        font["/CIDToGIDMap"] = table = job.stream()
        put(table, data_of(to_glyphs, MOST_GLYPH_MAP, job.budget) or b"")
    elif isinstance(to_glyphs, Name):
        font["/CIDToGIDMap"] = Name.Identity
    return font


def collection(untrusted: object) -> Dictionary:
    """Which of Adobe's sets of characters; a producer's own is as good as none."""
    given = dictionary(untrusted)
    ordering, supplement = "Identity", 0
    if given is not None and str(given.get("/Ordering")) in ORDERINGS:
        ordering = str(given.get("/Ordering"))
        found = number(given.get("/Supplement"))
        supplement = int(found) if found is not None and 0 <= found < 64 else 0
    return Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=supplement)


def ranges(untrusted: object) -> Array | None:
    if not isinstance(untrusted, Array):
        return None
    made = []
    for one in list(untrusted)[:MOST]:
        value: Any = widths(one) if isinstance(one, Array) else number(one)
        if value is None:
            return None
        made.append(Array(value) if isinstance(value, list) else value)
    return Array(made)


def unicode_map(job: Job, source: Object, font: Object) -> None:
    value = source.get("/ToUnicode")
    if isinstance(value, Stream):
        font["/ToUnicode"] = cmap(job, value)
    elif str(value) in ("/Identity-H", "/Identity-V"):
        font["/ToUnicode"] = Name(str(value))


def cmap(job: Job, source: Stream) -> Stream:
    def make() -> Stream:
        made = job.stream()
        put(made, clean_cmap(data_of(source, MOST_CMAP, job.budget) or b""))
        return made

    stream: Stream = job.once("cmap", source, make)
    return stream


def drawn(job: Job, source: Object, font: Object, beside: Resources) -> None:
    """Type 3: each glyph is a content stream."""
    copy_plain(source, font, {"/FontBBox": box, "/FontMatrix": matrix, "/FirstChar": number, "/LastChar": number})
    copy_plain(source, font, {"/Widths": widths})
    encoding(source, font)
    own = source.get("/Resources")
    names = Resources(job, own if dictionary(own) is not None else beside.source)
    glyphs = dictionary(source.get("/CharProcs"))
    made = Dictionary()
    for key in list(glyphs.keys())[:MOST] if glyphs is not None else ():
        value = glyphs.get(key) if glyphs is not None else None
        if isinstance(value, Stream) and PLAIN.fullmatch(key):
            made[key] = outline = job.stream()
            put(outline, rewrite(content_of(job, value), names))
    font["/CharProcs"] = made
    font["/Resources"] = names.written
