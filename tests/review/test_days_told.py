"""The days that readers choose are those that the reporter is told: until when they wait, and when it is erased."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from reporting.cases import Status
from reporting.mailbox.models import Deposit
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from tests.house import House
from tests.review.between import Between

ERASED, WAITS = "It is erased on Wednesday 23 December 2026", "We wait for you until Thursday 3 December 2026"
REACHES = "What you write before that reaches the readers."
DAY, UNTIL = date(2026, 12, 23), date(2026, 12, 3)


@pytest.fixture
def rosa(house: House, at: Rooms) -> Between:
    between = Between(house, at).opens()
    between.move("acknowledged")
    return between


def concluded(rosa: Between) -> Between:
    rosa.decided()
    rosa.reply(1, "He was warned.")
    assert rosa.move("concluded", DAY) is Status.CONCLUDED
    return rosa


def lived_through(house: House, until: date) -> None:
    """A night's work each day, since after a jump of the clock nothing is erased by its date."""
    while house.clock.today() < until:
        house.clock.advance(timedelta(days=1))
        house.work()


def days(rosa: Between) -> tuple[date | None, date | None]:
    with rosa.at.mailbox.read() as session:
        row = session.execute(select(Deposit.wait_until, Deposit.erase_on)).one()
        return row[0], row[1]


def test_who_is_waited_for_is_told_until_when(rosa: Between) -> None:
    assert "We wait for you" not in rosa.looks()
    rosa.move("waiting", UNTIL)
    assert WAITS in rosa.looks() and days(rosa) == (UNTIL, None)
    rosa.move("assessing")
    assert "We wait for you" not in rosa.looks() and days(rosa) == (None, None)


def test_what_is_settled_says_when_it_is_erased_before_it_is(rosa: Between) -> None:
    page = concluded(rosa).looks()
    assert ERASED in page and REACHES in page and days(rosa) == (None, DAY)
    rosa.writes("Thank you.")
    assert rosa.thread()[-1] == ("to-reporter", 1) and ("to-readers", 1) in rosa.thread()
    erase_case(rosa.case_id, rosa.ada.fingerprint, rosa.at)
    assert "It is erased on" not in rosa.looks() and days(rosa) == (None, None)


def test_a_hold_takes_the_day_away_and_its_end_brings_it_back(rosa: Between) -> None:
    concluded(rosa).move("held")
    assert "It is erased on" not in rosa.looks() and days(rosa) == (None, None)
    rosa.move("concluded")
    assert ERASED in rosa.looks()


def test_a_hold_that_outlasted_the_day_leaves_a_day_to_think_better_of_its_end(house: House, rosa: Between) -> None:
    concluded(rosa).move("held")
    lived_through(house, DAY)
    rosa.move("concluded")
    house.work()
    assert "It is erased on Friday 25 December 2026" in rosa.looks()
    lived_through(house, DAY + timedelta(days=2))
    assert "Erased on Friday 25 December 2026, as promised" in rosa.looks()


def test_what_is_looked_at_again_has_no_day(rosa: Between) -> None:
    concluded(rosa).move("reconsidering")
    assert "It is erased on" not in rosa.looks() and days(rosa) == (None, None)


def test_after_a_hold_she_is_waited_for_until_the_day_that_was_chosen(rosa: Between) -> None:
    rosa.move("waiting", UNTIL)
    rosa.move("held")
    assert "We wait for you" not in rosa.looks() and rosa.due() == []
    rosa.move("waiting")
    assert WAITS in rosa.looks()
    assert rosa.due() == [("the reporter’s answer", UNTIL), ("feedback", date(2027, 2, 23))]


def test_the_days_stand_in_each_language(house: House, rosa: Between) -> None:
    concluded(rosa)
    said = {tag: rosa.posts(f"/{tag}/receipt", words=rosa.words).text for tag in ("fr", "de", "ar")}
    assert "mercredi 23 décembre 2026" in said["fr"] and "Mittwoch, 23. Dezember 2026" in said["de"]
    assert "23 ديسمبر 2026" in said["ar"]
    house.clock.advance(timedelta(days=1))
    assert ERASED in rosa.looks()
