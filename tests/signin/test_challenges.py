"""Challenges: made by us, good once, for two minutes, and without a row for those who only ask."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from reporting.clock import FixedClock
from reporting.db import Store
from reporting.signin import challenges, new_challenge
from reporting.signin.models import SignInSecretRow, SpentChallengeRow

SECRET = bytes(range(32))


def spend(store: Store, nonce: str, clock: FixedClock) -> bool:
    with store.write() as session:
        return challenges.spend(session, nonce, clock)


def rows(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(SpentChallengeRow)) or 0


def test_challenges_differ_and_are_long(clock: FixedClock) -> None:
    made = {challenges.issue(SECRET, clock) for _ in range(100)}
    assert len(made) == 100
    randoms = {urlsafe_b64decode(nonce)[8:40] for nonce in made}
    assert len(randoms) == 100 and all(challenges.is_fresh(SECRET, nonce, clock) for nonce in made)


def test_a_challenge_made_while_the_clock_was_ahead_is_not_good_for_as_long(clock: FixedClock) -> None:
    """What is signed today must not open the desk in ten years, on the day that the clock had shown."""
    clock.advance(timedelta(days=3650))
    nonce = challenges.issue(SECRET, clock)
    clock.advance(timedelta(days=-3650))
    assert not challenges.is_fresh(SECRET, nonce, clock)


def test_a_challenge_lasts_two_minutes(clock: FixedClock) -> None:
    nonce = challenges.issue(SECRET, clock)
    clock.advance(timedelta(seconds=119))
    assert challenges.is_fresh(SECRET, nonce, clock)
    clock.advance(timedelta(seconds=1))
    assert not challenges.is_fresh(SECRET, nonce, clock)


def test_nobody_else_can_make_one(clock: FixedClock) -> None:
    nonce = challenges.issue(SECRET, clock)
    assert not challenges.is_fresh(bytes(32), nonce, clock)
    raw = urlsafe_b64decode(nonce)
    for at in range(0, len(raw), 7):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert not challenges.is_fresh(SECRET, urlsafe_b64encode(changed).decode(), clock)


@pytest.mark.parametrize("text", ["", "=", "AAAA", "A" * 95, "A" * 97, "é", "A" * 100_000, "\0", "!" * 96])
def test_other_texts_are_no_challenges(text: str, clock: FixedClock) -> None:
    assert not challenges.is_fresh(SECRET, text, clock)


def test_one_challenge_has_one_spelling(clock: FixedClock) -> None:
    nonce = challenges.issue(SECRET, clock)
    for other in (nonce + "\n", nonce[:-4] + " " + nonce[-4:], nonce + "===="):
        assert not challenges.is_fresh(SECRET, other, clock), "another spelling would be another hash: a replay"


def test_it_is_spent_once(store: Store, clock: FixedClock) -> None:
    nonce = challenges.issue(SECRET, clock)
    assert spend(store, nonce, clock)
    assert not spend(store, nonce, clock)
    with store.read() as session:
        [kept] = session.scalars(select(SpentChallengeRow.nonce_hash))
    assert nonce.encode() not in kept and len(kept) == 32


def test_spent_ones_are_forgotten_when_they_have_expired(store: Store, clock: FixedClock) -> None:
    first = challenges.issue(SECRET, clock)
    spend(store, first, clock)
    clock.advance(timedelta(minutes=2))
    spend(store, challenges.issue(SECRET, clock), clock)
    assert rows(store) == 1
    assert not challenges.is_fresh(SECRET, first, clock), "what is forgotten must have expired"


def test_asking_leaves_nothing_but_the_one_secret(store: Store, clock: FixedClock) -> None:
    for _ in range(50):
        new_challenge(store, clock)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInSecretRow)) == 1
    assert rows(store) == 0


def test_every_process_knows_the_same_secret(store: Store, clock: FixedClock) -> None:
    nonce = new_challenge(store, clock)
    assert challenges.is_fresh(challenges.shared_secret(store), nonce, clock)
