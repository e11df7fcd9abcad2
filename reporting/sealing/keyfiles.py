"""Key files: one seed a person, kept as an age identity file that a passphrase opens.

    key = new_private_key()
    path.write_bytes(lock(key, passphrase := generate_passphrase()))
    unlock(path.read_bytes(), passphrase).sign(b"...")

The same file comes from `age-keygen -pq | age -p -a`. The signing key grows from the same seed, under its own label:
one secret to keep, one sheet of paper to lock away.
"""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mnemonic import Mnemonic

from .age import NotARecipient, inspect, open_sealed
from .armor import BadArmor, armor, dearmor_typed
from .errors import SealingError
from .format import VERSION_LINE
from .identities import CLASSIC_PREFIX, PREFIX, HybridIdentity
from .passphrase import READABLE_LOG_N, SCRYPT, USUAL_LOG_N, Passphrase, seal_with_passphrase

SIGNING_LABEL = b"reporting/v1/signing"
PASSPHRASE_WORDS = 7  # of 2,048: 77 bits, behind scrypt
MAX_FILE = 64 * 1024


class NotAKeyFile(SealingError):
    """This is not a file that holds one hybrid private key."""


class ClassicKeyFile(NotAKeyFile):
    """This file holds a classic age key, to which nothing here is sealed."""


class WrongPassphrase(SealingError):
    """The passphrase does not open this key file, or the file was mistyped."""


class PrivateKey:
    """All that one person holds: opens what was sealed to them, and signs as them."""

    __slots__ = ("_signing", "identity", "verify_key")

    def __init__(self, identity: HybridIdentity) -> None:
        self.identity = identity
        self._signing = Ed25519PrivateKey.from_private_bytes(identity.derive(SIGNING_LABEL))
        self.verify_key: bytes = self._signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def from_seed(cls, seed: bytes) -> "PrivateKey":
        """The key that grows from these 32 bytes. Raises BadIdentity."""
        return cls(HybridIdentity.from_seed(seed))

    @property
    def recipient_text(self) -> str:
        """`age1pq1…`, the public half."""
        return str(self.identity.recipient)

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 (RFC 8032), checked with `verify_key`, 32 bytes."""
        return self._signing.sign(message)

    def __repr__(self) -> str:
        return f"<PrivateKey of {self.identity.recipient!r}>"


def new_private_key() -> PrivateKey:
    """A new person's key."""
    return PrivateKey(HybridIdentity.generate())


def generate_passphrase() -> str:
    """Seven words of the BIP39 English list, joined by "-": 77 bits."""
    words = Mnemonic("english").wordlist
    return "-".join(secrets.choice(words) for _ in range(PASSPHRASE_WORDS))


def lock(key: PrivateKey, passphrase: str, *, log_n: int = USUAL_LOG_N) -> bytes:
    """An armored age file that holds the identity and one newline. Raises BadPassphrase, BadWorkFactor."""
    return armor(seal_with_passphrase(key.identity.secret_text().encode("ascii") + b"\n", passphrase, log_n=log_n))


def unlock(untrusted_file: bytes, passphrase: str, *, max_log_n: int = READABLE_LOG_N) -> PrivateKey:
    """The key in a key file: locked, armored, typed or scanned from paper, or plain (then the passphrase is not used).

    Raises NotAKeyFile, WrongPassphrase, or what else is wrong with the file as another SealingError.
    """
    if len(untrusted_file) > MAX_FILE:
        raise NotAKeyFile("far too long for a key file")
    if untrusted_file.startswith(VERSION_LINE):
        sealed = untrusted_file
    else:
        text = _text(untrusted_file)
        if CLASSIC_PREFIX in text:
            return _read_identity(text)
        sealed = _dearmored(text)
    if inspect(sealed) != [SCRYPT]:
        raise NotAKeyFile("sealed to somebody's key, not with a passphrase")
    try:
        plaintext = open_sealed(sealed, [Passphrase(passphrase, max_log_n=max_log_n)])
    except NotARecipient:
        raise WrongPassphrase("the passphrase does not open this key file, or the file was mistyped") from None
    return _read_identity(_text(plaintext))


def _text(untrusted_bytes: bytes) -> str:
    try:
        return untrusted_bytes.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAKeyFile("neither text nor an age file") from None


def _dearmored(untrusted_text: str) -> bytes:
    try:
        return dearmor_typed(untrusted_text)
    except BadArmor:
        raise NotAKeyFile("no age file in this text") from None


def _read_identity(untrusted_text: str) -> PrivateKey:
    """An age identity file: lines that begin with `#` are comments, one line is the key."""
    lines = [line.strip() for line in untrusted_text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1:
        raise NotAKeyFile("a key file holds one private key")
    if keys[0].startswith(CLASSIC_PREFIX) and not keys[0].startswith(PREFIX):
        raise ClassicKeyFile("a classic age key: make a hybrid one with `age-keygen -pq`")
    return PrivateKey(HybridIdentity.parse(keys[0]))
