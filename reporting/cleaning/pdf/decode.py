"""Unpack a stream in pieces, so that a kilobyte that means a gigabyte is noticed while it is still small.

pieces = unpacked(raw, [("/FlateDecode", None)], budget)       ISO 32000-1, 7.4
take(pieces, 1000)                                             # the first thousand bytes, no more is unpacked
"""

import re
import zlib
from base64 import a85decode
from collections.abc import Iterable, Iterator

from pikepdf import Object

from reporting.cleaning.pdf.budget import Budget
from reporting.cleaning.pdf.values import whole

PIECE = 65_536
Pieces = Iterable[bytes]
Filter = tuple[str, Object | None]


def flate(pieces: Pieces, _: Object | None) -> Iterator[bytes]:
    """What is damaged ends early, as every viewer does it."""
    machine = zlib.decompressobj()
    for piece in pieces:
        waiting = piece
        while waiting and not machine.eof:
            try:
                out = machine.decompress(waiting, PIECE)
            except zlib.error:
                return
            waiting = machine.unconsumed_tail
            if out:
                yield out
        while not machine.eof:
            out = machine.decompress(machine.unconsumed_tail, PIECE)
            if not out:
                break
            yield out


def lzw(pieces: Pieces, parameters: Object | None) -> Iterator[bytes]:
    early = whole(parameters.get("/EarlyChange"), 1) if parameters is not None else 1
    table: list[bytes] = [bytes([n]) for n in range(256)] + [b"", b""]
    bits = held = 0
    width, previous, out = 9, b"", bytearray()
    for piece in pieces:
        for byte in piece:
            held, bits = (held << 8 | byte) & 0xFFFFFFFF, bits + 8
            if bits < width:
                continue
            bits -= width
            code = held >> bits & (1 << width) - 1
            if code == 257:
                yield bytes(out)
                return
            if code == 256:
                del table[258:]
                width, previous = 9, b""
                continue
            if code > len(table) or (code == len(table) and not previous):
                yield bytes(out)
                return
            entry = table[code] if code < len(table) else previous + previous[:1]
            if previous and len(table) < 4096:
                table.append(previous + entry[:1])
            previous = entry
            out += entry
            width = min(12, max(9, (len(table) + early).bit_length()))
            if len(out) >= PIECE:
                yield bytes(out)
                out.clear()
    yield bytes(out)


def run_length(pieces: Pieces, _: Object | None) -> Iterator[bytes]:
    data, at = b"".join(pieces), 0
    while at < len(data) and data[at] != 128:
        if data[at] < 128:
            yield data[at + 1 : at + 2 + data[at]]
            at += 2 + data[at]
        else:
            yield data[at + 1 : at + 2] * (257 - data[at])
            at += 2


def ascii85(pieces: Pieces, _: Object | None) -> Iterator[bytes]:
    data = re.sub(rb"[^!-uz]", b"", b"".join(pieces).strip().removeprefix(b"<~").split(b"~", 1)[0])
    try:
        yield a85decode(data)
    except ValueError:
        return


def ascii_hex(pieces: Pieces, _: Object | None) -> Iterator[bytes]:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", b"".join(pieces).split(b">", 1)[0])
    yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


UNPACKERS = {
    "/FlateDecode": flate,
    "/Fl": flate,
    "/LZWDecode": lzw,
    "/LZW": lzw,
    "/RunLengthDecode": run_length,
    "/RL": run_length,
    "/ASCII85Decode": ascii85,
    "/A85": ascii85,
    "/ASCIIHexDecode": ascii_hex,
    "/AHx": ascii_hex,
}


def counted(pieces: Pieces, budget: Budget) -> Iterator[bytes]:
    for piece in pieces:
        budget.spend(unpacked=len(piece))
        yield piece


def unpacked(raw: bytes, filters: list[Filter], budget: Budget) -> Iterator[bytes]:
    """Through all of `filters`, each a key of UNPACKERS; what every one of them gives is counted."""
    pieces: Pieces = (raw[at : at + PIECE] for at in range(0, len(raw), PIECE))
    for name, parameters in filters:
        pieces = counted(UNPACKERS[name](pieces, parameters), budget)
    return iter(pieces)


def take(pieces: Iterator[bytes], most: int) -> bytes:
    """At most `most` bytes; whether there would be more is not asked."""
    out = bytearray()
    for piece in pieces:
        out += piece[: most - len(out)]
        if len(out) >= most:
            break
    return bytes(out)
