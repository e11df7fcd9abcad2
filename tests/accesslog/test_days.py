"""A log whose clock jumped is whole and signed all the same: whoever checks it is told where, with expected and got."""

from datetime import date

import pytest

from reporting.accesslog import Facts, Tag
from reporting.accesslog.days import Days

TODAY = date(2026, 11, 23)


def told(*said: str, at_once: int = 2) -> list[str]:
    """What a walk through entries of these days, or minutes, tells; in pieces, as tiles are."""
    entries = [Facts(Tag.INBOX_LIST, one, person="ada").to_bytes() for one in said]
    days = Days(TODAY)
    for start in range(0, len(entries), at_once):
        days.look(start, entries[start : start + at_once])
    return days.told()


def test_days_that_follow_one_another_are_passed_over() -> None:
    assert told("2026-11-20", "2026-11-20T14:05Z", "2026-11-21T03:00Z", "2026-11-20", "2026-11-19", "2026-11-23") == []
    assert told("2026-11-24T00:30Z") == [], "an auditor's own clock may stand a day behind"


@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_a_day_that_has_not_come_is_told_and_what_follows_is_measured_without_it(at_once: int) -> None:
    (line,) = told("2026-11-22", "2027-03-01T00:00Z", "2027-03-01", "2026-11-22", "2026-11-23", at_once=at_once)
    assert line.startswith("Careful: entry 1 says 2027-03-01, expected a day up to 2026-11-23. ")


def test_a_clock_that_was_set_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = told("2026-11-20", "2026-11-18", "2026-11-17T10:00Z", "2026-11-20", "2025-01-01T00:00Z")
    assert line.startswith(
        "Careful: entry 2 says 2026-11-17, expected a day from 2026-11-18 on; so it is at 2 places. "
    )


def test_what_reporters_did_may_be_entered_late() -> None:
    """Brought in from what lay aside, after a worker that rested, or once more after a restore."""
    assert told("2026-11-20T10:00Z", "2026-10-21", "2026-11-21T10:00Z", "2026-11-01", "2026-11-22T03:00Z") == []


def test_what_is_no_entry_is_passed_over() -> None:
    days = Days(TODAY)
    days.look(0, [b"", b"x", b"\xff" * 40, b'{"at":"2026-99-99"}', b'{"at":"+2026-11-1"}', b'{"at":"20261123T1"}'])
    assert days.told() == []
