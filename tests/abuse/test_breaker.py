"""The breaker: it trips on many posts, calms down slowly, forgets what is over, and locks nobody out by mistake."""

from datetime import UTC, datetime, timedelta

import pytest

from reporting.abuse.breaker import BRIM, CALM_AT, PLACES, SECONDS_EACH, TRIPS_AT, Breaker, Proof
from reporting.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))


@pytest.fixture
def breaker(clock: FixedClock) -> Breaker:
    return Breaker(clock)


def flood(breaker: Breaker, posts: int = TRIPS_AT + 1) -> None:
    for _ in range(posts):
        breaker.trips()


def test_a_busy_day_does_not_trip_it(breaker: Breaker, clock: FixedClock) -> None:
    assert not any(breaker.trips() for _ in range(TRIPS_AT))
    clock.advance(timedelta(hours=1))
    for _ in range(500):
        clock.advance(timedelta(seconds=SECONDS_EACH))
        assert not breaker.trips()


def test_one_more_than_it_bears_trips_it(breaker: Breaker) -> None:
    assert [breaker.trips() for _ in range(TRIPS_AT + 1)].index(True) == TRIPS_AT


def test_it_does_not_flutter(breaker: Breaker, clock: FixedClock) -> None:
    flood(breaker)
    clock.advance(timedelta(seconds=SECONDS_EACH * 5))
    assert breaker.trips(), "a little below the mark it is calm at once, so it trips and calms with each post"
    clock.advance(timedelta(seconds=SECONDS_EACH * (TRIPS_AT - CALM_AT)))
    assert not breaker.trips()


def test_a_flood_that_goes_on_keeps_it_tripped_and_one_that_ends_is_over_soon(
    breaker: Breaker, clock: FixedClock
) -> None:
    flood(breaker, 100_000)
    clock.advance(timedelta(seconds=SECONDS_EACH))
    assert breaker.trips()
    clock.advance(timedelta(seconds=SECONDS_EACH * (BRIM - CALM_AT + 1)))
    assert not breaker.trips(), "it remembers a flood for longer than minutes"


def test_places_come_back_one_by_one_and_each_kind_of_proof_has_its_own(breaker: Breaker, clock: FixedClock) -> None:
    assert [breaker.has_place(Proof.WAITED) for _ in range(PLACES + 1)] == [True] * PLACES + [False]
    assert breaker.has_place(Proof.WORKED)
    clock.advance(timedelta(seconds=SECONDS_EACH))
    assert [breaker.has_place(Proof.WAITED) for _ in range(2)] == [True, False]


def test_a_clock_that_is_set_back_or_forward_shuts_nothing(breaker: Breaker, clock: FixedClock) -> None:
    flood(breaker)
    clock.advance(timedelta(days=-400))
    assert breaker.trips()
    clock.advance(timedelta(days=800))
    assert not breaker.trips()
    clock.advance(timedelta(days=-400))
    assert not breaker.trips()


def test_what_it_remembers_is_numbers_however_many_came(breaker: Breaker, clock: FixedClock) -> None:
    flood(breaker, 10_000)
    kept = [value for name, value in vars(breaker).items() if name not in ("_clock", "_turn")]
    assert all(isinstance(one, int | float | datetime | dict) for one in kept)
    assert [len(one) for one in kept if isinstance(one, dict)] == [len(Proof)]
