"""Pictures as they lie in the document: nothing in them but what draws."""

import re

from reporting.cleaning.pdf.gate.objects import Unproven

SEGMENT = re.compile(rb"\xff([\xc0-\xcf\xda\xdb\xdd\xe0\xee])(..)", re.DOTALL)
JP2 = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c", b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef", b"colr"))


def proven_jpeg(data: bytes) -> None:
    if data[:2] != b"\xff\xd8":
        raise Unproven("a picture that we cannot read")
    at = 2
    while data[at:] != b"\xff\xd9":
        found = SEGMENT.match(data, at)
        if found is None:
            raise Unproven("more in a picture than the picture")
        end = at + 2 + int.from_bytes(found[2], "big")
        body = data[at + 4 : end]
        if found[1] == b"\xe0" and body != b"JFIF\0\1\1\0\0\1\0\1\0\0":
            raise Unproven("more in a picture than the picture")
        if found[1] == b"\xee" and not (len(body) == 12 and body.startswith(b"Adobe\0\x64\0\0\0\0")):
            raise Unproven("more in a picture than the picture")
        if found[1] == b"\xc4":
            proven_codes(body)
        at = end if found[1] != b"\xda" else scanned(data, end)


def proven_codes(body: bytes) -> None:
    """Each table: its number, how many codes of each length, the codes, none of them twice."""
    while body:
        count = sum(body[1:17])
        if len(set(body[17 : 17 + count])) != count:
            raise Unproven("words in the place of a table")
        body = body[17 + count :]


def scanned(data: bytes, at: int) -> int:
    """Where the coded samples end: at the next marker, or fill bytes before it."""
    while (found := data.find(b"\xff", at)) >= 0:
        following = data[found + 1 : found + 2]
        if following == b"\0" or b"\xd0" <= following <= b"\xd7":
            at = found + 2
        elif following == b"\xff":
            at = found + 1
        else:
            return found
    raise Unproven("a picture without an end")


def proven_jpeg2000(data: bytes) -> None:
    if data[:4] == b"\xff\x4f\xff\x51":
        proven_codestream(data)
        return
    at = 0
    while at < len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind not in JP2 or length < 8 or at + length > len(data):
            raise Unproven("more in a picture than the picture")
        if kind == b"colr" and (length != 15 or data[at + 8] != 1):
            raise Unproven("a colour profile in a picture")
        if kind == b"jp2c":
            proven_codestream(data[at + 8 : at + length])
        at += 8 if kind == b"jp2h" else length


def proven_codestream(data: bytes) -> None:
    at = 2
    while (marker := data[at : at + 2]) != b"\xff\x90":
        if marker == b"\xff\x64" or marker[:1] != b"\xff" or at >= len(data):
            raise Unproven("a comment in a picture")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def proven_segments(data: bytes) -> None:
    """JBIG2 says of each segment what it is; 62 is a comment."""
    at = 0
    while at < len(data):
        flags, referred = data[at + 4], data[at + 5] >> 5
        if flags & 63 == 62:
            raise Unproven("a comment in a picture")
        number, step = int.from_bytes(data[at : at + 4], "big"), 6
        if referred == 7:
            referred = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
            step = 9 + (referred + 8) // 8
        step += referred * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 64 else 1)
        length = int.from_bytes(data[at + step : at + step + 4], "big")
        at = len(data) if length == 0xFFFFFFFF else at + step + 4 + length
