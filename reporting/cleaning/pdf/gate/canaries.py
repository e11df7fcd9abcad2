"""What the stranger's file says of its maker, to be looked for in ours: words, dates, numbers, file names.

This finds what everybody forgot. Each value is searched as it is, as UTF-16 and, if it is hexadecimal, as
bytes. Text that is on a page does not count, since content streams hold it in hexadecimal and are looked into by rule.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Pdf, Stream, String

from reporting.cleaning.pdf.library import tame

SHORTEST, LONGEST, MOST = 6, 300, 400
MOST_OBJECTS = 300_000
MOST_XMP = 2**20
TELLING = ("/T", "/TU", "/NM", "/Contents", "/F", "/UF", "/M", "/CreationDate", "/Desc", "/Alt", "/E", "/LastModified")
XMP = re.compile(rb">([^<>]{6,300})<|[\"']([^\"'<>]{6,300})[\"']")
COMMON = re.compile(
    rb"(?i)(https?://(ns\.adobe\.com|www\.w3\.org|purl\.org|iptc\.org|www\.aiim\.org)\S*|application/pdf|adobe\S*|"
    rb"identity\S*|untitled|default|unknown|[0-9.,: -]{1,12})"
)


def canaries(untrusted: bytes) -> frozenset[bytes]:
    tame()
    try:
        with pikepdf.open(BytesIO(untrusted), suppress_warnings=True) as document:
            found = [one for _, one in zip(range(MOST), told(document), strict=False)]
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return frozenset()
    return frozenset(spelling for one in found for spelling in spellings(one))


def told(document: Pdf) -> Iterator[bytes]:
    yield from strings(document.trailer.get("/ID"))
    yield from strings(document.trailer.get("/Info"))
    for count, one in enumerate(document.objects):
        if count > MOST_OBJECTS:
            return
        if isinstance(one, Stream) and str(one.get("/Type")) == "/Metadata":
            yield from (a or b for a, b in XMP.findall(one.read_bytes()[:MOST_XMP]))
        if isinstance(one, (Dictionary, Stream)):
            yield from (text for key in TELLING for text in strings(one.get(key)))


def strings(value: object) -> Iterator[bytes]:
    """Those of a string, or of an array or dictionary one level deep."""
    inside: list[Any] = [value]
    if isinstance(value, Array):
        inside = list(value)[:16]
    elif isinstance(value, Dictionary):
        inside = [value.get(key) for key in list(value.keys())[:64]]
    for one in inside:
        if isinstance(one, String):
            yield bytes(one)
            yield str(one).encode("utf-8", "ignore")


def spellings(value: bytes) -> Iterator[bytes]:
    value = value.strip(b"\0 \r\n\t")
    if not SHORTEST <= len(value) <= LONGEST or len(set(value)) < 4 or COMMON.fullmatch(value):
        return
    yield value
    text = value.decode("utf-8", "ignore")
    yield from (text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("latin-1", "ignore"))
    if re.fullmatch(rb"(?:[0-9A-Fa-f]{2}){6,64}", value):
        yield bytes.fromhex(value.decode("ascii"))


def in_hexadecimal(words: frozenset[bytes]) -> frozenset[bytes]:
    """As strings may stand outside streams. Inside, hexadecimal is the text of a page."""
    return frozenset(one.hex().encode("ascii") for one in words)


def found_in(data: bytes, words: frozenset[bytes]) -> bool:
    """As a word of its own: a subject called Resource is not found in /Resources."""
    return any(len(one) >= SHORTEST and one in data and stands_alone(one, data) for one in words)


def stands_alone(word: bytes, data: bytes) -> bool:
    return re.search(rb"(?<![A-Za-z0-9])" + re.escape(word) + rb"(?![A-Za-z0-9])", data) is not None
