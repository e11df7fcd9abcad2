"""Look into every stream: content, fonts, pictures, tables, each by the rules of its own kind.

    for data in looked_into(document, uses(document)): ...      # unpacked, one after the other

Pixels are unpacked to see that nothing follows them and that they are no file. They are not handed on.
"""

import re
import zlib
from collections.abc import Iterator

from reporting.cleaning.pdf.gate.fonts import proven_font
from reporting.cleaning.pdf.gate.objects import Document, Stream, Unproven
from reporting.cleaning.pdf.gate.pictures import proven_jpeg, proven_jpeg2000, proven_segments
from reporting.cleaning.pdf.gate.words import FONT_FILES

PIECE = 2**20
NO_PIXELS = (b"Exif\0\0", b"<x:xmpmeta", b"http://ns.adobe.com/", b"ICC_PROFILE\0", b"\xff\xd8\xff\xe0\0\x10JFIF")
MOST = 64 * 2**20
NUMBER = rb"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
TEXT = rb"<[0-9a-f]*>"
OPERAND = rb"(?:" + NUMBER + rb"|/[A-Za-z]+[0-9]*|" + TEXT + rb"|\[(?:(?:" + NUMBER + rb"|" + TEXT + rb") ?)*\])"
OPERATOR = (
    rb"(?:q|Q|cm|w|J|j|M|d|i|gs?|G|rg|RG|k|K|BT|ET|T[cwzLrsdDm*fjJ]|m|l|c|v|y|h|re|W\*?|n|d0|d1|ri|f\*?|F|S|s|B\*?|b\*?|"
    rb"'|\"|Do|sh|cs|CS|scn?|SCN?)"
)
INSTRUCTION = re.compile(rb"(?:" + OPERAND + rb" )*" + OPERATOR)
PROGRAM = re.compile(rb"(?:(?:[a-z]+|[{}]|[0-9.eE+-]+) ?)*")
CMAP_LINE = re.compile(
    rb"/CIDInit /ProcSet findresource begin|12 dict begin|begincmap|/CMapName /Map def|/CMapType 2 def|/WMode [01] def|"
    rb"/[A-Za-z0-9-]{1,64} usecmap|[0-9]+ begin[a-z]+|end[a-z]+|endcmap|end|"
    rb"CMapName currentdict /CMap defineresource pop|"
    rb"(?:(?:<[0-9A-Fa-f]*>|[0-9]+|/[A-Za-z0-9._+-]+|\[(?:(?:<[0-9A-Fa-f]*>|[0-9]+|/[A-Za-z0-9._+-]+) ?)*\]) ?){1,3}"
)


def looked_into(document: Document, uses: dict[int, set[bytes]]) -> Iterator[bytes]:
    for number, stream in document.streams.items():
        yield from one_stream(stream, uses[number])


def one_stream(stream: Stream, purposes: set[bytes]) -> Iterator[bytes]:
    kind = stream.keys.get(b"Subtype")
    codec = stream.keys.get(b"Filter")
    match codec:
        case b"DCTDecode" if kind == b"Image":
            proven_jpeg(stream.data)
        case b"JPXDecode" if kind == b"Image":
            proven_jpeg2000(stream.data)
        case b"JBIG2Decode" if kind == b"Image":
            proven_segments(stream.data)
        case b"CCITTFaxDecode" if kind == b"Image":
            pass
        case None if purposes == {b"JBIG2Globals"}:
            proven_segments(stream.data)
        case b"FlateDecode" if kind == b"Image":
            for piece in pieces(stream.data):
                if any(mark in piece for mark in NO_PIXELS):
                    raise Unproven("a file in the place of pixels")
            return
        case b"FlateDecode":
            data = b"".join(pieces(stream.data, MOST))
            by_purpose(stream, purposes, data)
            yield data
            return
        case _:
            raise Unproven("a part packed in a way that we do not know")
    yield stream.data


def pieces(data: bytes, most: int | None = None) -> Iterator[bytes]:
    """Unpacked, with nothing behind the end."""
    machine, total = zlib.decompressobj(), 0
    while not machine.eof:
        try:
            out = machine.decompress(data, PIECE)
        except zlib.error as error:
            raise Unproven("a part that cannot be unpacked") from error
        data, total = machine.unconsumed_tail, total + len(out)
        if (not out and not machine.eof) or (most is not None and total > most):
            raise Unproven("a part that cannot be unpacked")
        yield out
    if machine.unused_data:
        raise Unproven("something behind the end of a part")


def by_purpose(stream: Stream, purposes: set[bytes], data: bytes) -> None:
    if (
        stream.keys.get(b"Subtype") == b"Form"
        or b"PatternType" in stream.keys
        or purposes <= {b"Contents", b"CharProcs"}
    ):
        every_line(INSTRUCTION, data)
    elif purposes <= FONT_FILES:
        proven_font(data)
    elif purposes <= {b"ToUnicode", b"Encoding"}:
        every_line(CMAP_LINE, data)
    elif stream.keys.get(b"FunctionType") == 4.0:
        every_line(PROGRAM, data)
    elif not (purposes <= {b"CIDToGIDMap"} or b"FunctionType" in stream.keys or b"ShadingType" in stream.keys):
        raise Unproven("a part that we do not know")


def every_line(shape: re.Pattern[bytes], data: bytes) -> None:
    for line in data.split(b"\n"):
        if line and shape.fullmatch(line) is None:
            raise Unproven("an instruction that we do not know")
