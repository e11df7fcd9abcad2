"""Sessions: 15 minutes idle, 8 hours in all, kept as hashes, ended here or everywhere."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from reporting.clock import FixedClock
from reporting.db import Store
from reporting.signin import Sessions
from reporting.signin.models import SessionRow


def start(store: Store, clock: FixedClock, who: str = "ada") -> str:
    with store.write() as session:
        return Sessions(session, clock).start(who)


def holder(store: Store, clock: FixedClock, token: str) -> str | None:
    with store.read() as session:
        held = Sessions(session, clock).find(token)
        return held.fingerprint if held else None


def touch(store: Store, clock: FixedClock, token: str) -> None:
    with store.write() as session:
        Sessions(session, clock).touch(token)


def test_a_token_names_its_holder_and_is_kept_as_a_hash(store: Store, clock: FixedClock) -> None:
    token = start(store, clock)
    assert holder(store, clock, token) == "ada"
    with store.read() as session:
        assert list(session.scalars(select(SessionRow.token_hash))) == [hashlib.sha256(token.encode()).digest()]
    for file in store._file.parent.iterdir() if store._file else ():
        assert token.encode() not in file.read_bytes()


def test_other_tokens_name_nobody(store: Store, clock: FixedClock) -> None:
    token = start(store, clock)
    for other in ("", "x" * 43, token[:-1], token + "A", token.swapcase(), "\udcff" * 43, "é" * 43):
        assert holder(store, clock, other) is None


def test_fifteen_minutes_idle_end_it(store: Store, clock: FixedClock) -> None:
    token = start(store, clock)
    clock.advance(timedelta(minutes=14, seconds=59))
    assert holder(store, clock, token) == "ada"
    clock.advance(timedelta(seconds=1))
    assert holder(store, clock, token) is None
    touch(store, clock, token)
    assert holder(store, clock, token) is None, "touching must not raise the dead"


def test_the_days_on_which_mine_began_are_told_and_nothing_of_others(store: Store, clock: FixedClock) -> None:
    def days(who: str) -> list[date]:
        with store.read() as session:
            return Sessions(session, clock).days(who)

    assert days("ada") == []
    before = clock.today()
    clock.advance(datetime.combine(before + timedelta(days=1), time(), UTC) - timedelta(minutes=10) - clock.now())
    start(store, clock), start(store, clock, "ben")
    clock.advance(timedelta(minutes=14))
    start(store, clock)
    assert days("ada") == [before, before + timedelta(days=1)] and days("ben") == [before]
    clock.advance(timedelta(minutes=1))
    assert days("ada") == [before + timedelta(days=1)], "one was idle for too long"


def test_who_is_there_stays_for_eight_hours_and_no_longer(store: Store, clock: FixedClock) -> None:
    token = start(store, clock)
    for _ in range(8 * 6 - 1):
        clock.advance(timedelta(minutes=10))
        touch(store, clock, token)
        assert holder(store, clock, token) == "ada"
    clock.advance(timedelta(minutes=10))
    assert holder(store, clock, token) is None


def test_a_fresh_session_is_not_written_again(store: Store, clock: FixedClock) -> None:
    token = start(store, clock)
    wanted = []
    for _ in range(4):
        with store.read() as session:
            held = Sessions(session, clock).find(token)
            wanted.append(held is not None and held.wants_touch)
        clock.advance(timedelta(seconds=15))
    assert wanted == [False, False, True, True]


def test_signing_out_ends_this_one_or_all(store: Store, clock: FixedClock) -> None:
    here, there, bens = start(store, clock), start(store, clock), start(store, clock, "ben")
    with store.write() as session:
        Sessions(session, clock).end(here)
    assert [holder(store, clock, token) for token in (here, there, bens)] == [None, "ada", "ben"]
    here = start(store, clock)
    with store.write() as session:
        Sessions(session, clock).end_all("ada")
    assert [holder(store, clock, token) for token in (here, there, bens)] == [None, None, "ben"]


def test_lapsed_sessions_are_forgotten_at_the_next_sign_in(store: Store, clock: FixedClock) -> None:
    for _ in range(5):
        start(store, clock)
    clock.advance(timedelta(minutes=15))
    start(store, clock, "ben")
    with store.read() as session:
        assert list(session.scalars(select(SessionRow.fingerprint))) == ["ben"]
