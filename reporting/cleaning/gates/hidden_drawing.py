"""All that stands beside the drawing in an EMF or WMF that came in; lenient, since it only feeds the search.

parts = hidden_in_drawing(untrusted)        # [b"Inkscape\\0plan of Rosa.svg\\0", b"C:\\\\Users…", what trailed behind]
"""

import struct
import zlib
from collections.abc import Iterator

_MOST = 32_000_000
_LONGEST = 4096
"""Bytes of each part: what says something says it early, and larger ones are pictures and drawings."""
_DROPPED = {69, 70, *range(98, 102), 104, 105, 106, *range(109, 114), 119, 121, 122}
_EMF_FONT, _EMF_END = 82, 14
_ESCAPE = 0x0626


def hidden_in_drawing(untrusted: bytes) -> list[bytes]:
    """Comments, escapes, the title, full names of fonts, what stands behind the end; of one that is packed as well."""
    parts = []
    if untrusted[:2] == b"\x1f\x8b":
        parts.append(untrusted[10:300])
        try:
            untrusted = zlib.decompressobj(31).decompress(untrusted, _MOST)
        except zlib.error:
            return parts
    found = _emf(untrusted) if untrusted[40:44] == b" EMF" else _wmf(untrusted)
    return [*parts, *(part[:_LONGEST] for part in found)]


def _emf(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<II", data, at)
        record = data[at : at + length]
        at += max(length, 8)
        if kind == 1:
            yield record[108:]
            yield _title(record)
        elif kind in _DROPPED:
            yield record[8:]
        elif kind == _EMF_FONT:
            yield _behind_name(record[40:104]) + record[104:]
        elif kind == _EMF_END:
            yield record[8:]
            break
    yield data[at:]


def _title(record: bytes) -> bytes:
    if len(record) < 68:
        return b""
    count, at = struct.unpack_from("<II", record, 60)
    return record[at : at + 2 * count]


def _behind_name(name: bytes) -> bytes:
    ends = [at for at in range(0, len(name), 2) if name[at : at + 2] == b"\0\0"]
    return name[ends[0] :] if ends else b""


def _wmf(data: bytes) -> Iterator[bytes]:
    at = 40 if data[:4] == b"\xd7\xcd\xc6\x9a" else 18
    while at + 6 <= len(data):
        words, kind = struct.unpack_from("<IH", data, at)
        if kind == _ESCAPE:
            yield data[at + 6 : at + 2 * words]
        at += max(2 * words, 6)
        if kind == 0:
            break
    yield data[at:]
