"""The receipt: twelve words, forgiving to type, strict in what they mean."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.mailbox.receipt import NotOnTheList, Receipt, ReceiptError, WrongChecksum, WrongNumberOfWords

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "receipts.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["receipts"], ids=lambda vector: vector["words"].split()[0])
def test_the_vectors_that_the_browser_will_be_held_to(vector: dict[str, str]) -> None:
    receipt = Receipt(bytes.fromhex(vector["entropy"]))
    assert " ".join(receipt.words) == vector["words"]
    assert receipt.locator_hash.hex() == vector["locator_hash"]
    assert receipt.reporter_seed.hex() == vector["reporter_seed"]
    assert receipt.thread_key.hex() == vector["thread_key"]
    assert receipt.words_mac(vector["canonical"].encode()).hex() == vector["words_mac"]
    assert Receipt.from_words(vector["words"]) == receipt


@given(st.binary(min_size=16, max_size=16), st.sampled_from([" ", "-", "\n", ", ", " 1. "]), st.booleans())
def test_however_they_are_typed_they_are_the_same(entropy: bytes, between: str, short: bool) -> None:
    words = [word[:4] if short else word for word in Receipt(entropy).words]
    typed = between.join(words)
    for form in (typed, typed.upper(), f"  {typed.title()}\n"):
        assert Receipt.from_words(form).entropy == entropy


def test_a_word_that_is_not_on_the_list_is_named() -> None:
    with pytest.raises(NotOnTheList) as refused:
        Receipt.from_words("abandon " * 3 + "zebrafish " + "abandon " * 8)
    assert (refused.value.word, refused.value.place) == ("zebrafish", 4)
    assert "zebrafish" not in str(refused.value), "what was typed does not belong into an exception's text"


@pytest.mark.parametrize("wrong", ["abandonx", "aba", "ab", "abou7t", "ábandon"])
def test_what_only_begins_like_a_word_is_none(wrong: str) -> None:
    with pytest.raises(ReceiptError):
        Receipt.from_words("abandon " * 11 + wrong)


@pytest.mark.parametrize("number", [0, 1, 11, 13, 5000])
def test_eleven_or_thirteen_words_are_told_apart_from_wrong_ones(number: int) -> None:
    with pytest.raises(WrongNumberOfWords) as refused:
        Receipt.from_words("abandon " * number)
    assert refused.value.found == number


def test_twelve_good_words_that_do_not_belong_together_are_told() -> None:
    with pytest.raises(WrongChecksum):
        Receipt.from_words("abandon " * 12)


@given(st.text(max_size=400))
def test_nothing_typed_raises_anything_else(typed: str) -> None:
    with contextlib.suppress(ReceiptError):
        Receipt.from_words(typed)


def test_a_receipt_shows_nothing_of_itself() -> None:
    receipt = Receipt(b"sixteen bytes...")
    assert "sixteen" not in repr(receipt)
    assert receipt.words[0] not in repr(receipt)


def test_the_three_secrets_are_three() -> None:
    receipt = Receipt(bytes(16))
    assert len({receipt.locator_hash, receipt.reporter_seed, receipt.thread_key}) == 3
