"""The payload of an age file: STREAM, chunks of 64 KiB, each with a tag, the last one marked as the last.

    nonce of a chunk = 11 bytes of its number, then 01 for the last chunk and 00 for any other

A chunk that comes out was authenticated, but that nothing is missing or added is known only at the end. So there is no
reader object to take bytes from half-way, and no writer object that could be closed half-way: whoever opens or seals
hands over a source and a sink and learns the result when all of it is done.

https://c2sp.org/age#payload
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .errors import SealingError

CHUNK = 64 * 1024
TAG = 16
NONCE = 16


class BadPayload(SealingError):
    """The payload was changed, cut short or added to."""


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def sealed_chunks(key: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Seals `source` up to its end. If reading fails, no chunk is marked as the last: what was written never opens."""
    cipher = ChaCha20Poly1305(key)
    number, chunk = 0, read_exactly(source, CHUNK)
    # One chunk is read ahead, since only that tells whether this one is the last.
    while following := read_exactly(source, CHUNK) if len(chunk) == CHUNK else b"":
        yield cipher.encrypt(_nonce(number, last=False), chunk, None)
        number, chunk = number + 1, following
    yield cipher.encrypt(_nonce(number, last=True), chunk, None)


def opened_chunks(key: bytes, untrusted_source: BinaryIO) -> Iterator[bytes]:
    """Opens chunk by chunk; only when it ends without BadPayload was all of it what had been sealed."""
    cipher = ChaCha20Poly1305(key)
    number, last = 0, False
    while not last:
        sealed = read_exactly(untrusted_source, CHUNK + TAG)
        if len(sealed) < TAG or (number and len(sealed) == TAG):
            raise BadPayload("cut short, or an empty chunk at the end")
        chunk, last = _opened(cipher, number, sealed)
        yield chunk
        number += 1
    if read_exactly(untrusted_source, 1):
        raise BadPayload("something follows after the end")


def _opened(cipher: ChaCha20Poly1305, number: int, sealed: bytes) -> tuple[bytes, bool]:
    """A full chunk may be the last one too: it says so only by its nonce, so both are tried."""
    for last in (False, True) if len(sealed) == CHUNK + TAG else (True,):
        try:
            return cipher.decrypt(_nonce(number, last), sealed, None), last
        except InvalidTag:
            continue
    raise BadPayload("a chunk does not carry its tag")


def read_exactly(source: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end. A source that has nothing *yet* must not look like one that ended."""
    pieces = []
    while size > 0:
        piece = source.read(size)
        if piece is None:
            raise BlockingIOError("a source that does not wait cannot be sealed or opened")
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def write_all(sink: BinaryIO, data: bytes) -> None:
    """Writes all of it: an unbuffered sink may take only a part at a time."""
    rest = memoryview(data)
    while rest:
        written = sink.write(rest)
        if not written:
            raise BlockingIOError("a sink that does not wait cannot be written to")
        rest = rest[written:]


def plaintext_size(payload_size: int) -> int:
    """Bytes inside a payload of `payload_size` bytes (nonce not counted). Raises BadPayload for an impossible size."""
    chunks = max(1, -(-payload_size // (CHUNK + TAG)))
    size = payload_size - chunks * TAG
    if size < 0 or (chunks > 1 and size <= (chunks - 1) * CHUNK):
        raise BadPayload("no payload has this size")
    return size
