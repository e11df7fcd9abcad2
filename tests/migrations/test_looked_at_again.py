"""Stores of the version in which one column held who proposes and, where it is looked at again, who may not."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from reporting import migrations
from reporting.cases import Case, Status
from reporting.cases.case import as_case
from reporting.cases.decisions import DecisionRefused, proposed, taken_back
from reporting.cases.models import CaseReaderRow, CaseRow, NoteRow
from reporting.db import DeskBase, Store
from tests.migrations.test_every_step import database, made, rows_of  # noqa: F401  (fixtures)
from tests.migrations.test_heard import url  # noqa: F401  (a fixture)

DAY = date(2026, 11, 22)


@dataclass
class Desk:
    """A desk's store before the step: Ada had proposed in note 1 what was concluded, Ben in note 3 something else."""

    url: str

    def case(self, *readers: str, **row: Any) -> Case:
        """The one case of it, after the step."""
        migrations.upgrade(self.url, "desk", "0014")
        case = {"case_id": "7QK4-M2XR", "received_on": DAY, "status": Status.RECONSIDERING} | row
        with rows_of(self.url, "desk") as rows:
            rows.execute(insert(CaseRow).values(report_id="a" * 32, status_on=DAY, urgent=False, **case))
            for one in readers:
                right = {"case_id": "7QK4-M2XR", "status": case["status"], "received_on": DAY}
                rows.execute(insert(CaseReaderRow).values(fingerprint=one, **right))
            for number, author in ((1, "ada"), (3, "ben")):
                note = {"case_id": "7QK4-M2XR", "number": number, "kind": "proposal", "author": author}
                rows.execute(insert(NoteRow).values(**note, written_on=DAY, sealed=b"x"))
        migrations.upgrade(self.url, "desk")
        store = Store.open(self.url, DeskBase)
        with store.read() as session:
            found = as_case(session.scalars(select(CaseRow)).one(), readers)
        store.close()
        return found


@pytest.fixture
def desk(url: str) -> Desk:  # noqa: F811
    return Desk(url)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"status": Status.HELD, "held_from": Status.RECONSIDERING},
        {"status": Status.WAITING, "concluded_on": DAY},
        {"status": Status.ASSESSING, "concluded_on": DAY},
    ],
)
def test_who_proposed_first_may_not_propose_once_the_other_takes_it_back(desk: Desk, row: dict[str, Any]) -> None:
    """The day on which older cases were concluded is not known; that such a case is looked at again is."""
    case = desk.case("ada", "ben", proposal=3, proposed_by="ben", **row)
    assert case.looked_at_again
    assert_is_bens(taken_back(case, 3, "ben"))


@pytest.mark.parametrize("status", [Status.RECONSIDERING, Status.ASSESSING])
def test_who_proposed_first_may_not_where_nobody_has_yet(desk: Desk, status: Status) -> None:
    case = desk.case("ada", "ben", proposed_by="ada", status=status)
    assert_is_bens(case)
    assert_is_bens(taken_back(proposed(case, 4, "ben"), 4, "ben"))


def test_who_came_for_the_first_one_is_not_taken_for_them(desk: Desk) -> None:
    """Ada stepped back, and Ines is about to come."""
    case = desk.case("ben", proposal=3, proposed_by="ben", successor="ines")
    assert case.looked_at_again
    assert proposed(taken_back(case, 3, "ben"), 4, "ben").proposal == 4


def test_what_was_never_concluded_is_either_ones(desk: Desk) -> None:
    case = taken_back(desk.case("ada", "ben", proposal=3, proposed_by="ben", status=Status.ASSESSING), 3, "ben")
    assert not case.looked_at_again
    assert proposed(case, 4, "ada").proposed_by == "ada"


def test_what_two_agreed_to_anew_is_looked_at_no_more(desk: Desk) -> None:
    decided = {"agreed_on": DAY, "concluded_on": DAY, "status": Status.ADDRESSING}
    assert not desk.case("ada", "ben", proposal=3, proposed_by="ben", **decided).looked_at_again


def test_what_is_dealt_with_was_agreed_to_whatever_one_has_proposed_since(desk: Desk) -> None:
    row = {"concluded_on": DAY, "status": Status.ADDRESSING}
    assert not desk.case("ada", "ben", proposal=3, proposed_by="ben", **row).looked_at_again


def assert_is_bens(case: Case) -> None:
    back = replace(case, status=Status.RECONSIDERING)  # from a hold or a wait, too
    with pytest.raises(DecisionRefused, match="other reader"):
        proposed(back, 4, "ada")
    assert proposed(back, 4, "ben").proposed_by == "ben"
