"""Cases follow the roster: to the same person's new key, to who was put in the place, to an alternate, or to nobody."""

from collections.abc import Mapping

import pytest

from reporting.cases import NoSuchCase
from reporting.cases.decisions import DecisionRefused
from reporting.cases.notes import Kind
from reporting.mailbox.models import VACANT
from reporting.mailbox.places import Places
from reporting.review import House as Rooms
from reporting.review.open_report import open_report
from reporting.review.reseal import is_waiting, reseal
from reporting.review.step_back import LastReader, step_back
from reporting.review.successors import Place
from reporting.review.write_note import Agreement, write_note
from reporting.roster import Role
from tests.changes import comes, gets_new_key, leaves
from tests.house import House
from tests.review.deposits import cases_of, tags
from tests.review.resealing import a_sealed_case, answer, due, fingerprint, handed, readers
from tests.review.said import a_note
from tests.review.test_recusal import leaves as steps_back
from tests.review.test_recusal import lets_in, made, really_sealed, recusal
from tests.review.working import Case, concluded

case = a_sealed_case


def seals_all(case: Case, who: str = "ada") -> Mapping[str, str]:
    return reseal([answer(one) for one in handed(case, who)], case.prints[who], case.house.roster, case.at)


def test_a_new_key_reads_once_the_case_was_sealed_to_it(case: Case, house: House, at: Rooms) -> None:
    assert due(case) == {} and not is_waiting(case.prints["ada"], house.roster, at)
    gets_new_key(house, "ben", "ben-2")
    ben = fingerprint(house, "ben-2")
    assert due(case) == {Place(case.prints["ben"], ben): 1} and is_waiting(case.prints["ada"], house.roster, at)
    with pytest.raises(NoSuchCase):
        open_report(case.id, ben, at)
    assert seals_all(case) == {}
    assert tags(at) == ["roster:change", "roster:change"]
    open_report(case.id, ben, at)
    with pytest.raises(NoSuchCase):
        open_report(case.id, case.prints["ben"], at)
    assert readers(case) == {case.prints["ada"], ben}
    assert due(case) == {} and handed(case) == []


def test_whoever_was_put_in_the_place_takes_it(case: Case, house: House, at: Rooms) -> None:
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    assert due(case) == {Place(case.prints["ben"], fingerprint(house, "cleo")): 1}
    assert seals_all(case) == {}
    open_report(case.id, fingerprint(house, "cleo"), at)


def test_it_goes_to_an_alternate_and_never_to_whom_the_reporter_left_out(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ines")  # the reporter left Ben out
    gets_new_key(house, "ben", "ben-2")
    assert due(case) == {}
    leaves(house, "ines")
    assert due(case) == {Place(case.prints["ines"], fingerprint(house, "noor")): 1}
    leaves(house, "noor")
    assert due(case) == {Place(case.prints["ines"], None): 1}, "nobody is left, and Ben is not let in"


def test_who_was_left_out_as_a_reviewer_does_not_come_as_an_alternate(house: House, at: Rooms) -> None:
    case = really_sealed(house, at, "ada", "ines")
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    leaves(house, "noor")
    leaves(house, "ines")
    comes(house, "ben-2", "Ben Okafor", Role.ALTERNATE)
    assert due(case) == {Place(case.prints["ines"], None): 1}


def test_who_stepped_back_is_not_let_in_under_another_key(case: Case, house: House, at: Rooms) -> None:
    steps_back(case, "ben")
    lets_in(case, made(case), recusal(1))
    gets_new_key(house, "ben", "ben-2")
    assert due(case) == {}
    leaves(house, "noor")
    leaves(house, "ines")
    assert due(case) == {Place(case.prints["ines"], None): 1}


def test_an_alternate_who_stepped_back_does_not_come_again_under_another_key(
    case: Case, house: House, at: Rooms
) -> None:
    for number, who in enumerate(("ben", "ines"), 1):
        steps_back(case, who)
        lets_in(case, made(case), recusal(number))
    gets_new_key(house, "ines", "ines-2")
    noor = fingerprint(house, "noor")
    leaves(house, "noor")
    assert due(case) == {Place(noor, None): 1}


def test_where_nobody_is_left_one_reads_and_decides_alone(case: Case, house: House, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused):
        case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1))
    for handle in ("ines", "noor"):
        leaves(house, handle)
    case_with_ines = really_sealed_for_two(house, at)
    assert seals_all(case_with_ines) == {}
    assert readers(case_with_ines) == {case.prints["ada"], VACANT}
    with pytest.raises(LastReader):
        step_back(case_with_ines.id, case.prints["ada"], house.roster, at)
    case_with_ines.move("ada", "acknowledged")
    case_with_ines.move("ada", "assessing")
    case_with_ines.note("ada", 2, Kind.PROPOSAL)
    case_with_ines.note("ada", 3, Kind.AGREEMENT, Agreement(to=2))


def really_sealed_for_two(house: House, at: Rooms) -> Case:
    """A case of Ada and somebody whom nobody can follow: the reporter left Ben out, and no alternate is there."""
    comes(house, "ines", "Ines Duarte", Role.ALTERNATE)
    before = set(cases_of(at, fingerprint(house, "ada")))
    case = really_sealed(house, at, "ada", "ines")
    case.id = (set(cases_of(at, fingerprint(house, "ada"))) - before).pop()
    leaves(house, "ines")
    return case


def test_a_new_key_does_not_make_two_of_one_person(case: Case, house: House, at: Rooms) -> None:
    case.assessed().note("ben", 1, Kind.PROPOSAL)
    gets_new_key(house, "ben", "ben-2")
    assert seals_all(case) == {}
    agreement = a_note(3, Kind.AGREEMENT)
    with pytest.raises(DecisionRefused):
        write_note(case.id, agreement, fingerprint(house, "ben-2"), at, Agreement(to=1), seen="assessing")
    write_note(case.id, agreement, case.prints["ada"], at, Agreement(to=1), seen="assessing")


def test_who_proposed_first_does_not_propose_again_under_a_new_key(case: Case, house: House, at: Rooms) -> None:
    concluded(case, house)
    case.move("ben", "reconsidering")
    gets_new_key(house, "ada", "ada-2", signs="ben")
    assert seals_all(case, "ben") == {}
    proposal = a_note(4, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused, match="other reader"):
        write_note(case.id, proposal, fingerprint(house, "ada-2"), at, seen="reconsidering")
    write_note(case.id, proposal, case.prints["ben"], at, seen="reconsidering")


def test_whose_other_reader_has_left_does_not_step_back(case: Case, house: House, at: Rooms) -> None:
    gets_new_key(house, "ben", "ben-2")
    with pytest.raises(LastReader):
        steps_back(case, "ada")
    assert seals_all(case) == {}
    steps_back(case, "ada")
    with pytest.raises(NoSuchCase):
        open_report(case.id, case.prints["ada"], at)


def test_a_step_that_was_killed_between_two_commits_leaves_the_place_to_whoever_takes_it_at_last(
    case: Case, house: House, at: Rooms
) -> None:
    """The mailbox had it, the desk did not; before it was done once more, the roster changed again."""
    gets_new_key(house, "ben", "ben-2")
    with at.mailbox.write() as session:
        Places(session).take_beside(case.report_id, case.prints["ada"], fingerprint(house, "ben-2"))
    comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben-2")
    assert seals_all(case) == {}
    assert readers(case) == {case.prints["ada"], fingerprint(house, "cleo")}
