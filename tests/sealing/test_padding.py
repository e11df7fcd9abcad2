"""Padding: sizes that say little, in bytes, and JSON that stays JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.sealing import NotJson, pad_json, padme


def test_small_sizes_are_as_published() -> None:
    assert [padme(size) for size in range(20)] == [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 10, 12, 12, 14, 14, 16, 16, 18, 18, 20,
    ]  # fmt: skip
    assert padme(16384) == 16384
    assert padme(16385) == 17408
    assert padme(1_000_003) == 1_015_808


@given(st.integers(1, 1 << 50))
def test_padme_costs_little_and_says_little(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= size * 1.12 or padded - size <= 1
    assert padme(padded) == padded
    assert padme(padded + 1) > padded


@given(st.integers(1, 1 << 50))
def test_a_longer_text_is_never_in_a_smaller_class(size: int) -> None:
    assert padme(size) <= padme(size + 1)


@given(st.dictionaries(st.text(), st.text()))
def test_padded_json_is_the_same_json(value: dict[str, str]) -> None:
    padded = pad_json(value, 1024)
    assert json.loads(padded) == value
    assert len(padded) == max(1024, padme(len(padded.rstrip(b" "))))


def test_bytes_are_counted_not_letters() -> None:
    """Eight thousand letters of Cyrillic are sixteen thousand bytes, and no larger class than as many of Latin."""
    for text in ("a" * 20_000, "щ" * 10_000, "語" * 6_667, "🕯" * 5_000):
        assert len(pad_json({"what_happened": text}, 16384)) == padme(20_020)
    assert len(pad_json({}, 16384)) == 16384
    assert pad_json({"a": "é"}, 0) == '{"a":"é"}'.encode()


@pytest.mark.parametrize("value", ["\ud800", float("nan"), b"bytes", {1, 2}])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(NotJson):
        pad_json({"a": value}, 1024)


def test_a_value_without_end_is_refused() -> None:
    endless: dict[str, object] = {}
    endless["again"] = endless
    with pytest.raises(NotJson):
        pad_json(endless, 1024)
