"""The form token: good once, until the end of the next day, for the page that it was issued for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporting.abuse import BadToken, FormTokens, StaleToken
from reporting.clock import FixedClock

KEY = bytes(range(32))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))


def test_a_token_is_accepted_and_leaves_a_hash_and_a_day(clock: FixedClock) -> None:
    tokens = FormTokens(KEY, clock)
    token = tokens.issue("ada, ben")
    spent = tokens.check(token, "ada, ben")
    assert spent.day == date(2026, 11, 23)
    assert len(spent.nonce_hash) == 32
    assert token.split(".")[1].encode() not in spent.nonce_hash
    assert spent == tokens.check(token, "ada, ben"), "the same token must give the same hash, or a replay is not seen"


def test_two_tokens_of_one_moment_differ(clock: FixedClock) -> None:
    tokens = FormTokens(KEY, clock)
    first, second = tokens.check(tokens.issue()), tokens.check(tokens.issue())
    assert first.nonce_hash != second.nonce_hash


def test_it_lasts_to_the_end_of_the_next_day_and_no_longer(clock: FixedClock) -> None:
    tokens = FormTokens(KEY, clock)
    token = tokens.issue()
    clock.advance(timedelta(days=1))
    tokens.check(token)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(StaleToken):
        tokens.check(token)


def test_a_token_of_tomorrow_is_not_accepted_today(clock: FixedClock) -> None:
    ahead = FormTokens(KEY, FixedClock(datetime(2026, 11, 24, tzinfo=UTC))).issue()
    with pytest.raises(StaleToken):
        FormTokens(KEY, clock).check(ahead)


def test_another_key_another_page_and_every_changed_letter_are_refused(clock: FixedClock) -> None:
    tokens = FormTokens(KEY, clock)
    token = tokens.issue("ada, ben")
    with pytest.raises(BadToken):
        FormTokens(b"\1" * 32, clock).check(token, "ada, ben")
    with pytest.raises(BadToken):
        tokens.check(token, "ada, olga")
    for at, letter in enumerate(token):
        with pytest.raises(BadToken):
            tokens.check(token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :], "ada, ben")


def test_a_day_cannot_be_moved_into_the_nonce(clock: FixedClock) -> None:
    day, nonce, mac = FormTokens(KEY, clock).issue().split(".")
    for forged in (f"{day}.{nonce}", f"{day}{nonce}.{mac}", f".{day}.{nonce}.{mac}", f"{day}.{nonce}.{mac}.", ""):
        with pytest.raises(BadToken):
            FormTokens(KEY, clock).check(forged)


@example("2026-11-23.\udc80.\udc80")
@given(st.text())
def test_no_text_gets_past_or_breaks_it(text: str) -> None:
    tokens = FormTokens(KEY, FixedClock(datetime(2026, 11, 23, tzinfo=UTC)))
    with pytest.raises(BadToken):
        tokens.check(text)
