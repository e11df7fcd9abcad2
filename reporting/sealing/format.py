"""The header of an age file: a version line, stanzas, and an HMAC over all that.

    age-encryption.org/v1
    -> mlkem768x25519 <enc, 1120 bytes, unpadded base64 on one line>
    <body, wrapped at 64 columns>
    --- <HMAC-SHA256, unpadded base64>

https://c2sp.org/age. What is accepted here is exactly what the specification allows, nothing more: a header that can be
written in two ways would let a third party mark a file.
"""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import SealingError

VERSION_LINE = b"age-encryption.org/v1\n"
COLUMNS = 64
MAX_HEADER = 1 << 20
MAX_LINE = 4096
MAX_STANZAS = 1024  # the smallest stanza has six bytes: a header full of those would take seconds
FILE_KEY_SIZE = 16
WRAPPED_SIZE = FILE_KEY_SIZE + 16  # a file key and its tag: checked before it is opened, so that no longer key is found
_ARGUMENT = re.compile(rb"[\x21-\x7e]+")


class BadHeader(SealingError):
    """The header, or a stanza in it, is not well formed."""


class BadHeaderMac(SealingError):
    """The header was changed after sealing: its HMAC does not fit the file key."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way into the file: the file key, wrapped for one recipient. `arguments` come after the type."""

    type: str
    arguments: tuple[str, ...]
    body: bytes

    def encoded(self) -> bytes:
        """Its lines; the last body line is always a short one, if need be an empty one."""
        text = base64_encode(self.body)
        lines = [text[start : start + COLUMNS] for start in range(0, len(text) + 1, COLUMNS)]
        return b"\n".join([" ".join(("->", self.type, *self.arguments)).encode("ascii"), *lines, b""])


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header. `signed` are its bytes up to and with `---`, which the HMAC covers as they were read."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes

    @property
    def size(self) -> int:
        """Bytes from the beginning of the file to the payload's nonce."""
        return len(self.signed) + 1 + len(base64_encode(self.mac)) + 1

    def verify(self, file_key: bytes) -> None:
        """Raises BadHeaderMac. Compared in constant time."""
        try:
            _mac(file_key, self.signed).verify(self.mac)
        except InvalidSignature:
            raise BadHeaderMac("the header does not belong to this file key") from None


def write_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """The whole header, ready to be followed by the payload's nonce."""
    signed = VERSION_LINE + b"".join(stanza.encoded() for stanza in stanzas) + b"---"
    return signed + b" " + base64_encode(_mac(file_key, signed).finalize()) + b"\n"


def read_header(untrusted_source: BinaryIO) -> Header:
    """Reads up to the end of the header and not one byte further. Raises BadHeader."""
    lines = _Lines(untrusted_source)
    if lines.next() != VERSION_LINE[:-1]:
        raise BadHeader("not an age file, or of another version")
    stanzas: list[Stanza] = []
    while (line := lines.next()).startswith(b"-> "):
        if len(stanzas) == MAX_STANZAS:
            raise BadHeader("too many stanzas")
        stanzas.append(_read_stanza(line, lines))
    if not line.startswith(b"--- "):
        raise BadHeader("neither a stanza nor the end of the header")
    mac = base64_decode(line[4:])
    if len(mac) != 32 or not stanzas:
        raise BadHeader("no stanza, or an HMAC of another length")
    if len(stanzas) > 1 and any(stanza.type == "scrypt" for stanza in stanzas):
        raise BadHeader("a passphrase stanza must be alone")
    return Header(tuple(stanzas), b"\n".join([*lines.read, b"---"]), mac)


def _read_stanza(first_line: bytes, lines: "_Lines") -> Stanza:
    words = first_line[3:].split(b" ")
    if not all(_ARGUMENT.fullmatch(word) for word in words):
        raise BadHeader("an argument is empty or holds other characters than visible ASCII")
    pieces = []
    while len(line := lines.next()) == COLUMNS:
        pieces.append(line)
    if len(line) > COLUMNS:
        raise BadHeader("a body line is too long")
    kind, *arguments = (word.decode("ascii") for word in words)
    return Stanza(kind, tuple(arguments), base64_decode(b"".join([*pieces, line])))


class _Lines:
    """Lines of the header, within the limits. `read` holds those before the current one."""

    def __init__(self, source: BinaryIO) -> None:
        self.read: list[bytes] = []
        self._source = source
        self._size = 0
        self._current: bytes | None = None

    def next(self) -> bytes:
        line = self._source.readline(MAX_LINE + 1)
        self._size += len(line)
        if not line.endswith(b"\n"):
            raise BadHeader("the header is cut short, or a line is too long")
        if self._size > MAX_HEADER:
            raise BadHeader("the header is too long")
        if self._current is not None:
            self.read.append(self._current)
        self._current = line[:-1]
        return self._current


def base64_encode(data: bytes) -> bytes:
    """Standard base64 without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def base64_decode(untrusted_text: bytes) -> bytes:
    """Only the one canonical spelling: decoded, encoded again, compared. Raises BadHeader."""
    try:
        data = binascii.a2b_base64(untrusted_text + b"=" * (-len(untrusted_text) % 4), strict_mode=True)
    except binascii.Error:
        raise BadHeader("not base64") from None
    if base64_encode(data) != untrusted_text:
        raise BadHeader("not canonical base64")
    return data


def hkdf(secret: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    """32 bytes of HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _mac(file_key: bytes, signed: bytes) -> HMAC:
    mac = HMAC(hkdf(file_key, b"header"), SHA256())
    mac.update(signed)
    return mac
