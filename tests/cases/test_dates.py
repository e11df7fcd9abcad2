"""The clocks of a case, in whole days."""

from datetime import date, timedelta

import pytest

from reporting.cases import Status
from reporting.cases.dates import Due, Standing, deadlines, due, pressing
from reporting.config import Clocks

CLOCKS = Clocks()
RECEIVED = date(2026, 11, 16)


def standing(
    status: Status, *, urgent: bool = False, on: date = RECEIVED, acknowledged: date | None = None
) -> Standing:
    return Standing(status, RECEIVED, on, acknowledged, urgent)


def test_a_new_case_is_to_be_acknowledged_within_seven_days() -> None:
    assert due(standing(Status.RECEIVED), CLOCKS) == Due(date(2026, 11, 23), "acknowledge")


def test_the_days_are_a_setting() -> None:
    assert due(standing(Status.RECEIVED), Clocks(acknowledge_days=3)) == Due(date(2026, 11, 19), "acknowledge")


def test_an_urgent_one_is_due_the_next_day_and_the_acknowledgement_still_runs() -> None:
    urgent = standing(Status.RECEIVED, urgent=True)
    assert due(urgent, CLOCKS) == Due(date(2026, 11, 17), "look within 24 hours")
    assert [clock.by for clock in deadlines(urgent, CLOCKS, RECEIVED)] == [date(2026, 11, 17), date(2026, 11, 23)]


@pytest.mark.parametrize("status", [Status.ACKNOWLEDGED, Status.ASSESSING, Status.ADDRESSING, Status.RECONSIDERING])
def test_work_under_way_is_told_of_every_seven_days(status: Status) -> None:
    at_work = standing(status, urgent=True, on=date(2026, 11, 20), acknowledged=date(2026, 11, 18))
    assert due(at_work, CLOCKS) == Due(date(2026, 11, 27), "update the reporter")
    assert [clock.by for clock in deadlines(at_work, CLOCKS, RECEIVED)] == [date(2026, 11, 27), date(2027, 2, 18)]


def test_feedback_comes_first_when_it_is_nearer() -> None:
    late = standing(Status.ASSESSING, on=date(2027, 2, 15), acknowledged=date(2026, 11, 18))
    assert due(late, CLOCKS) == Due(date(2027, 2, 18), "feedback")


@pytest.mark.parametrize("status", [Status.CONCLUDED, Status.HELD, Status.WITHDRAWN, Status.ERASED])
def test_where_the_readers_have_no_turn_nothing_is_due_of_them(status: Status) -> None:
    assert due(standing(status, acknowledged=RECEIVED), CLOCKS) is None


def waiting(until: date, *, heard: date | None = None) -> Standing:
    days = {"acknowledged_on": date(2026, 11, 18), "wait_until": until, "heard_on": heard}
    return Standing(Status.WAITING, RECEIVED, date(2026, 12, 1), **days)


def test_the_feedback_that_was_promised_comes_due_while_the_reporter_is_waited_for() -> None:
    promised = Due(date(2027, 2, 18), "feedback")
    short, long = waiting(date(2026, 12, 20)), waiting(date(2027, 6, 1))
    assert due(short, CLOCKS) == Due(date(2026, 12, 20), "the reporter’s answer")
    assert due(long, CLOCKS) == promised
    for case in (short, long, waiting(date(2027, 6, 1), heard=date(2027, 3, 1))):
        assert promised in [Due(one.by, one.what) for one in deadlines(case, CLOCKS, RECEIVED)]


def test_a_reporter_who_is_waited_for_is_not_written_to_each_week() -> None:
    assert "update the reporter" not in [one.what for one in deadlines(waiting(date(2027, 6, 1)), CLOCKS, RECEIVED)]


ASKED = date(2026, 11, 21)


def asked_back(status: Status, *, answered: date | None = None) -> Standing:
    return Standing(status, RECEIVED, RECEIVED, RECEIVED, replied_on=answered, withdrawn_on=ASKED)


@pytest.mark.parametrize("status", [Status.ACKNOWLEDGED, Status.ASSESSING, Status.ADDRESSING, Status.RECONSIDERING])
def test_who_asks_it_back_is_answered_within_seven_days_and_not_written_to_each_week(status: Status) -> None:
    waits, answered = asked_back(status), asked_back(status, answered=ASKED)
    assert due(waits, CLOCKS) == Due(date(2026, 11, 28), "decide what can be stopped")
    assert [clock.what for clock in deadlines(waits, CLOCKS, ASKED)] == ["decide what can be stopped", "feedback"]
    assert [clock.what for clock in deadlines(answered, CLOCKS, ASKED)] == ["feedback"]
    earlier = asked_back(status, answered=ASKED - timedelta(days=1))
    assert due(earlier, CLOCKS) == due(waits, CLOCKS)


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.WAITING])
def test_it_is_decided_wherever_the_case_stands(status: Status) -> None:
    assert Due(date(2026, 11, 28), "decide what can be stopped") in [
        Due(one.by, one.what) for one in deadlines(asked_back(status), CLOCKS, ASKED)
    ]


@pytest.mark.parametrize("status", [Status.CONCLUDED, Status.HELD, Status.WITHDRAWN, Status.ERASED])
def test_what_is_at_rest_is_not_decided_upon_any_more(status: Status) -> None:
    assert due(asked_back(status), CLOCKS) is None


def test_the_acknowledgement_is_called_due_from_day_five() -> None:
    by = RECEIVED + timedelta(days=7)
    called = [pressing(by, RECEIVED + timedelta(days=day)) for day in range(9)]
    assert called == [False] * 5 + [True] * 4
    assert not pressing(None, RECEIVED)


@pytest.mark.parametrize(
    ("day", "share", "late"), [(-1, 0, False), (0, 0, False), (3, 42, False), (7, 100, False), (8, 100, True)]
)
def test_a_clock_shows_how_much_has_gone(day: int, share: int, late: bool) -> None:
    [clock] = deadlines(standing(Status.RECEIVED), CLOCKS, RECEIVED + timedelta(days=day))
    assert (clock.what, clock.share, clock.late) == ("acknowledge", share, late)
