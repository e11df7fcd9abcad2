"""Bech32 (BIP 173, not bech32m), as age uses it for keys: no limit of 90 characters, split at the last "1".

    >>> decode(encode("age", bytes(32)))[0]
    'age'

https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from base64 import b32encode
from collections.abc import Iterable

from .errors import SealingError

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
VALUES = {character: value for value, character in enumerate(CHARSET)}
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
MAX_LENGTH = 4096  # twice the longest key of ours


class BadKeyText(SealingError):
    """This text is not a well-formed bech32 key."""


def _remainders() -> tuple[int, ...]:
    """What the five bits shifted out of the checksum put back, for each of their 32 values."""
    table = []
    for top in range(32):
        mixed = 0
        for bit, generator in enumerate(GENERATOR):
            if top >> bit & 1:
                mixed ^= generator
        table.append(mixed)
    return tuple(table)


REMAINDERS = _remainders()
TO_CHARSET = bytes.maketrans(bytes(range(32)), CHARSET.encode("ascii"))
FROM_BASE32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bytes(range(32)))


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value ^ REMAINDERS[checksum >> 25]
    return checksum


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def encode(prefix: str, data: bytes) -> str:
    """Text of lower-case `prefix` and `data`, in lower case."""
    # RFC 4648's base 32 cuts the same groups of five bits, in C: shifting a number this long would cost a millisecond.
    words = b32encode(data).rstrip(b"=").translate(FROM_BASE32)
    checksum = _polymod((*_expand(prefix), *words, 0, 0, 0, 0, 0, 0)) ^ 1
    words += bytes(checksum >> shift & 31 for shift in range(25, -1, -5))
    return f"{prefix}1{words.translate(TO_CHARSET).decode('ascii')}"


def decode(untrusted_text: str) -> tuple[str, bytes]:
    """Prefix (in the case it was written in) and data. Raises BadKeyText, which never repeats the text: a secret."""
    if len(untrusted_text) > MAX_LENGTH or not untrusted_text.isascii() or not untrusted_text.isprintable():
        raise BadKeyText("too long, or not plain ASCII")
    if untrusted_text not in (untrusted_text.lower(), untrusted_text.upper()):
        raise BadKeyText("upper and lower case are mixed")
    prefix, separator, tail = untrusted_text.rpartition("1")
    words = [VALUES.get(character, -1) for character in tail.lower()]
    if not separator or not prefix or " " in prefix or len(words) < 6 or -1 in words:
        raise BadKeyText("no key of the form prefix, 1, data")
    if _polymod([*_expand(prefix.lower()), *words]) != 1:
        raise BadKeyText("the checksum is wrong: mistyped or cut short")
    return prefix, _bytes(words[:-6])


def _bytes(words: list[int]) -> bytes:
    padding = len(words) * 5 % 8
    bits = 0
    for word in words:
        bits = bits << 5 | word
    if padding > 4 or bits & ((1 << padding) - 1):
        raise BadKeyText("the padding is not the canonical one")
    return (bits >> padding).to_bytes(len(words) * 5 // 8, "big")
