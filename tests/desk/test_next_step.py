"""What the page of a case says of its next step can be done there."""

from sqlalchemy import update

from reporting.cases.models import CaseRow
from reporting.cases.notes import Kind
from reporting.review.write_note import Agreement
from tests.desk.coming import Comes
from tests.house import House
from tests.review.deposits import rooms
from tests.review.working import Case

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
