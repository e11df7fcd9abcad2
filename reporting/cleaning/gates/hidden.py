"""All that stands beside the pixels of a picture that came in, as raw parts; lenient, since it only feeds the search.

hidden_in(untrusted)        # [b"Exif\\0\\0MM...", b"<x:xmpmeta ...", b"what trailed behind"]
"""

import re
import struct
import zlib
from collections.abc import Iterator

_JPEG_TABLES = {0xC4, 0xDB, 0xDD, 0xDA, *range(0xC0, 0xD0)}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_INFLATED = 1 << 20
_DIRECTORIES = 64
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_POINTERS = {330, 0x8769, 0x8825, 0xA005}
_PIXEL_TAGS = {273, 320, 324, 347}
_EXIF = re.compile(rb"Exif\0\0(II\*\0|MM\0\*)")
_XMP_BEGIN, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_ENOUGH = 64 << 20
"""Bytes: parts that overlap without end are a trap."""


def hidden_in(untrusted: bytes) -> list[bytes]:
    """Parts of a file that are no pixels; of containers without a simple walk, the packets that can be found."""
    walk = {b"\xff\xd8": _jpeg, b"\x89P": _png, b"GI": _gif, b"RI": _riff, b"II": _tiff, b"MM": _tiff, b"BM": _bmp}
    parts, left = [], _ENOUGH
    for part in walk.get(untrusted[:2], _boxes)(untrusted):
        parts.append(part[:left])
        left -= len(parts[-1])
        if left <= 0:
            break
    return parts


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(data):
        name, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at] != 0xFF:
            break
        if name not in _JPEG_TABLES:
            yield data[at + 4 : at + 2 + length]
        at += 2 + length
        if name == 0xDA:
            found = _MARKER.search(data, at)
            while found and found[0][1] in _JPEG_TABLES:
                found = _MARKER.search(data, found.end())
            if found is None:
                return
            at = found.start()
            if found[0] == b"\xff\xd9":
                at += 2
                break
    yield data[at:]


def _png(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        part = data[at + 8 : at + 8 + length]
        at += 12 + length
        if name not in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"fdAT", b"fcTL", b"hIST", b"sPLT"):
            yield part
            yield from _inflated(part)
        if name == b"IEND":
            break
    yield data[at:]


def _inflated(part: bytes) -> Iterator[bytes]:
    """The compressed rest of a zTXt, iTXt or iCCP chunk begins behind one of its first zeros."""
    for start in [found.end() for found in re.finditer(rb"\0", part[:200])][:6]:
        for skip in (0, 1):
            try:
                yield zlib.decompressobj().decompress(part[start + skip :], _INFLATED)
            except zlib.error:
                continue


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 0x80 else 0)
    while at + 2 < len(data):
        kind, label = data[at], data[at + 1]
        if kind == 0x2C and at + 9 < len(data):
            at += 11 + (3 << (data[at + 9] & 7) + 1 if data[at + 9] & 0x80 else 0)
        elif kind == 0x21:
            at += 2
        else:
            at += kind == 0x3B
            break
        begin = at
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
        if kind == 0x21 and label != 0xF9:
            yield data[begin:at]
    yield data[at:]


def _riff(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"):
            yield data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)


def _tiff(data: bytes) -> Iterator[bytes]:
    """Values of texts and unknown bytes in all directories, wherever they lie."""
    form = "<" if data[:2] == b"II" else ">"
    todo, seen = list(_numbers(data, 4, form + "I", 1)), set[int]()
    while todo and len(seen) < _DIRECTORIES:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        count = next(_numbers(data, at, form + "H", 1), 0)
        todo += _numbers(data, at + 2 + 12 * count, form + "I", 1)
        for entry in range(at + 2, min(at + 2 + 12 * count, len(data) - 11), 12):
            tag, kind, length, start = struct.unpack_from(form + "HHII", data, entry)
            size = _SIZES.get(kind, 1) * length
            start = entry + 8 if size <= 4 else start
            if tag in _POINTERS:
                todo += _numbers(data, start, form + "I", min(length, 64))
            elif kind in (1, 2, 6, 7) and tag not in _PIXEL_TAGS:
                yield data[start : start + size]


def _numbers(data: bytes, at: int, form: str, count: int) -> Iterator[int]:
    size = struct.calcsize(form)
    for start in range(at, at + size * count, size):
        if 0 < start <= len(data) - size:
            yield struct.unpack_from(form, data, start)[0]


def _bmp(data: bytes) -> Iterator[bytes]:
    """What stands behind the length that the file says it has, and behind the pixels of an uncompressed one."""
    yield data[int.from_bytes(data[2:6], "little") :]
    if data[30:34] == bytes(4):
        width, height = int.from_bytes(data[18:22], "little"), abs(int.from_bytes(data[22:26], "little", signed=True))
        row = (width * int.from_bytes(data[28:30], "little") + 31) // 32 * 4
        yield data[int.from_bytes(data[10:14], "little") + row * height :]


def _boxes(data: bytes) -> Iterator[bytes]:
    """HEIC and AVIF: the EXIF blocks and XMP packets, found by how they begin."""
    for found in _EXIF.finditer(data):
        yield from _tiff(data[found.start(1) : found.start(1) + _INFLATED])
    at = 0
    while (begin := data.find(_XMP_BEGIN, at)) >= 0:
        end = data.find(_XMP_END, begin, begin + _INFLATED)
        at = end if end > 0 else begin + _INFLATED
        yield data[begin:at]
