"""Who gets a regular mail, and on which days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from reporting.notifications.digest import Kind, days_to_settle, regular
from reporting.notifications.settings import DigestMode
from reporting.roster import Role
from tests.notifications.mailing import MONDAY

WEEK = [MONDAY + timedelta(days=after) for after in range(7)]
WAITING, SILENT = DigestMode.WHEN_WAITING, DigestMode.SILENT


def may_not_be_asked() -> bool:
    raise AssertionError("this person's mail may depend on nothing")


@pytest.mark.parametrize(
    ("role", "mode", "mails"),
    [
        (Role.REVIEWER, SILENT, "M..d..."),
        (Role.ALTERNATE, SILENT, "M..d..."),
        (Role.ALTERNATE, WAITING, "M..d..."),
        (Role.AUDITOR, SILENT, "M......"),
        (Role.AUDITOR, WAITING, "M......"),
    ],
)
def test_what_comes_on_fixed_days_depends_on_nothing(role: Role, mode: DigestMode, mails: str) -> None:
    kinds = [regular(role, mode, [day], may_not_be_asked) for day in WEEK]
    assert "".join({Kind.MONDAY: "M", Kind.DIGEST: "d", None: "."}[kind] for kind in kinds) == mails


def test_a_reviewer_hears_on_mondays_in_any_case_and_else_when_something_waits() -> None:
    for day in WEEK:
        for waits in (True, False):
            kind = regular(Role.REVIEWER, WAITING, [day], lambda waits=waits: waits)  # type: ignore[misc]
            assert kind == (Kind.MONDAY if day == MONDAY else Kind.DIGEST if waits else None)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 59, 59), UTC)


def test_regular_mail_is_settled_in_its_hour_only_and_once_a_day() -> None:
    for hour in range(24):
        assert days_to_settle(None, at(MONDAY, hour), 6) == ([MONDAY] if hour == 6 else [])
    assert days_to_settle(MONDAY, at(MONDAY, 6), 6) == []
    assert days_to_settle(MONDAY, at(WEEK[1], 6), 6) == [WEEK[1]]


def test_a_missed_monday_comes_in_the_hour_of_a_later_day() -> None:
    sunday = MONDAY - timedelta(days=1)
    assert days_to_settle(sunday, at(WEEK[2], 7), 6) == []
    days = days_to_settle(sunday, at(WEEK[2], 6), 6)
    assert days == WEEK[:3]
    assert regular(Role.AUDITOR, WAITING, days, may_not_be_asked) is Kind.MONDAY


def test_after_years_a_week_is_looked_back() -> None:
    assert days_to_settle(date(2001, 1, 1), at(WEEK[6], 6), 6) == WEEK


def test_a_clock_that_was_wrong_by_years_does_not_silence_the_mail() -> None:
    assert days_to_settle(date(2036, 11, 23), at(MONDAY, 6), 6) == [MONDAY]
