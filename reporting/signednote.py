"""Signed notes: a text, a blank line, signature lines that begin with an em dash (c2sp.org/signed-note, Ed25519 only).

    >>> note = Note(text, (sign(text, "ada", ada), sign(text, "ben", ben)))
    >>> [key.name for key in Note.parse(bytes(note)).verify([VerifierKey.of("ben", ben.verify_key)])]
    ['ben']

A note says nothing by itself: its text counts only after `verify` was asked with keys one trusts already.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from reporting.errors import ReportingError

MAX_NOTE = 256 * 1024  # bytes; sixteen post-quantum signatures of strangers still fit
MAX_SIGNATURES = 64
_DASH = "— "
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}")  # `\s` of a str pattern is every Unicode space
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ReportingError):
    """A note or one of its keys cannot be relied on."""

    reason: ClassVar[str] = "note"


class MalformedNote(NoteError):
    """These bytes are no signed note."""

    reason = "malformed-note"


class MalformedKey(NoteError):
    """This line is no Ed25519 verifier key."""

    reason = "malformed-key"


class WrongSignature(NoteError):
    """A signature that bears the name and id of a known key does not fit the text."""

    reason = "wrong-signature"


class NoKnownSignature(NoteError):
    """None of the known keys has signed this note."""

    reason = "unsigned"


class Signer(Protocol):
    """Whoever holds an Ed25519 signing key."""

    @property
    def verify_key(self) -> bytes:
        """The public half, 32 bytes (RFC 8032)."""

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""


def decoded_base64(text: str, error: ReportingError) -> bytes:
    """Standard base64 in its one canonical spelling, so that no two texts mean the same bytes."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise error from None
    if b64encode(raw).decode() != text:
        raise error
    return raw


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a signing key under its name, written `name+hex8+base64`.

    `kind` is the byte that tells signatures over a note's text from those of other specifications.
    """

    kind: ClassVar[bytes] = b"\x01"
    name: str
    raw: bytes

    @classmethod
    def of(cls, name: str, raw: bytes) -> Self:
        """From a name (no space, no plus sign) and the 32 raw bytes; raises MalformedKey."""
        if not _NAME.fullmatch(name):
            raise MalformedKey("the name of a verifier key is empty or holds a space or a plus sign")
        if len(raw) != 32:
            raise MalformedKey("an Ed25519 key is 32 bytes long")
        return cls(name, raw)

    @classmethod
    def parse(cls, untrusted_line: str) -> Self:
        """From its line; raises MalformedKey unless name, key id and key agree."""
        name, _, rest = untrusted_line.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = decoded_base64(encoded, MalformedKey("the key of a verifier line is not canonical base64"))
        if raw[:1] != cls.kind:
            raise MalformedKey("a verifier line holds another kind of key than is wanted here")
        key = cls.of(name, raw[1:])
        if key.key_id.hex() != key_id:
            raise MalformedKey("the id of a verifier line does not fit its key")
        return key

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; an address, not a protection."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self.kind + self.raw).decode()}"

    def verify(self, message: bytes, untrusted_signature: bytes) -> bool:
        """Whether this key made the signature over exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(untrusted_signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, and the bytes."""

    name: str
    key_id: bytes
    raw: bytes

    @classmethod
    def parse(cls, untrusted_line: str) -> Self:
        """From a line without its newline; raises MalformedNote."""
        name, space, encoded = untrusted_line.removeprefix(_DASH).partition(" ")
        if not untrusted_line.startswith(_DASH) or not space or not _NAME.fullmatch(name):
            raise MalformedNote("a signature line is not an em dash, a name and base64")
        raw = decoded_base64(encoded, MalformedNote("a signature is not canonical base64"))
        if len(raw) < 5:
            raise MalformedNote("a signature is too short")
        return cls(name, raw[:4], raw[4:])

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.raw).decode()}"


def sign(text: str, name: str, signer: Signer) -> Signature:
    """Sign a note's text (which ends in a newline) under a name; raises MalformedNote, MalformedKey."""
    _check_text(text)
    key = VerifierKey.of(name, signer.verify_key)
    return Signature(name, key.key_id, signer.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, untrusted_note: bytes, *, at_least: int = 1) -> Self:
        """Strictly by the specification; `at_least=0` reads a draft nobody has signed. Raises MalformedNote."""
        if len(untrusted_note) > MAX_NOTE:
            raise MalformedNote(f"a note is larger than {MAX_NOTE} bytes")
        try:
            whole = untrusted_note.decode()
        except UnicodeDecodeError:
            raise MalformedNote("a note is not UTF-8") from None
        text, blank, lines = whole.rpartition("\n\n")
        if not blank or (lines and not lines.endswith("\n")):
            raise MalformedNote("a note has no blank line before its signatures, or does not end in a newline")
        _check_text(text + "\n")
        signatures = lines.split("\n")[:-1]
        if not at_least <= len(signatures) <= MAX_SIGNATURES:
            raise MalformedNote(f"a note has {len(signatures)} signatures")
        return cls(text + "\n", tuple(map(Signature.parse, signatures)))

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(f"{signature}\n" for signature in self.signatures)).encode()

    def verify(self, known: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Those of the known keys that signed, in their order; strangers' signatures are passed over.

        Raises WrongSignature when a known key's signature does not fit, NoKnownSignature when there is none.
        """
        signers = []
        for key in known:
            own = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
            if not all(key.verify(self.text.encode(), s.raw) for s in own):
                raise WrongSignature(f"the signature of {key.name} does not fit the text")
            if own:
                signers.append(key)
        if not signers:
            raise NoKnownSignature("nobody who is known has signed this note")
        return tuple(signers)


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise MalformedNote("a note's text holds control characters or does not end in a newline")
