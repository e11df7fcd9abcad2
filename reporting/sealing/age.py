"""Sealing and opening whole age v1 files.

    sealed = seal(b"what happened", [ada.recipient, ben.recipient])
    ada.open(sealed)

https://c2sp.org/age
"""

import contextlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from . import stream
from .errors import SealingError
from .format import FILE_KEY_SIZE, BadHeader, Header, Stanza, hkdf, read_header, write_header
from .recipients import HYBRID, Recipient, read_hybrid


class NotARecipient(SealingError):
    """This identity opens none of the stanzas."""


class NoRecipients(SealingError):
    """There is nobody to seal to."""


class MixedRecipients(SealingError):
    """One of the recipients is not a hybrid one, and the whole file would be only as strong as the weakest of them."""


class Identity(ABC):
    """Who can open. Whoever holds none of these cannot."""

    __slots__ = ()

    @abstractmethod
    def unwrap(self, stanza: Stanza) -> bytes | None:
        """The file key of 16 bytes, or None when the stanza is for somebody else. Raises BadHeader."""

    def open(self, untrusted_sealed: bytes) -> bytes:
        """All of the plaintext, or a SealingError."""
        return open_sealed(untrusted_sealed, [self])


def seal(plaintext: bytes, recipients: Sequence[Recipient]) -> bytes:
    """An age file that each of `recipients` can open. Raises NoRecipients, MixedRecipients."""
    return b"".join(_seal_to(BytesIO(plaintext), recipients))


def seal_stream(source: BinaryIO, sink: BinaryIO, recipients: Sequence[Recipient]) -> None:
    """Seals `source`, to its end, into `sink`. What an aborted sealing left in `sink` does not open."""
    for piece in _seal_to(source, recipients):
        stream.write_all(sink, piece)


def _seal_to(source: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[bytes]:
    recipients = tuple(recipients)  # a generator would be empty after the check below, and the file sealed to nobody
    if not recipients:
        raise NoRecipients("nobody to seal to")
    if not all(isinstance(recipient, Recipient) for recipient in recipients):
        raise MixedRecipients("only hybrid recipients can be sealed to")
    file_key = os.urandom(FILE_KEY_SIZE)
    return sealed_with(file_key, [recipient.wrap(file_key) for recipient in recipients], source)


def sealed_with(file_key: bytes, stanzas: Sequence[Stanza], source: BinaryIO) -> Iterator[bytes]:
    """The pieces of an age file whose file key is already wrapped."""
    nonce = os.urandom(stream.NONCE)
    yield write_header(file_key, stanzas) + nonce
    yield from stream.sealed_chunks(hkdf(file_key, b"payload", nonce), source)


def open_sealed(untrusted_sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """All of the plaintext, its end authenticated. Raises NotARecipient, BadHeader, BadHeaderMac, BadPayload."""
    return b"".join(_opened_by(BytesIO(untrusted_sealed), identities))


def open_stream(untrusted_source: BinaryIO, sink: BinaryIO, identities: Sequence[Identity]) -> int:
    """Opens into `sink`; returns the bytes written, once the end was authenticated. Raises as `open_sealed` does.

    Nothing in `sink` may be shown or acted on before this returned: that a file was cut short shows only at its end.
    When it raises, a sink that can be rewound is cut back to where it was, so that nobody finds the torso. With any
    other sink (a pipe) the caller has to throw away what came.
    """
    start = sink.tell() if sink.seekable() else None
    size = 0
    try:
        for chunk in _opened_by(untrusted_source, identities):
            stream.write_all(sink, chunk)
            size += len(chunk)
    except BaseException:
        if start is not None:
            with contextlib.suppress(OSError, ValueError):
                sink.seek(start)
                sink.truncate()
        raise
    return size


def _opened_by(untrusted_source: BinaryIO, identities: Sequence[Identity]) -> Iterator[bytes]:
    header = read_header(untrusted_source)
    file_key = _file_key(header.stanzas, identities)
    header.verify(file_key)
    nonce = stream.read_exactly(untrusted_source, stream.NONCE)
    if len(nonce) != stream.NONCE:
        raise BadHeader("cut short after the header")
    return stream.opened_chunks(hkdf(file_key, b"payload", nonce), untrusted_source)


def _file_key(stanzas: Sequence[Stanza], identities: Sequence[Identity]) -> bytes:
    for identity in identities:
        for stanza in stanzas:
            if (file_key := identity.unwrap(stanza)) is not None:
                return file_key
    raise NotARecipient("sealed to somebody else")


def inspect(untrusted_sealed: bytes) -> list[str]:
    """The types of the stanzas, in order, of a file or of its beginning: ["mlkem768x25519", "mlkem768x25519"].

    Parsed as strictly as for opening, the shape of hybrid stanzas included. It says what a file claims: whether it can
    be opened, and by whom, only an identity can tell. Raises BadHeader.
    """
    return _types(read_header(BytesIO(untrusted_sealed)))


def inspect_whole(untrusted_sealed: bytes) -> tuple[list[str], int]:
    """`inspect` and `plaintext_size` in one reading. Raises BadHeader, BadPayload."""
    header = read_header(BytesIO(untrusted_sealed))
    return _types(header), _plaintext_size(untrusted_sealed, header)


def _types(header: Header) -> list[str]:
    for stanza in header.stanzas:
        if stanza.type == HYBRID:
            read_hybrid(stanza)
    return [stanza.type for stanza in header.stanzas]


def plaintext_size(untrusted_sealed: bytes) -> int:
    """Bytes of plaintext in a whole age file, told by its length. Raises BadHeader, BadPayload.

    A part was padded when this equals `max(minimum, padme(this))`.
    """
    return _plaintext_size(untrusted_sealed, read_header(BytesIO(untrusted_sealed)))


def _plaintext_size(sealed: bytes, header: Header) -> int:
    return stream.plaintext_size(len(sealed) - header.size - stream.NONCE)
