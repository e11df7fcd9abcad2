"""Whom one can seal to: hybrid recipients, `age1pq1…`, ML-KEM-768 with X25519 in HPKE.

There is no other kind. A file sealed to a classic recipient as well could be opened one day by whoever kept it and has
a quantum computer by then; so a classic recipient is refused by name, not left to be found out.

https://c2sp.org/age#the-mlkem768-x25519-hybrid-recipient-type
"""

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import bech32
from .errors import SealingError
from .format import WRAPPED_SIZE, BadHeader, Stanza, base64_decode, base64_encode

HYBRID = "mlkem768x25519"
PREFIX = "age1pq"
CLASSIC_PREFIX = "age"
MLKEM_SIZE = 1184
RAW_SIZE = MLKEM_SIZE + 32
ENC_SIZE = 1088 + 32  # ML-KEM ciphertext, then the X25519 share
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
INFO = b"age-encryption.org/mlkem768x25519"


class BadRecipient(SealingError):
    """This is no hybrid recipient that can be sealed to."""


class ClassicRecipient(BadRecipient):
    """This recipient is a classic one, which would not withstand a quantum computer."""


class Recipient:
    """A public key, parsed once: sealing to it again costs no parsing. Equal when the keys are equal."""

    __slots__ = ("_key", "_text", "raw")

    def __init__(self, untrusted_raw: bytes) -> None:
        """From 1,216 bytes: ML-KEM-768 encapsulation key, then X25519. Raises BadRecipient."""
        if len(untrusted_raw) != RAW_SIZE:
            raise BadRecipient("a hybrid recipient has 1216 bytes")
        share = X25519PublicKey.from_public_bytes(untrusted_raw[MLKEM_SIZE:])
        try:
            X25519PrivateKey.generate().exchange(share)  # fails on a point of low order, whose secret anybody knows
            self._is_made_of(MLKEM768PublicKey.from_public_bytes(untrusted_raw[:MLKEM_SIZE]), share)
        except ValueError:
            raise BadRecipient("not a valid public key") from None

    def _is_made_of(self, mlkem: MLKEM768PublicKey, share: X25519PublicKey) -> None:
        self._key = MLKEM768X25519PublicKey(mlkem, share)
        self.raw = b"".join(key.public_bytes(Encoding.Raw, PublicFormat.Raw) for key in (mlkem, share))
        self._text: str | None = None

    @classmethod
    def of_own(cls, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> "Recipient":
        """The public half of keys that one holds: there is nothing in it to be looked at."""
        recipient = cls.__new__(cls)
        recipient._is_made_of(mlkem.public_key(), x25519.public_key())
        return recipient

    @classmethod
    def parse(cls, untrusted_text: str) -> "Recipient":
        """From `age1pq1…`, lower case. Raises BadKeyText, ClassicRecipient, BadRecipient."""
        prefix, raw = bech32.decode(untrusted_text)
        if prefix == CLASSIC_PREFIX:
            raise ClassicRecipient("a classic age recipient: make a hybrid one with `age-keygen -pq`")
        if prefix != PREFIX:
            raise BadRecipient("not an age recipient of the form age1pq1…")
        recipient = cls(raw)
        recipient._text = untrusted_text
        return recipient

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza through which the holder of the identity finds `file_key`."""
        sealed = SUITE.encrypt(file_key, self._key, INFO)
        return Stanza(HYBRID, (base64_encode(sealed[:ENC_SIZE]).decode("ascii"),), sealed[ENC_SIZE:])

    def __str__(self) -> str:
        if self._text is None:
            self._text = bech32.encode(PREFIX, self.raw)
        return self._text

    def __repr__(self) -> str:
        return f"<Recipient {str(self)[:16]}…>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)


def throwaway_recipient() -> Recipient:
    """A recipient whose identity nobody has: it stands where a second reader is missing, and looks like any other."""
    return Recipient.of_own(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())


def read_recipients(untrusted_text: str) -> list[Recipient]:
    """The recipients of an age recipients file (what `age -R` takes): one a line, `#` begins a comment line.

    Raises as `Recipient.parse` does.
    """
    lines = (line.strip() for line in untrusted_text.splitlines())
    return [Recipient.parse(line) for line in lines if line and not line.startswith("#")]


def read_hybrid(stanza: Stanza) -> bytes:
    """What HPKE opens: 1,120 bytes of enc, then the wrapped file key. Raises BadHeader."""
    if len(stanza.arguments) != 1 or len(stanza.body) != WRAPPED_SIZE:
        raise BadHeader("a hybrid stanza has one argument and a body of 32 bytes")
    enc = base64_decode(stanza.arguments[0].encode("ascii"))
    if len(enc) != ENC_SIZE:
        raise BadHeader("the share of a hybrid stanza has 1120 bytes")
    return enc + stanza.body
