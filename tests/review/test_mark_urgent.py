"""A browser has read of danger: the case is due within a day, once and for both readers."""

from datetime import timedelta

import pytest

from reporting.accesslog import LogUnavailable
from reporting.cases.dates import look
from reporting.config import Clocks
from reporting.review import House as Rooms
from reporting.review.mark_urgent import mark_urgent
from tests.house import House
from tests.review.deposits import forbid, tags
from tests.review.working import Case


@pytest.fixture
def case(house: House, at: Rooms) -> Case:
    return Case(house, at, "ada", "ben")


def first(case: Case, who: str) -> str:
    return case.due(who)[0][0]


def test_it_is_due_the_next_day_for_both_and_entered_once(case: Case, at: Rooms) -> None:
    assert first(case, "ada") == "acknowledge"
    for who in ("ada", "ben"):
        mark_urgent([case.id, case.id], case.prints[who], at)
    for who in ("ada", "ben"):
        assert case.due(who)[0] == (look(Clocks()), case.house.clock.today() + timedelta(days=1))
    assert tags(at) == ["case:move"]


def test_others_mark_nothing_and_neither_is_what_somebody_has_acknowledged(case: Case, at: Rooms) -> None:
    mark_urgent([case.id, "7QK4-M2XR"], case.prints["ines"], at)
    assert first(case, "ada") == "acknowledge" and tags(at) == []
    case.move("ada", "acknowledged")
    before = tags(at)
    mark_urgent([case.id], case.prints["ada"], at)
    assert tags(at) == before


def test_without_an_entry_nothing_is_marked(case: Case, at: Rooms) -> None:
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        mark_urgent([case.id], case.prints["ada"], at)
    assert first(case, "ada") == "acknowledge"
