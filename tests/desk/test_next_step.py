"""What the page of a case says of its next step can be done there."""

from datetime import timedelta

from sqlalchemy import update

from reporting.cases.models import CaseRow
from reporting.cases.notes import Kind
from reporting.review.write_note import Agreement
from tests.desk.coming import Comes
from tests.house import House
from tests.review.deposits import rooms
from tests.review.working import Case, concluded

WHAT_IS_DONE = "Work through the checklist, then propose what to do."


def test_nobody_is_told_to_do_what_counts_no_more(house: House, comes: Comes) -> None:
    """Earlier versions took a proposal while the first was being done, and both were gone once it was taken back."""
    at = rooms(house)
    case = Case(house, at, "ada", "ben").assessed()
    case.note("ada", 1, Kind.PROPOSAL)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    ada = comes("ada")
    decided = ada.get(f"/cases/{case.id}").text
    assert "Do what was decided" in decided and "If one of you no longer agrees with it" in decided
    assert WHAT_IS_DONE not in decided
    with at.desk.write() as session:
        session.execute(update(CaseRow).values(proposal=None, proposed_by=None, agreed_on=None))
    shown = ada.get(f"/cases/{case.id}").text
    assert "Do what was decided" not in shown and "Go back to where it is assessed" in shown
    assert 'data-to="assessing"' in shown and WHAT_IS_DONE in shown


def test_a_hold_says_what_it_stops_and_what_it_does_not(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    case.move("ada", "held")
    ada = comes("ada")
    shown = ada.get(f"/cases/{case.id}").text
    assert "Nothing of this case is erased until the hold ends" in shown
    assert "They were promised feedback by 23 February 2027: a hold does not move that day" in shown
    assert "The case goes back to where it was." in shown
    case.move("ada", "assessing")
    assert "until the hold ends" not in ada.get(f"/cases/{case.id}").text


def test_who_ends_a_hold_reads_first_when_the_case_is_erased_then(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben")
    erased_on = concluded(case, house)
    case.move("ada", "held")
    ada = comes("ada")
    shown = ada.get(f"/cases/{case.id}").text
    assert "The case is concluded again, and erased by itself on 23 December 2026." in shown and "feedback" not in shown
    house.clock.advance(erased_on - house.clock.today() + timedelta(days=3))
    shown = comes("ada").get(f"/cases/{case.id}").text
    assert "The day of its erasing came while it was held: it is erased by itself on 28 December 2026." in shown
