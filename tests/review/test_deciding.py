"""Decisions: by two where it takes two, by the other person where it is looked at again, and never from an old page."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from reporting.cases import MovedOn, MoveForbidden, Status, Whose, Why
from reporting.cases.decisions import DecisionRefused
from reporting.cases.models import CaseRow
from reporting.cases.notes import Kind
from reporting.review import House as Rooms
from reporting.review.move import NotYetConcluded
from reporting.review.write_note import Agreement, write_note
from tests.house import House
from tests.review.deposits import tags
from tests.review.said import a_note
from tests.review.working import Case, a_case, concluded

case = a_case


def test_a_decision_takes_two(case: Case, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1))
    assert case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1)) is Status.ADDRESSING
    assert tags(at)[2:] == ["decision:propose", "decision:agree", "case:move"]


def test_nobody_agrees_to_what_was_replaced_meanwhile(case: Case) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    case.note("ada", 2, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused, match="meanwhile"):
        case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    with pytest.raises(DecisionRefused):
        case.note("ben", 3, Kind.AGREEMENT)
    assert case.note("ben", 3, Kind.AGREEMENT, Agreement(to=2)) is Status.ADDRESSING
    with pytest.raises(DecisionRefused, match="already"):
        case.note("ben", 4, Kind.AGREEMENT, Agreement(to=2))


@pytest.mark.parametrize("kind", [Kind.CHECKLIST, Kind.PROPOSAL, Kind.AGREEMENT, Kind.RETRACTION])
def test_from_an_old_page_nothing_is_decided(case: Case, at: Rooms, kind: Kind) -> None:
    """Proposed while it was assessed, say, and looked at again by now: whoever writes has not seen that."""
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    who = case.prints["ada" if kind is Kind.RETRACTION else "ben"]
    case.move("ada", "held")
    case.move("ada", "assessing")
    for seen in ("held", "acknowledged", "", "None"):
        with pytest.raises(MovedOn):
            write_note(case.id, a_note(2, kind), who, at, Agreement(to=1), seen=seen)
    assert len(case.notes()) == 1 and tags(at)[-1] == "case:hold"
    write_note(case.id, a_note(2, kind), who, at, Agreement(to=1), seen="assessing")
    assert len(case.notes()) == 2


def test_nothing_is_decided_before_it_is_assessed(case: Case) -> None:
    with pytest.raises(DecisionRefused):
        case.note("ada", 1, Kind.PROPOSAL)


def test_in_danger_one_decides_alone_and_the_other_looks_within_a_day(case: Case, house: House) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    assert case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1, alone=True)) is Status.ADDRESSING
    assert ("look at what was decided by one", house.clock.today() + timedelta(days=1)) in case.due("ben")
    case.reply("ada", 1)
    with pytest.raises(NotYetConcluded):
        case.move("ada", "concluded", house.clock.today() + timedelta(days=30))
    with pytest.raises(DecisionRefused):
        case.note("ada", 3, Kind.AGREEMENT, Agreement(to=1, alone=True))
    case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    assert case.move("ada", "concluded", house.clock.today() + timedelta(days=30)) is Status.CONCLUDED


def test_where_there_is_no_other_reader_one_decides(house: House, at: Rooms) -> None:
    case = Case(house, at, "ada").assessed()
    case.note("ada", 1, Kind.PROPOSAL)
    assert case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1)) is Status.ADDRESSING
    assert "look at what was decided by one" not in dict(case.due())


def test_what_is_looked_at_again_is_for_the_other_person(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 3, Kind.PROPOSAL)
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.PROPOSAL)
    assert case.note("ada", 5, Kind.AGREEMENT, Agreement(to=4)) is Status.ADDRESSING


def test_no_way_round_makes_it_the_same_persons_again(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    case.move("ada", "held")
    case.move("ada", "waiting")
    assert case.offered() == {"reconsidering", "held"}
    case.move("ada", "reconsidering")
    assert case.turn("ben") == (Whose.ME, Why.LOOK_AGAIN)
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.RETRACTION, Agreement(to=3))
    assert case.turn("ben") == (Whose.ME, Why.LOOK_AGAIN)
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 5, Kind.PROPOSAL)
    case.note("ben", 5, Kind.PROPOSAL)
    assert case.note("ada", 6, Kind.AGREEMENT, Agreement(to=5)) is Status.ADDRESSING


def test_a_wait_that_began_with_a_proposal_to_what_is_looked_at_again_goes_back_there(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    case.note("ben", 3, Kind.PROPOSAL)
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    assert case.offered() == {"reconsidering", "held"}
    case.move("ada", "reconsidering")
    assert case.turn("ada") == (Whose.ME, Why.PROPOSED)
    assert case.note("ada", 4, Kind.AGREEMENT, Agreement(to=3)) is Status.ADDRESSING
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    assert "addressing" in case.offered() and "reconsidering" not in case.offered()


def test_once_it_was_decided_anew_either_may_propose(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ada", 4, Kind.AGREEMENT, Agreement(to=3))
    case.move("ada", "assessing")
    case.note("ada", 5, Kind.PROPOSAL)
    assert case.note("ben", 6, Kind.AGREEMENT, Agreement(to=5)) is Status.ADDRESSING


def test_what_two_agreed_to_is_undone_by_no_proposal_before_it_is_assessed_anew(case: Case, house: House) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    case.reply("ben", 1)
    with pytest.raises(DecisionRefused, match="being assessed"):
        case.note("ben", 3, Kind.PROPOSAL)
    assert "concluded" in case.offered()
    case.move("ben", "assessing")
    assert {"addressing", "concluded"} <= case.offered()
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.RETRACTION, Agreement(to=3))
    assert case.status() is Status.ASSESSING and not {"addressing", "concluded"} & case.offered()


def test_it_is_the_other_persons_also_where_it_was_assessed_meanwhile(case: Case, house: House, at: Rooms) -> None:
    """By an earlier version, in which a wait did not lead back."""
    concluded(case, house)
    case.move("ada", "reconsidering")
    with at.desk.write() as session:
        session.execute(update(CaseRow).values(status="assessing", concluded_on=None))
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 3, Kind.PROPOSAL)
    assert case.turn("ben") == (Whose.ME, Why.LOOK_AGAIN)
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.RETRACTION, Agreement(to=3))
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 5, Kind.PROPOSAL)


def test_only_what_is_looked_at_again_goes_back_there(case: Case, house: House) -> None:
    case.assessed()
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    assert "reconsidering" not in case.offered()
    with pytest.raises(MoveForbidden):
        case.move("ada", "reconsidering")


def test_who_proposed_takes_it_back_until_the_other_has_agreed(case: Case, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    assert case.turn("ada") == (Whose.OTHER, Why.PROPOSED)
    for wrong in (None, Agreement(to=2)):
        with pytest.raises(DecisionRefused):
            case.note("ada", 2, Kind.RETRACTION, wrong)
    with pytest.raises(DecisionRefused, match="Only who proposed"):
        case.note("ben", 2, Kind.RETRACTION, Agreement(to=1))
    assert case.note("ada", 2, Kind.RETRACTION, Agreement(to=1)) is Status.ASSESSING
    assert case.turn("ada") == case.turn("ben") == (Whose.EITHER, Why.STATUS)
    assert tags(at)[2:] == ["decision:propose", "note:add"]
    with pytest.raises(DecisionRefused, match="meanwhile"):
        case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    case.note("ada", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.AGREEMENT, Agreement(to=3))
    with pytest.raises(DecisionRefused, match="agreed"):
        case.note("ada", 5, Kind.RETRACTION, Agreement(to=3))
    assert [kind for _, kind, _ in case.notes()] == ["proposal", "retraction", "proposal", "agreement"]
