"""What a PDF tells of its sender, in kinds: for the reporter to read, after it has been left behind."""

import re
from collections.abc import Iterator

from pikepdf import Dictionary, Pdf, Stream

from reporting.cleaning.cleaned import Kind

MOST_OBJECTS = 100_000
KEYS: dict[str, Kind] = {
    "/Author": Kind.PERSON, "/T": Kind.PERSON, "/Title": Kind.TITLE, "/Subject": Kind.TITLE, "/Keywords": Kind.TITLE,
    "/Creator": Kind.SOFTWARE, "/Producer": Kind.SOFTWARE, "/PieceInfo": Kind.SOFTWARE, "/CreationDate": Kind.DATE,
    "/ModDate": Kind.DATE, "/M": Kind.DATE, "/LastModified": Kind.DATE, "/Thumb": Kind.PREVIEW, "/JS": Kind.SCRIPT,
    "/JavaScript": Kind.SCRIPT, "/AA": Kind.SCRIPT, "/OpenAction": Kind.SCRIPT, "/EmbeddedFiles": Kind.EMBEDDED,
    "/EF": Kind.EMBEDDED, "/XFA": Kind.OTHER, "/Popup": Kind.COMMENT, "/NM": Kind.IDENTIFIER, "/Metadata": Kind.OTHER,
    "/ByteRange": Kind.PERSON, "/StructTreeRoot": Kind.OTHER, "/Outlines": Kind.TITLE, "/OCProperties": Kind.OTHER,
    "/AcroForm": Kind.OTHER, "/PageLabels": Kind.OTHER, "/Collection": Kind.EMBEDDED,
}  # fmt: skip
ACTIONS = frozenset(("/Launch", "/JavaScript", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"))
END = re.compile(rb"%%EOF")
PICTURES: dict[bytes, frozenset[Kind]] = {
    b"Exif\0\0": frozenset((Kind.DEVICE, Kind.DATE)),
    b"http://ns.adobe.com/xap/": frozenset((Kind.OTHER,)),
    b"ICC_PROFILE\0": frozenset((Kind.COLOUR,)),
    b"Photoshop 3.0": frozenset((Kind.SOFTWARE,)),
}
GPS = re.compile(rb"\x88\x25\0\x04|\x25\x88\x04\0")
HEAD = 65_536


def found(document: Pdf, untrusted: bytes) -> frozenset[Kind]:
    kinds = set(kinds_of_objects(document))
    if "/ID" in document.trailer:
        kinds.add(Kind.IDENTIFIER)
    if len(END.findall(untrusted)) > (2 if b"/Linearized" in untrusted[:2048] else 1):
        kinds.add(Kind.HISTORY)
    return frozenset(kinds)


def kinds_of_objects(document: Pdf) -> Iterator[Kind]:
    for count, one in enumerate(document.objects):
        if count > MOST_OBJECTS:
            return
        if isinstance(one, (Dictionary, Stream)):
            yield from (KEYS[key] for key in one.keys() if key in KEYS)  # noqa: SIM118
            if str(one.get("/S")) in ACTIONS:
                yield Kind.SCRIPT
        if isinstance(one, Stream) and "/DCTDecode" in str(one.get("/Filter")):
            yield from kinds_of_picture(one.read_raw_bytes()[:HEAD])


def kinds_of_picture(head: bytes) -> Iterator[Kind]:
    for mark, kinds in PICTURES.items():
        if mark in head:
            yield from kinds
    if b"Exif\0\0" in head and GPS.search(head):
        yield Kind.PLACE
