"""PNG (W3C PNG 3): known chunks only, each in its place, and pixel data that unpacks to exactly the pixels."""

import struct
import zlib

from reporting.cleaning.gates.refusing import must, number

_KNOWN = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SLICE = 1 << 20


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is a bare picture, to the last byte."""
    must(cleaned[:8] == b"\x89PNG\r\n\x1a\n", "another beginning")
    chunks = _chunks(cleaned)
    names = [name for name, _ in chunks]
    must(set(names) <= _KNOWN, "chunks that a bare picture does not need")
    must(names[0] == b"IHDR" and names[-1] == b"IEND" and not chunks[-1][1], "chunks out of place")
    must(all(names.count(name) <= 1 for name in (b"IHDR", b"IEND", b"PLTE", b"tRNS", b"acTL")), "a chunk twice")
    header = chunks[0][1]
    must(len(header) == 13 and header[10:] == b"\0\0\0", "another header")
    depth, colour = header[8], header[9]
    must(colour in _CHANNELS and depth in (1, 2, 4, 8, 16), "another kind of pixels")
    palette = next((data for name, data in chunks if name == b"PLTE"), b"")
    must((len(palette) > 0) == (colour == 3) and len(palette) <= 768 and b"tRNS" not in names, "another palette")
    _check_pixels(chunks, _CHANNELS[colour] * depth)


def _chunks(cleaned: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], 8
    while at < len(cleaned):
        length = number(cleaned, at, ">I")
        name, data = cleaned[at + 4 : at + 8], cleaned[at + 8 : at + 8 + length]
        must(number(cleaned, at + 8 + length, ">I") == zlib.crc32(name + data), "a chunk that is not whole")
        chunks.append((name, data))
        at += length + 12
        must(name != b"IEND" or at == len(cleaned), "bytes after the picture")
    must(len(chunks) >= 3, "too few chunks")
    return chunks


def _check_pixels(chunks: list[tuple[bytes, bytes]], bits: int) -> None:
    """Every frame's data unpacks to its rows, each with one filter byte, and to nothing more."""
    size, packed, counted = chunks[0][1][:8], b"", 0
    for name, data in chunks[1:]:
        if name == b"fcTL":
            must(len(data) == 26 and data[24:] in (b"\0\0", b"\0\1"), "another frame header")
            if packed:
                _check_rows(packed, size, bits)
            must(number(data, 0, ">I") == counted, "frames out of order")
            size, packed, counted = data[4:12], b"", counted + 1
        elif name == b"fdAT":
            must(number(data, 0, ">I") == counted, "frames out of order")
            packed, counted = packed + data[4:], counted + 1
        elif name == b"acTL":
            must(len(data) == 8, "another animation header")
        elif name == b"IDAT":
            packed += data
    _check_rows(packed, size, bits)


def _check_rows(packed: bytes, size: bytes, bits: int) -> None:
    width, height = struct.unpack(">II", size)
    unpacker, left, rest = zlib.decompressobj(), height * (1 + (width * bits + 7) // 8), packed
    try:
        while not unpacker.eof and left >= 0 and (rest or left):
            out = unpacker.decompress(rest, _SLICE)
            rest = unpacker.unconsumed_tail
            left -= len(out)
            must(bool(out) or bool(rest) or unpacker.eof, "pixels that are cut short")
    except zlib.error:
        must(False, "pixels that do not unpack")
    must(unpacker.eof and left == 0 and not unpacker.unused_data, "more or less than the pixels")
