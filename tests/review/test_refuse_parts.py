"""A reader's browser found parts forged or missing: the log says so and how many, and nothing of which."""

import pytest

from reporting.accesslog import LogUnavailable
from reporting.cases import NoSuchCase
from reporting.review import House as Rooms
from reporting.review.refuse_parts import refuse_parts
from tests.house import House
from tests.review.deposits import entries, forbid, tags
from tests.review.working import Case


@pytest.fixture
def case(house: House, at: Rooms) -> Case:
    return Case(house, at, "ada", "ben")


def test_it_is_entered_with_case_person_and_how_many(case: Case, at: Rooms) -> None:
    refuse_parts(case.id, 3, case.prints["ada"], at)
    (entry,) = entries(at)
    said = entry.facts
    assert (said.tag, said.case, said.person, said.count) == ("part:refuse", case.id, case.prints["ada"], 3)
    assert said.commitment is None and said.hash is None


def test_others_enter_nothing(case: Case, at: Rooms) -> None:
    for case_id, reader in ((case.id, "ines"), ("7QK4-M2XR", "ada")):
        with pytest.raises(NoSuchCase):
            refuse_parts(case_id, 1, case.prints[reader], at)
    assert tags(at) == []


def test_a_log_that_takes_nothing_is_told(case: Case, at: Rooms) -> None:
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        refuse_parts(case.id, 1, case.prints["ada"], at)
