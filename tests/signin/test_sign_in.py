"""Signing in: only with one's own key, for this origin, on a fresh challenge; all else is refused alike."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from reporting.accesslog import Facts, LogUnavailable
from reporting.accesslog.models import LogEntry
from reporting.clock import FixedClock
from reporting.db import Store
from reporting.demo.people import CAST
from reporting.roster import Person, Roster
from reporting.signednote import VerifierKey
from reporting.signin import Claim, SignedIn, SignInRefused, new_challenge, refusals, sign_in
from reporting.signin.models import RefusalRow, SessionRow
from tests.house import DESK, key_of
from tests.review.deposits import forbid

PEOPLE = tuple(
    Person.of(name, about, role, VerifierKey.of(handle, key_of(handle).verify_key), key_of(handle).recipient_text)
    for handle, name, about, role in CAST
)
ROSTER = Roster("Larkfield Network", 1, date(2026, 11, 23), PEOPLE)


def signature(who: str, nonce: str, origin: str = DESK, purpose: str = "reporting sign-in v1") -> str:
    said = json.dumps({"nonce": nonce, "origin": origin, "purpose": purpose}, separators=(",", ":"), sort_keys=True)
    return b64encode(key_of(who).sign(said.encode())).decode()


def claim(who: str, nonce: str, **changed: str) -> dict[str, Any]:
    key = b64encode(key_of(who).verify_key).decode()
    return {"key": key, "nonce": nonce, "signature": signature(who, nonce)} | changed


@pytest.fixture
def knock(store: Store, clock: FixedClock) -> Callable[..., SignedIn]:
    def knock(untrusted: object, roster: Roster | None = ROSTER) -> SignedIn:
        return sign_in(Claim.parse(untrusted), store=store, roster=roster, origin=DESK, clock=clock)

    return knock


def log(store: Store) -> list[Facts]:
    with store.read() as session:
        return [Facts.parse(stored) for stored in session.scalars(select(LogEntry.entry).order_by(LogEntry.leaf))]


@pytest.mark.parametrize("who", ["ada", "ben", "ines", "olu"])
def test_everybody_in_the_roster_signs_in_and_leaves_an_entry(
    who: str, store: Store, clock: FixedClock, knock: Callable[..., SignedIn]
) -> None:
    found = knock(claim(who, new_challenge(store, clock)))
    assert found.person.handle == who
    [entry] = log(store)
    assert (entry.tag, entry.person, entry.case) == ("sign-in:accept", found.person.fingerprint, None)


Forgery = Callable[[str], Mapping[str, Any]]
REFUSED: dict[str, Forgery] = {
    "a stranger's key": lambda nonce: claim("mallory", nonce),
    "another's signature": lambda nonce: claim("ada", nonce, signature=signature("ben", nonce)),
    "a stranger's signature": lambda nonce: claim("ada", nonce, signature=signature("mallory", nonce)),
    "an auditor's name with a wrong key": lambda nonce: claim("olu", nonce, signature=signature("mallory", nonce)),
    "another origin": lambda nonce: claim("ada", nonce, signature=signature("ada", nonce, "https://evil.example")),
    "the form's origin": lambda nonce: claim("ada", nonce, signature=signature("ada", nonce, "http://localhost:8000")),
    "another purpose": lambda nonce: claim("ada", nonce, signature=signature("ada", nonce, DESK, "roster v1")),
    "another nonce signed": lambda nonce: claim("ada", nonce, signature=signature("ada", nonce[::-1])),
    "a nonce of one's own": lambda _nonce: claim("ada", "A" * 96),
    "no nonce": lambda _nonce: claim("ada", ""),
    "a bare signature": lambda nonce: {"signature": signature("ada", nonce)},
    "zeros": lambda nonce: claim("ada", nonce, signature=b64encode(bytes(64)).decode()),
    "short": lambda nonce: claim("ada", nonce, signature=signature("ada", nonce)[:-4]),
    "no base64": lambda nonce: claim("ada", nonce, signature="é" * 88),
    "a list": lambda nonce: {"key": [], "nonce": {}, "signature": 7},
    "nothing": lambda _nonce: {},
}  # fmt: skip


@pytest.mark.parametrize("forged", REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_refused_alike_and_starts_no_session(
    forged: Forgery, store: Store, clock: FixedClock, knock: Callable[..., SignedIn]
) -> None:
    with pytest.raises(SignInRefused) as refused:
        knock(forged(new_challenge(store, clock)))
    assert refused.value.args == () and refused.value.__cause__ is None
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0
        assert session.scalars(select(RefusalRow.count)).all() == [1]
    assert log(store) == []


@pytest.mark.parametrize("body", [None, "text", 7, [], [1], True])
def test_what_is_no_object_is_refused_too(body: object, knock: Callable[..., SignedIn]) -> None:
    with pytest.raises(SignInRefused):
        knock(body)


def test_the_origin_that_counts_is_the_desks_own(store: Store, clock: FixedClock) -> None:
    def knock(signed_for: str) -> SignedIn:
        nonce = new_challenge(store, clock)
        said = Claim.parse(claim("ada", nonce, signature=signature("ada", nonce, signed_for)))
        return sign_in(said, store=store, roster=ROSTER, origin="https://desk.example", clock=clock)

    assert knock("https://desk.example").person.handle == "ada"
    for other in (DESK, "https://desk.example:8443", "http://desk.example", "https://desk.example/"):
        with pytest.raises(SignInRefused):
            knock(other)


def test_replayed_expired_and_retired_are_refused(
    store: Store, clock: FixedClock, knock: Callable[..., SignedIn]
) -> None:
    used = claim("ada", new_challenge(store, clock))
    knock(used)
    with pytest.raises(SignInRefused):
        knock(used)
    late = claim("ada", new_challenge(store, clock))
    clock.advance(timedelta(minutes=2))
    with pytest.raises(SignInRefused):
        knock(late)
    without_ada = Roster("Larkfield Network", 2, date(2026, 11, 24), PEOPLE[1:])
    with pytest.raises(SignInRefused):
        knock(claim("ada", new_challenge(store, clock)), without_ada)
    with pytest.raises(SignInRefused):
        knock(claim("ada", new_challenge(store, clock)), None)


def test_a_refused_attempt_does_not_use_the_challenge_up(
    store: Store, clock: FixedClock, knock: Callable[..., SignedIn]
) -> None:
    nonce = new_challenge(store, clock)
    with pytest.raises(SignInRefused):
        knock(claim("ada", nonce, signature=signature("mallory", nonce)))
    assert knock(claim("ada", nonce)).person.handle == "ada"


def test_one_signature_is_checked_for_each_attempt_whoever_it_names(
    store: Store, clock: FixedClock, knock: Callable[..., SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[int] = []
    verify = VerifierKey.verify

    def counted(self: VerifierKey, message: bytes, untrusted_signature: bytes) -> bool:
        checked.append(len(untrusted_signature))
        return verify(self, message, untrusted_signature)

    monkeypatch.setattr(VerifierKey, "verify", counted)
    for forged in REFUSED.values():
        with pytest.raises(SignInRefused):
            knock(forged(new_challenge(store, clock)))
    assert checked == [64] * len(REFUSED), "the time that it takes would tell who is known"


def test_without_an_entry_nobody_signs_in(store: Store, clock: FixedClock, knock: Callable[..., SignedIn]) -> None:
    forbid(store, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        knock(claim("ada", new_challenge(store, clock)))
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0


def test_strangers_grow_the_log_by_one_entry_an_hour(
    store: Store, clock: FixedClock, knock: Callable[..., SignedIn]
) -> None:
    def refuse(times: int) -> None:
        for _ in range(times):
            with pytest.raises(SignInRefused):
                knock({})

    refuse(30)
    assert log(store) == [], "the hour is not over"
    clock.advance(timedelta(hours=1))
    refuse(2)
    [entry] = log(store)
    assert (entry.tag, entry.count, entry.at, entry.person) == ("sign-in:refuse", 30, "2026-11-23T14:00Z", None)
    clock.advance(timedelta(hours=5))
    knock(claim("ada", new_challenge(store, clock)))
    assert [(entry.tag, entry.count) for entry in log(store)] == [
        ("sign-in:refuse", 30),
        ("sign-in:refuse", 2),
        ("sign-in:accept", None),
    ]
    with store.read() as session:
        assert session.scalars(select(RefusalRow.count)).all() == []


def test_settling_twice_enters_once(store: Store, clock: FixedClock, knock: Callable[..., SignedIn]) -> None:
    with pytest.raises(SignInRefused):
        knock({})
    clock.advance(timedelta(hours=1))
    for _ in range(2):
        with store.write() as session:
            refusals.settle(session, clock)
    assert [entry.count for entry in log(store)] == [1]
