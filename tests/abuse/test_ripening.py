"""The ripening token: good after a minute, to the end of the next day, once, for whoever holds it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporting.abuse import BadToken, FormTokens, StaleToken
from reporting.abuse.ripening import RipeningTokens, Unripe
from reporting.clock import FixedClock

KEY = bytes(range(32))
MINUTE = timedelta(seconds=60)


def at(hour: int = 14, minute: int = 5, second: int = 0, micro: int = 0) -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, hour, minute, second, micro, tzinfo=UTC))


@pytest.mark.parametrize("clock", [at(), at(23, 59, 30), at(14, 5, 37, 999_999), at(14, 5, 37, 1)])
def test_it_is_ripe_after_a_minute_and_not_before(clock: FixedClock) -> None:
    tokens = RipeningTokens(KEY, clock)
    token = tokens.issue()
    clock.advance(MINUTE - timedelta(milliseconds=1))
    with pytest.raises(Unripe):
        tokens.check(token)
    clock.advance(timedelta(seconds=1, milliseconds=1))
    assert len(tokens.check(token)) == 32


def test_it_says_how_long_is_left() -> None:
    clock = at()
    tokens = RipeningTokens(KEY, clock)
    token = tokens.issue()
    for waited, left in ((0, 60), (1, 59), (50, 9), (0.5, 9), (8.4, 1)):
        clock.advance(timedelta(seconds=waited))
        with pytest.raises(Unripe) as unripe:
            tokens.check(token)
        assert unripe.value.seconds == left


def test_it_lasts_to_the_end_of_the_next_day() -> None:
    clock = at()
    tokens = RipeningTokens(KEY, clock)
    token = tokens.issue()
    clock.advance(timedelta(days=1, hours=9, minutes=54))
    tokens.check(token)
    clock.advance(timedelta(minutes=2))
    with pytest.raises(StaleToken):
        tokens.check(token)


def test_a_token_of_another_day_to_come_is_stale_rather_than_a_long_wait() -> None:
    ahead = RipeningTokens(KEY, FixedClock(datetime(2026, 11, 24, tzinfo=UTC))).issue()
    with pytest.raises(StaleToken):
        RipeningTokens(KEY, at()).check(ahead)


def test_the_same_token_leaves_the_same_hash_and_two_differ() -> None:
    clock = at()
    tokens = RipeningTokens(KEY, clock)
    one, other = tokens.issue(), tokens.issue()
    clock.advance(MINUTE)
    assert tokens.check(one) == tokens.check(one) != tokens.check(other)


def test_every_changed_letter_another_key_and_a_form_token_are_refused() -> None:
    clock = at()
    token = RipeningTokens(KEY, clock).issue()
    clock.advance(MINUTE)
    tokens = RipeningTokens(KEY, clock)
    tokens.check(token)
    for place, letter in enumerate(token):
        with pytest.raises(BadToken):
            tokens.check(token[:place] + ("0" if letter != "0" else "1") + token[place + 1 :])
    with pytest.raises(BadToken):
        RipeningTokens(b"\1" * 32, clock).check(token)
    with pytest.raises(BadToken):
        tokens.check(FormTokens(KEY, clock).issue())


@example("2026-11-23.1.\udc80.\udc80")
@example("...")
@given(st.text())
def test_no_text_gets_past_or_breaks_it(text: str) -> None:
    with pytest.raises(BadToken):
        RipeningTokens(KEY, at()).check(text)
