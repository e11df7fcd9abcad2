"""The twelve words, as people type them, and what follows from them."""

from random import Random

from reporting.mailbox.receipt import Receipt, ReceiptError
from tests.fuzz.blind import neighbour
from tests.fuzz.target import Target, text_of, unless

LIST = Receipt(bytes(16)).words + Receipt(bytes(range(16))).words + Receipt(b"\xff" * 16).words


def seeds() -> list[bytes]:
    return [" ".join(Receipt(entropy * 16).words).encode() for entropy in (b"\0", b"a", b"\xff")]


def check(untrusted: bytes) -> bool:
    receipt = unless(ReceiptError, lambda: Receipt.from_words(text_of(untrusted)))
    if receipt is None:
        return False
    assert Receipt.from_words(" ".join(receipt.words)) == receipt
    assert Receipt.from_words("\n".join(word[:4].upper() for word in receipt.words)) == receipt
    assert len({receipt.locator, receipt.reporter_seed, receipt.thread_key, receipt.locator_hash}) == 4
    return True


def mutate(data: bytes, dice: Random) -> bytes:
    """Other words in their places, cut short, set apart by something else; now and then other letters."""
    words = data.split() or [b""]
    for _ in range(dice.choice((0, 1, 2))):
        at = dice.randrange(len(words))
        words[at] = dice.choice((dice.choice(LIST).encode(), words[at][:4], words[at].upper(), words[at] * 2))
    made = dice.choice((b" ", b"\n", b"-", b", ", "\u00a0".encode(), b"1. ")).join(words)
    return made if dice.random() < 0.5 else neighbour(made, dice)


WORDS = tuple(word.encode() for word in (*LIST, "ß", "ı", "İ", "ﬁ", "\u0301"))
TARGET = Target("receipts: the twelve words", seeds, check, WORDS, mutate, largest=512)
