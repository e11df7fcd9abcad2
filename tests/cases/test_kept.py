"""Clocks kept and missed, from status and dates: each way that a case can go."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from reporting.cases import Status
from reporting.cases.dates import Standing
from reporting.cases.kept import Verdict, acknowledged, answered, kept
from reporting.cases.models import CaseRow
from reporting.config import Clocks
from reporting.db import DeskBase, Store
from tests.house import House

DAY = date(2026, 1, 10)
IN_TIME, LATE = DAY + timedelta(days=7), DAY + timedelta(days=8)
BY = date(2026, 4, 17)
"""Three months from the acknowledgement on the last day for it."""
AFTER = BY + timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "status_on", "acknowledged_on", "today", "verdict"),
    [
        ("received", DAY, None, IN_TIME, "running"),
        ("received", DAY, None, LATE, "missed"),
        ("acknowledged", IN_TIME, IN_TIME, LATE, "kept"),
        ("acknowledged", LATE, LATE, LATE, "missed"),
        ("erased", AFTER, IN_TIME, AFTER, "kept"),
        ("withdrawn", IN_TIME, None, AFTER, "ended"),
        ("withdrawn", LATE, None, AFTER, "missed"),
        ("held", LATE, None, AFTER, "untold"),
        ("erased", LATE, None, AFTER, "untold"),
        ("erased", IN_TIME, None, AFTER, "ended"),
    ],
)
def test_an_acknowledgement(
    status: str, status_on: date, acknowledged_on: date | None, today: date, verdict: str
) -> None:
    case = Standing(Status(status), DAY, status_on, acknowledged_on)
    assert acknowledged(case, Clocks(), today) == verdict


@pytest.mark.parametrize(
    ("status", "status_on", "today", "verdict"),
    [
        ("acknowledged", IN_TIME, BY, "running"),
        ("assessing", IN_TIME, AFTER, "missed"),
        ("addressing", AFTER, AFTER, "missed"),
        ("waiting", IN_TIME, AFTER, "missed"),
        ("concluded", BY, AFTER, "kept"),
        ("concluded", AFTER, AFTER, "missed"),
        ("reconsidering", BY, AFTER, "kept"),
        ("reconsidering", AFTER, AFTER, "untold"),
        ("withdrawn", BY, AFTER, "ended"),
        ("withdrawn", AFTER, AFTER, "missed"),
        ("held", BY, AFTER, "untold"),
        ("erased", AFTER, AFTER, "untold"),
    ],
)
def test_feedback(status: str, status_on: date, today: date, verdict: str) -> None:
    assert answered(Standing(Status(status), DAY, status_on, IN_TIME), Clocks(), today) == verdict


def test_feedback_is_not_due_before_an_acknowledgement() -> None:
    assert answered(Standing(Status.RECEIVED, DAY, DAY), Clocks(), AFTER) is Verdict.ENDED


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_verdict(status: Status) -> None:
    for acknowledged_on in (None, IN_TIME):
        case = Standing(status, DAY, LATE, acknowledged_on)
        assert acknowledged(case, Clocks(), AFTER) in Verdict and answered(case, Clocks(), AFTER) in Verdict


def test_the_settings_decide() -> None:
    case = Standing(Status.RECEIVED, DAY, DAY)
    assert acknowledged(case, Clocks(acknowledge_days=8), LATE) is Verdict.RUNNING
    case = Standing(Status.ASSESSING, DAY, IN_TIME, IN_TIME)
    assert answered(case, Clocks(feedback_months=4), AFTER) is Verdict.RUNNING


def test_cases_are_counted_and_those_that_missed_are_named(house: House) -> None:
    rows = [
        ("AAAA-0001", "received", DAY, None),
        ("AAAA-0002", "acknowledged", IN_TIME, IN_TIME),
        ("AAAA-0003", "acknowledged", LATE, LATE),
        ("AAAA-0004", "held", LATE, None),
        ("OLD0-0001", "received", date(2024, 1, 1), None),
    ]
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.write() as session:
        for number, (case_id, status, on, seen) in enumerate(rows):
            received = min(on, DAY)
            session.execute(
                insert(CaseRow).values(
                    case_id=case_id,
                    report_id=f"{number:032}",
                    received_on=received,
                    urgent=False,
                    status=status,
                    status_on=on,
                    acknowledged_on=seen,
                )
            )
        seen_in_time, feedback = kept(session, Clocks(), date(2026, 1, 1), BY, named=2)
    store.close()
    assert (seen_in_time.kept, seen_in_time.missed, seen_in_time.untold) == (1, 2, 1)
    assert seen_in_time.cases == ["AAAA-0001", "AAAA-0003"]
    assert (feedback.kept, feedback.missed, feedback.running, feedback.cases) == (0, 0, 2, [])


def test_the_newest_that_missed_are_named_whatever_else_came_on_their_days(house: House) -> None:
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.write() as session:
        for number in range(12):
            day, late = DAY - timedelta(days=number // 3), number % 3 < 2
            row = {"case_id": f"{number:04d}-0000", "report_id": f"{number:032}", "received_on": day, "urgent": False}
            told = {"status": "assessing", "status_on": day, "acknowledged_on": day + timedelta(days=30 * late)}
            session.execute(insert(CaseRow).values(row | told))
        seen_in_time, _ = kept(session, Clocks(), date(2026, 1, 1), BY, named=3)
    store.close()
    assert (seen_in_time.kept, seen_in_time.missed) == (4, 8)
    assert seen_in_time.cases == ["0000-0000", "0001-0000", "0003-0000"]
