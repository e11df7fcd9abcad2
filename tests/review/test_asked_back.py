"""Rosa asks back what somebody has opened: she and her readers go on writing, and they end it as any other case."""

from datetime import timedelta

import pytest

from reporting.cases import Status
from reporting.cases.listing import Listing
from reporting.mailbox.box import Closed
from reporting.mailbox.desk_thread import DeskThread
from reporting.review import House as Rooms
from reporting.review.take import take
from tests.answers import Answering
from tests.house import House
from tests.review.between import Between

DECIDE = "decide what can be stopped"


@pytest.fixture
def rosa(house: House, at: Rooms) -> Between:
    return Between(house, at)


def test_both_sides_go_on_writing_and_the_case_comes_to_its_end(house: House, rosa: Between) -> None:
    assert "write it to the readers below" in rosa.opens().asks_back()
    assert rosa.reply(1, "We have told nobody yet, and shall not.") is Status.ACKNOWLEDGED
    page = rosa.looks()
    assert "We have told nobody yet" in page and "Write to the readers again" in page
    assert "Take my report back" not in page, "it was asked already"
    assert "It is sealed and sent" in rosa.writes("I have changed my mind: please go on.").text
    assert rosa.thread() == [("to-readers", 1), ("to-reporter", 1)]
    rosa.decided()
    rosa.reply(2, "So we went on, and he was warned.")
    assert rosa.move("concluded", house.clock.today() + timedelta(days=30)) is Status.CONCLUDED
    assert "he was warned" in rosa.looks()


def test_what_nobody_had_opened_stays_shut_both_ways(rosa: Between) -> None:
    token = rosa.token()
    page = rosa.asks_back()
    assert "Nobody has opened your report" in page and "Write to the readers again" not in page
    with pytest.raises(Closed):
        send = Answering(rosa.house, "ada", rosa.report_id).sealed(1, "Are you there?")
        with rosa.at.mailbox.write() as session:
            DeskThread(session).add_reply(rosa.report_id, 1, send, rosa.house.clock.today())
    again = rosa.writes("One more thing.", token)
    assert again.status_code == 409 and "One more thing." in again.text
    assert rosa.thread() == []


def test_in_the_place_of_the_weekly_clock_one_day_is_due_until_she_is_answered(house: House, rosa: Between) -> None:
    rosa.opens().move("acknowledged")
    house.clock.advance(timedelta(days=3))
    rosa.asks_back()
    decide = (DECIDE, house.clock.today() + timedelta(days=7))
    assert rosa.in_the_inbox() == decide
    assert [what for what, _ in rosa.due()] == [DECIDE, "feedback"]
    with rosa.at.desk.read() as session:
        assert rosa.at.cases(session).of(rosa.ada.fingerprint, rosa.case_id).withdrawn_on == house.clock.today()
    rosa.reply(1, "We stop here.")
    assert [what for what, _ in rosa.due()] == ["feedback"]


def test_an_answer_of_the_same_day_from_before_she_asked_does_not_count(rosa: Between) -> None:
    rosa.opens().reply(1, "Thank you. We have read it.")
    rosa.asks_back()
    assert DECIDE in dict(rosa.due())


def test_the_day_is_what_the_inbox_sorts_by(house: House, rosa: Between) -> None:
    rosa.opens().reply(1, "Thank you. We have read it.")
    house.clock.advance(timedelta(days=6))
    rosa.asks_back()
    take(rosa.ada.fingerprint, rosa.at)
    with rosa.at.desk.read() as session:
        days = Listing(session, rosa.ada.fingerprint).due_days(house.clock.today(), 14)
    assert [at for at, is_due in enumerate(days) if is_due] == [7]
