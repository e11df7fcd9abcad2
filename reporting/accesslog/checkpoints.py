"""Checkpoints: the log's size and root, signed by the log (c2sp.org/tlog-checkpoint) and cosigned by witnesses.

    >>> print(Checkpoint("larkfield.example/log", 64, root).text, end="")
    larkfield.example/log
    64
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    >>> note = LogKey(origin, secret).checkpoint(64, root)
    >>> Checkpoint.open(bytes(note), VerifierKey.parse(line)).size
    64

Stricter than the specification where it leaves room: no extension lines, since nobody could audit them, and no empty
tree, since every log continues it.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reporting.accesslog.merkle import HASH_BYTES, LARGEST
from reporting.errors import ReportingError
from reporting.signednote import Note, VerifierKey, decoded_base64, sign

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class CheckpointError(ReportingError):
    """A checkpoint cannot be relied on."""


class MalformedCheckpoint(CheckpointError):
    """This text is no checkpoint of a log."""


class EmptyLog(CheckpointError):
    """A checkpoint of size 0 says nothing that every other log would not fit."""


class OtherLog(CheckpointError):
    """A checkpoint is that of another log than the key's."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many entries it has, and the root above them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if self.size == 0:
            raise EmptyLog("expected a checkpoint of at least 1 entry, got one of size 0")
        if not 0 < self.size <= LARGEST or len(self.root) != HASH_BYTES:
            raise MalformedCheckpoint(f"expected a size up to {LARGEST} and a root of {HASH_BYTES} bytes")

    @property
    def text(self) -> str:
        """The text of its note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, untrusted_text: str) -> Self:
        """From a note's text; raises MalformedCheckpoint, EmptyLog."""
        lines = untrusted_text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise MalformedCheckpoint(f"expected an origin, a size and a root, got {len(lines) - 1} lines")
        if not _SIZE.fullmatch(lines[1]):
            raise MalformedCheckpoint("expected a size in decimal digits without leading zeros")
        root = decoded_base64(lines[2], MalformedCheckpoint("expected the root in canonical base64"))
        return cls(lines[0], int(lines[1]), root)

    @classmethod
    def open(cls, untrusted_note: bytes, key: VerifierKey) -> Self:
        """From a note that the log's key has signed; raises a NoteError, MalformedCheckpoint, EmptyLog, OtherLog."""
        note = Note.parse(untrusted_note)
        note.verify([key])
        checkpoint = cls.parse(note.text)
        if checkpoint.origin != key.name:
            raise OtherLog(f"expected a checkpoint of {key.name}, got one of another log")
        return checkpoint


class LogKey:
    """The log's signing key. Only the worker, and whoever exports the log, may read it."""

    def __init__(self, origin: str, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.verifier = VerifierKey.of(origin, self.verify_key)

    @property
    def verify_key(self) -> bytes:
        """The public half, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The bare signature, 64 bytes."""
        return self._key.sign(message)

    def checkpoint(self, size: int, root: bytes) -> Note:
        """A signed checkpoint; raises EmptyLog, MalformedCheckpoint."""
        text = Checkpoint(self.verifier.name, size, root).text
        return Note(text, (sign(text, self.verifier.name, self),))
