"""Clocks kept and missed, from status and dates: each way that a case can go."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.cases import Cases, Status
from reporting.cases.cases import Arrived, as_case
from reporting.cases.kept import Told, Verdict, acknowledged, answered, kept
from reporting.cases.models import CaseRow
from reporting.cases.withdrawals import Withdrawals
from reporting.config import Clocks
from tests.cases.clocks import BY, DAY, IN_TIME, LATE, desk_session, put

session = desk_session

AFTER = BY + timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "today", "verdict"),
    [
        (Told(Status.RECEIVED, DAY), IN_TIME, "running"),
        (Told(Status.RECEIVED, DAY), LATE, "missed"),
        (Told(Status.RECEIVED, DAY, withdrawn_on=IN_TIME), LATE, "missed"),
        (Told(Status.ACKNOWLEDGED, DAY, IN_TIME), LATE, "kept"),
        (Told(Status.ACKNOWLEDGED, DAY, LATE), LATE, "missed"),
        (Told(Status.ERASED, DAY, IN_TIME), AFTER, "kept"),
        (Told(Status.ERASED, DAY, LATE), AFTER, "missed"),
        (Told(Status.WITHDRAWN, DAY, withdrawn_on=IN_TIME), AFTER, "ended"),
        (Told(Status.WITHDRAWN, DAY, withdrawn_on=LATE), AFTER, "missed"),
        (Told(Status.HELD, DAY, withdrawn_on=LATE, held_from=Status.WITHDRAWN), AFTER, "missed"),
        (Told(Status.ERASED, DAY, withdrawn_on=IN_TIME), AFTER, "ended"),
        (Told(Status.ERASED, DAY, withdrawn_on=LATE), AFTER, "missed"),
        (Told(Status.ERASED, DAY), AFTER, "untold"),
    ],
)
def test_an_acknowledgement(told: Told, today: date, verdict: str) -> None:
    assert acknowledged(told, Clocks(), today) == verdict


@pytest.mark.parametrize(
    ("status", "about", "today", "verdict"),
    [
        ("acknowledged", {}, BY, "running"),
        ("assessing", {}, AFTER, "missed"),
        ("waiting", {}, AFTER, "missed"),
        ("assessing", {"withdrawn_on": IN_TIME}, AFTER, "missed"),
        ("concluded", {"concluded_on": BY}, AFTER, "kept"),
        ("concluded", {"concluded_on": AFTER}, AFTER, "missed"),
        ("addressing", {"concluded_on": BY}, AFTER, "kept"),
        ("reconsidering", {"concluded_on": AFTER}, AFTER, "missed"),
        ("held", {"concluded_on": AFTER, "held_from": Status.CONCLUDED}, AFTER, "missed"),
        ("held", {"held_from": Status.ASSESSING}, BY, "running"),
        ("held", {"held_from": Status.ASSESSING}, AFTER, "missed"),
        ("held", {"held_from": Status.CONCLUDED}, AFTER, "untold"),
        ("erased", {"concluded_on": BY}, AFTER, "kept"),
        ("erased", {"concluded_on": AFTER}, AFTER, "missed"),
        ("erased", {}, AFTER, "untold"),
        ("withdrawn", {"withdrawn_on": BY}, AFTER, "ended"),
        ("withdrawn", {"withdrawn_on": AFTER}, AFTER, "missed"),
    ],
)
def test_feedback(status: str, about: dict[str, date], today: date, verdict: str) -> None:
    told = replace(Told(Status(status), DAY, IN_TIME), **about)  # type: ignore[arg-type]
    assert answered(told, Clocks(), today) == verdict


def test_feedback_is_not_due_before_an_acknowledgement() -> None:
    assert answered(Told(Status.RECEIVED, DAY), Clocks(), AFTER) is Verdict.ENDED


def test_the_settings_decide(session: Session) -> None:
    put(session, "AAAA-0001")
    put(session, "AAAA-0002", status="assessing", acknowledged_on=IN_TIME)
    for clocks, missed in (
        (Clocks(), (1, 1)),
        (Clocks(acknowledge_days=98), (0, 1)),
        (Clocks(acknowledge_days=97, feedback_months=4), (1, 0)),
    ):
        assert tuple(one.missed for one in kept(session, clocks, DAY, AFTER)) == missed


@pytest.mark.parametrize("afterwards", [(Status.HELD,), (Status.HELD, Status.CONCLUDED), (Status.ERASED,)])
def test_a_miss_stays_a_miss_when_the_case_is_held_or_erased(session: Session, afterwards: tuple[Status, ...]) -> None:
    clocks = Clocks()
    cases = Cases(session, clocks)
    cases.take(Arrived("1" * 32, DAY, ("ada",), urgent=False))
    case = as_case(session.scalars(select(CaseRow)).one())
    for to, day in (("acknowledged", LATE), ("assessing", LATE), ("concluded", AFTER + timedelta(days=30))):
        case = cases.move(case, Status(to), day)
    much_later = day + timedelta(days=60)
    for to_status in afterwards:
        if to_status is Status.ERASED:
            Withdrawals(session).erase(case, much_later)
        else:
            held_from = case.status if to_status is Status.HELD else None
            case = cases.move(replace(case, held_from=held_from), to_status, much_later)
    seen_in_time, feedback = kept(session, clocks, DAY, much_later, named=5)
    assert (seen_in_time.missed, feedback.missed) == (1, 1)
    assert seen_in_time.cases == feedback.cases != []
    assert seen_in_time.untold == feedback.untold == 0


def test_who_looks_again_and_concludes_anew_does_not_lose_what_was_kept(session: Session) -> None:
    cases = Cases(session, Clocks())
    cases.take(Arrived("1" * 32, DAY, ("ada",), urgent=False))
    case = as_case(session.scalars(select(CaseRow)).one())
    way = ("acknowledged", "assessing", "concluded", "reconsidering", "concluded")
    for to, day in zip(way, (IN_TIME, IN_TIME, BY, AFTER, AFTER + timedelta(days=40)), strict=True):
        case = cases.move(case, Status(to), day)
    assert kept(session, Clocks(), DAY, AFTER + timedelta(days=99))[1].kept == 1
