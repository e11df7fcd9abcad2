"""Passphrase files: the file key wrapped by scrypt, the way `age -p` does it. Ours lock key files and nothing else.

https://c2sp.org/age#the-scrypt-recipient-type
"""

import os
import re
from io import BytesIO

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from .age import Identity, sealed_with
from .errors import SealingError
from .format import FILE_KEY_SIZE, BadHeader, Stanza, base64_decode, base64_encode
from .identities import unwrap_with

SCRYPT = "scrypt"
LABEL = b"age-encryption.org/v1/scrypt"
SALT_SIZE = 16
USUAL_LOG_N = 18  # 256 MiB and about a second
READABLE_LOG_N = 20  # 1 GiB: what a file may ask of us unless a caller allows more
HIGHEST_LOG_N = 22  # 4 GiB: more is an attack, whoever asks
_LOG_N = re.compile(r"[1-9][0-9]?")


class BadPassphrase(SealingError):
    """A passphrase is text and not empty."""


class BadWorkFactor(SealingError):
    """This work factor cannot be used for sealing."""


class TooMuchWork(BadHeader):
    """The file asks for more work than is allowed here, or than the machine has memory for."""


class Passphrase(Identity):
    """Opens what was sealed with the passphrase; `max_log_n` (at most 22) limits the memory a file may ask for."""

    __slots__ = ("_max_log_n", "_secret")

    def __init__(self, passphrase: str, *, max_log_n: int = READABLE_LOG_N) -> None:
        self._secret = _encoded(passphrase)
        self._max_log_n = min(max_log_n, HIGHEST_LOG_N)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.type != SCRYPT:
            return None
        if len(stanza.arguments) != 2:
            raise BadHeader("a passphrase stanza has two arguments")
        salt = base64_decode(stanza.arguments[0].encode("ascii"))
        if len(salt) != SALT_SIZE or not _LOG_N.fullmatch(stanza.arguments[1]):
            raise BadHeader("a passphrase stanza has a salt of 16 bytes and a number of one or two digits")
        log_n = int(stanza.arguments[1])
        if log_n > self._max_log_n:
            raise TooMuchWork(f"the work factor is above {self._max_log_n}")
        return unwrap_with(_stretched(self._secret, salt, log_n), stanza.body)

    def __repr__(self) -> str:
        return "<Passphrase>"


def seal_with_passphrase(plaintext: bytes, passphrase: str, *, log_n: int = USUAL_LOG_N) -> bytes:
    """An age file that only the passphrase opens. Raises BadPassphrase, BadWorkFactor."""
    if not 1 <= log_n <= HIGHEST_LOG_N:
        raise BadWorkFactor(f"a work factor is 1 to {HIGHEST_LOG_N}")
    file_key, salt = os.urandom(FILE_KEY_SIZE), os.urandom(SALT_SIZE)
    body = ChaCha20Poly1305(_stretched(_encoded(passphrase), salt, log_n)).encrypt(bytes(12), file_key, None)
    stanza = Stanza(SCRYPT, (base64_encode(salt).decode("ascii"), str(log_n)), body)
    return b"".join(sealed_with(file_key, [stanza], BytesIO(plaintext)))


def _encoded(passphrase: str) -> bytes:
    try:
        encoded = passphrase.encode("utf-8")
    except UnicodeEncodeError:
        raise BadPassphrase("not text") from None
    if not encoded:
        raise BadPassphrase("a passphrase cannot be empty")
    return encoded


def _stretched(secret: bytes, salt: bytes, log_n: int) -> bytes:
    try:
        return Scrypt(salt=LABEL + salt, length=32, n=1 << log_n, r=8, p=1).derive(secret)
    except MemoryError:
        raise TooMuchWork("not enough memory for this work factor") from None
