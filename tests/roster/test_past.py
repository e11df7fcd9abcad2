"""Who came after whom, as the chain of signed rosters says it."""

import json

import pytest

from reporting.roster import Person, Role
from reporting.roster.changes import Proposal
from reporting.roster.past import Past
from reporting.roster.people import Seat
from reporting.signednote import VerifierKey
from tests.roster.cast import DAY, after, first, key, seat, signed
from tests.roster.make_past_vectors import FILE, vectors


def another_key(handle: str, of: str, name: str, role: Role = Role.REVIEWER) -> Seat:
    """A seat with keys that were not there before."""
    made = key(of)
    return Person.of(name, "", role, VerifierKey.of(handle, made.verify_key), made.recipient_text).seat


BEN_AGAIN = another_key("ben", "ben, again", "Ben Okafor")
BEN_UNDER_ANOTHER_HANDLE = another_key("ben-2", "ben, again", "Ben Okafor")
ADA, BEN, INES, KOFI, NOOR = (seat(handle).fingerprint for handle in ("ada", "ben", "ines", "kofi", "noor"))


def past(*proposals: Proposal) -> Past:
    return Past([proposal.listing for proposal in proposals])


@pytest.fixture
def opening() -> Proposal:
    return signed(first("ada", "ben", "ines", "kofi", "olu"), "ada", "ben")


@pytest.mark.parametrize("newer", [BEN_AGAIN, BEN_UNDER_ANOTHER_HANDLE])
def test_a_person_stays_the_same_with_another_key(opening: Proposal, newer: Seat) -> None:
    change = after(opening)
    change = change.seating(newer, DAY) if newer.handle == "ben" else change.without("ben", DAY).seating(newer, DAY)
    found = past(opening, change)
    assert found.same(BEN) == found.same(newer.fingerprint) == {BEN, newer.fingerprint}
    assert found.in_place_of(BEN) == newer.fingerprint
    assert found.former_readers == {BEN}


def test_whoever_was_put_in_the_place_reads_in_it_and_so_does_who_came_after_them(opening: Proposal) -> None:
    second = after(opening).without("ben", DAY).seating(seat("noor"), DAY)
    assert past(opening, second).in_place_of(BEN) == NOOR
    third = after(second).without("noor", DAY).seating(seat("ines", Role.REVIEWER), DAY)
    found = past(opening, second, third)
    assert found.in_place_of(BEN) == found.in_place_of(NOOR) == INES
    assert found.former_readers == {BEN, NOOR}


def test_an_alternates_place_is_nobodys_in_particular(opening: Proposal) -> None:
    found = past(opening, after(opening).without("ines", DAY))
    assert found.in_place_of(INES) is None and found.former_readers == {INES}


def test_whoever_audits_now_reads_nothing(opening: Proposal) -> None:
    change = after(opening).seating(seat("ben", Role.AUDITOR), DAY).seating(seat("noor"), DAY)
    found = past(opening, change)
    assert found.former_readers == {BEN} and found.in_place_of(BEN) == NOOR


def test_a_handle_that_was_given_up_can_be_another_persons(opening: Proposal) -> None:
    second = after(opening).without("ben", DAY).seating(seat("noor"), DAY)
    stone = another_key("ben", "ben stone", "Ben Stone", Role.ALTERNATE)
    found = past(opening, second, after(second).seating(stone, DAY))
    assert found.same(stone.fingerprint) == {stone.fingerprint}
    assert found.in_place_of(BEN) == NOOR


def test_who_was_left_out_is_told_by_the_rosters_in_which_two_readers_stand(opening: Proposal) -> None:
    second = after(opening).without("ben", DAY).seating(BEN_UNDER_ANOTHER_HANDLE, DAY)
    found = past(opening, second)
    both = {BEN, BEN_UNDER_ANOTHER_HANDLE.fingerprint}
    assert found.left_out([ADA, INES]) == both, "with every key that is theirs"
    assert found.left_out([ADA, BEN]) == frozenset()
    assert found.left_out([INES, KOFI]) == {ADA, *both}
    assert found.left_out([ADA]) == both
    third = after(second).without("ben-2", DAY).seating(seat("noor"), DAY)
    assert past(opening, second, third).left_out([ADA, BEN]) == frozenset(), "Noor came later"


def test_without_a_chain_nobody_came_after_anybody() -> None:
    assert Past().in_place_of(BEN) is None and Past().former_readers == frozenset() == Past().left_out([ADA])


def test_the_vectors_of_the_browsers_twin_are_those_the_script_makes() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == vectors()
