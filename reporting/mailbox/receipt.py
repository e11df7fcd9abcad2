"""The receipt: 12 words with which a reporter comes back, and the three secrets that follow from them.

    >>> receipt = Receipt(bytes(16))
    >>> " ".join(receipt.words)[:23]
    'abandon abandon abandon'
    >>> Receipt.from_words("ABAN-aban abandon aban aban aban aban aban aban aban aban abou") == receipt
    True

The words are BIP39's English list, 128 bits with their checksum. HKDF-SHA256 (RFC 5869) with a label for each gives the
locator, the seed of the reporter's own identity and the thread key; 128 random bits need no slow derivation.
"""

import hashlib
import hmac
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from reporting.errors import ReportingError

WORDS = 12
ENTROPY = 16


class ReceiptError(ReportingError):
    """What was typed is not a receipt."""


class NotOnTheList(ReceiptError):
    """A word is not on the list."""

    def __init__(self, word: str, place: int) -> None:
        super().__init__("a word is not on the list")
        self.word, self.place = word, place


class WrongNumberOfWords(ReceiptError):
    """There are more or fewer than twelve words."""

    def __init__(self, found: int) -> None:
        super().__init__("not twelve words")
        self.found = found


class WrongChecksum(ReceiptError):
    """All twelve are on the list, but they do not belong together."""


@lru_cache(maxsize=1)
def _list() -> tuple[Mnemonic, dict[str, str]]:
    """The word list, and every word by its first four letters, which BIP39 keeps distinct."""
    english = Mnemonic("english")
    by_start = {word[:4]: word for word in english.wordlist}
    if Counter(by_start.values()) != Counter(english.wordlist):
        raise ReceiptError("the word list is not BIP39's")
    return english, by_start


@dataclass(frozen=True)
class Receipt:
    """16 bytes of entropy, never shown in a repr."""

    entropy: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.entropy) != ENTROPY:
            raise ReceiptError("a receipt is made of 16 bytes")

    @classmethod
    def from_words(cls, untrusted_words: str) -> "Receipt":
        """Read typed words, forgiving of case, separators, numbering and shortened words; raises ReceiptError."""
        english, by_start = _list()
        words = []
        for place, typed in enumerate(re.findall(r"[^\W\d_]+", untrusted_words.lower()), start=1):
            word = by_start.get(typed[:4])
            if word is None or not word.startswith(typed):
                raise NotOnTheList(typed, place)
            words.append(word)
        if len(words) != WORDS:
            raise WrongNumberOfWords(len(words))
        try:
            return cls(bytes(english.to_entropy(words)))
        except ValueError:
            raise WrongChecksum from None

    @cached_property
    def words(self) -> tuple[str, ...]:
        english, _ = _list()
        return tuple(english.to_mnemonic(self.entropy).split(" "))

    @cached_property
    def locator(self) -> bytes:
        """What a browser that seals names its report by: only who has the words can."""
        return self._derive(b"locator")

    @cached_property
    def locator_hash(self) -> bytes:
        """What the server keeps to find the report again: SHA-256 of the locator."""
        return hashlib.sha256(self.locator).digest()

    @cached_property
    def reporter_seed(self) -> bytes:
        """The seed of the reporter's own age identity, to which replies are sealed."""
        return self._derive(b"reporter")

    @cached_property
    def thread_key(self) -> bytes:
        """The key under which both directions of the thread are authenticated."""
        return self._derive(b"thread")

    def words_mac(self, canonical: bytes) -> bytes:
        """32 bytes that tell whether the same words come again, without knowing them.

        The label keeps it from ever being taken for the MAC of a message, which is made under the same key.
        """
        return hmac.digest(self.thread_key, b"reporting/v1/words\n" + canonical, "sha256")

    def files_mac(self, digests: bytes) -> bytes:
        """32 bytes that tell whether the same files come again, without knowing them."""
        return hmac.digest(self.thread_key, b"reporting/v1/files\n" + digests, "sha256")

    def _derive(self, label: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"reporting/v1/" + label).derive(self.entropy)
