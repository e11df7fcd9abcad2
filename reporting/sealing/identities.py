"""Who can open: the private halves.

HybridIdentity is what every reviewer and every reporter has. X25519Identity opens only, for what was sealed before.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import bech32
from .age import Identity
from .errors import SealingError
from .format import WRAPPED_SIZE, BadHeader, Stanza, base64_decode, hkdf
from .recipients import ENC_SIZE, HYBRID, INFO, SUITE, Recipient, read_hybrid

PREFIX = "AGE-SECRET-KEY-PQ-"
CLASSIC_PREFIX = "AGE-SECRET-KEY-"
CLASSIC = "X25519"
SEED_SIZE = 32


class BadIdentity(SealingError):
    """This is not a private key of the kind asked for."""


class HybridIdentity(Identity):
    """The private half of a Recipient; grown from a seed of 32 bytes, which its repr does not show."""

    __slots__ = ("_key", "_seed", "_x25519", "recipient")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise BadIdentity("a seed has 32 bytes")
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        self._x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = MLKEM768X25519PrivateKey(mlkem, self._x25519)
        self._seed = bytes(seed)
        self.recipient = Recipient.of_own(mlkem, self._x25519)

    @classmethod
    def generate(cls) -> "HybridIdentity":
        """A new one, from the system's randomness."""
        return cls(os.urandom(SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> "HybridIdentity":
        """The one that grows from these 32 bytes. Raises BadIdentity."""
        return cls(seed)

    @classmethod
    def parse(cls, untrusted_text: str) -> "HybridIdentity":
        """From `AGE-SECRET-KEY-PQ-1…`, upper case. Raises BadKeyText, BadIdentity."""
        return cls(_secret(untrusted_text, PREFIX))

    def secret_text(self) -> str:
        """`AGE-SECRET-KEY-PQ-1…`: the secret itself, for a key file and nothing else."""
        return bech32.encode(PREFIX.lower(), self._seed).upper()

    def derive(self, label: bytes) -> bytes:
        """32 secret bytes of HKDF-SHA256 over the seed, another value for each label."""
        return hkdf(self._seed, label)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.type != HYBRID:
            return None
        sealed = read_hybrid(stanza)
        try:
            return SUITE.decrypt(sealed, self._key, INFO)
        except InvalidTag:
            # A share of low order comes back as InvalidTag too, yet is no stanza for anybody: it marks a forged header.
            _exchange(self._x25519, sealed[ENC_SIZE - 32 : ENC_SIZE])
            return None

    def __repr__(self) -> str:
        return f"<HybridIdentity of {self.recipient!r}>"


class X25519Identity(Identity):
    """A classic age identity, `AGE-SECRET-KEY-1…`. It opens; there is nothing here that seals to it."""

    __slots__ = ("_key", "_public")

    def __init__(self, scalar: bytes) -> None:
        if len(scalar) != SEED_SIZE:
            raise BadIdentity("an X25519 key has 32 bytes")
        self._key = X25519PrivateKey.from_private_bytes(scalar)
        self._public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def parse(cls, untrusted_text: str) -> "X25519Identity":
        """From `AGE-SECRET-KEY-1…`, upper case. Raises BadKeyText, BadIdentity."""
        return cls(_secret(untrusted_text, CLASSIC_PREFIX))

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.type != CLASSIC:
            return None
        if len(stanza.arguments) != 1:
            raise BadHeader("an X25519 stanza has one argument")
        share = base64_decode(stanza.arguments[0].encode("ascii"))
        secret = _exchange(self._key, share)
        return unwrap_with(hkdf(secret, b"age-encryption.org/v1/X25519", share + self._public), stanza.body)

    def __repr__(self) -> str:
        return "<X25519Identity>"


def unwrap_with(wrapping_key: bytes, body: bytes) -> bytes | None:
    """The file key in `body`, or None when it was wrapped with another key. Raises BadHeader."""
    if len(body) != WRAPPED_SIZE:
        raise BadHeader("a wrapped file key has 32 bytes")
    try:
        return ChaCha20Poly1305(wrapping_key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def _exchange(key: X25519PrivateKey, untrusted_share: bytes) -> bytes:
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(untrusted_share))
    except ValueError:
        raise BadHeader("an X25519 share of another length, or of low order") from None


def _secret(untrusted_text: str, wanted_prefix: str) -> bytes:
    prefix, data = bech32.decode(untrusted_text)
    if prefix != wanted_prefix:
        raise BadIdentity(f"not a private key of the form {wanted_prefix}1…")
    return data
