"""Answering, noting, moving: each with its entry, and each by those who may."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from reporting.accesslog import LogUnavailable
from reporting.cases import MoveForbidden, NoSuchCase, Status
from reporting.cases.decisions import DecisionRefused
from reporting.cases.notes import Kind
from reporting.mailbox.box import Closed
from reporting.mailbox.withdrawal import Withdrawals
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from reporting.review.move import DayNeeded, NotYetConcluded
from reporting.review.send_reply import AnotherCame
from reporting.review.write_note import Agreement
from reporting.sealing import WrongShape
from tests.house import House
from tests.review.deposits import forbid, tags
from tests.review.said import a_reply, sealed
from tests.review.working import Case, a_case, concluded

case = a_case


def test_a_reply_is_entered_then_stored_and_acknowledges_what_nobody_had(case: Case, at: Rooms) -> None:
    assert case.reply("ada", 1) is Status.ACKNOWLEDGED
    assert case.thread() == [("to-reporter", 1)]
    assert tags(at) == ["reply:send", "case:move"]


def test_without_an_entry_no_reply_leaves(case: Case, at: Rooms) -> None:
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        case.reply("ada", 1)
    assert case.thread() == []


def test_the_same_reply_again_is_one_reply_and_one_entry(case: Case, at: Rooms) -> None:
    case.reply("ada", 1)
    case.reply("ada", 1)
    assert case.thread() == [("to-reporter", 1)] and tags(at).count("reply:send") == 1


def test_the_second_of_two_who_answer_at_once_is_told_and_nothing_is_overwritten(case: Case) -> None:
    case.reply("ada", 1)
    with pytest.raises(AnotherCame):
        case.reply("ben", 1, a_reply("Something else."))
    with pytest.raises(AnotherCame):
        case.reply("ben", 3, a_reply("Something else."))
    assert case.reply("ben", 2, a_reply("Something else.")) is Status.ACKNOWLEDGED


@pytest.mark.parametrize(
    "untrusted", [b"in clear", sealed("x", 2, 16384), sealed("x", 4, 16384), sealed("x", 3, 16385)]
)
def test_what_is_not_sealed_for_three_is_no_reply(case: Case, at: Rooms, untrusted: bytes) -> None:
    with pytest.raises(WrongShape):
        case.reply("ada", 1, untrusted)
    assert tags(at) == []


def test_a_report_that_was_taken_back_unopened_is_not_answered(case: Case, at: Rooms) -> None:
    with at.mailbox.write_rows() as rows:
        Withdrawals(rows).put(case.report_id, at.clock.today())
    with pytest.raises(Closed):
        case.reply("ada", 1)
    assert "reply:send" not in tags(at)


def test_a_reply_starts_the_weekly_clock_anew(case: Case, house: House) -> None:
    case.assessed()
    house.clock.advance(timedelta(days=3))
    case.reply("ben", 1)
    assert ("update the reporter", house.clock.today() + timedelta(days=7)) in case.due()


def test_notes_are_numbered_and_the_second_of_two_is_told(case: Case, at: Rooms) -> None:
    case.note("ada", 1)
    with pytest.raises(AnotherCame):
        case.note("ben", 1)
    case.note("ben", 2, Kind.TITLE)
    assert case.notes() == [(1, "note", case.prints["ada"]), (2, "title", case.prints["ben"])]
    assert tags(at) == ["note:add", "note:add"]


def test_a_note_and_its_entry_are_one_transaction(case: Case, at: Rooms) -> None:
    forbid(at.desk, "INSERT", "case_note")
    with pytest.raises(AnotherCame):
        case.note("ada", 1)
    assert tags(at) == []


ACTS: list[Callable[[Case], object]] = [
    lambda case: case.reply("ines", 1),
    lambda case: case.note("ines", 1),
    lambda case: case.move("ines", "acknowledged"),
]


@pytest.mark.parametrize("act", ACTS)
def test_others_can_do_nothing_and_leave_no_entry(case: Case, at: Rooms, act: Callable[[Case], object]) -> None:
    with pytest.raises(NoSuchCase):
        act(case)
    assert tags(at) == [] and case.thread() == [] and case.notes() == []


def test_a_case_ends_only_after_a_decision_and_a_word_to_the_reporter(case: Case, house: House) -> None:
    day = house.clock.today() + timedelta(days=30)
    case.assessed().reply("ada", 1)
    with pytest.raises(NotYetConcluded):
        case.move("ada", "concluded", day)
    case.note("ada", 1, Kind.PROPOSAL)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    with pytest.raises(NotYetConcluded):
        case.move("ada", "concluded", day)
    case.reply("ada", 2, a_reply("This is what we decided."))
    for wrong in (None, house.clock.today(), house.clock.today() - timedelta(days=1), date(2099, 1, 1)):
        with pytest.raises(DayNeeded):
            case.move("ada", "concluded", wrong)
    assert case.move("ada", "concluded", day) is Status.CONCLUDED


def test_when_its_day_has_come_a_concluded_case_is_erased_with_all_that_was_said(
    case: Case, house: House, at: Rooms
) -> None:
    concluded(case, house)
    house.clock.advance(timedelta(days=29))
    house.work()
    assert case.notes() and case.thread()
    house.clock.advance(timedelta(days=1))
    house.work()
    assert (case.notes(), case.thread()) == ([], [])
    assert tags(at)[-1] == "report:erase"


def test_what_is_held_is_not_erased_and_comes_back_to_where_it_was(case: Case, house: House, at: Rooms) -> None:
    concluded(case, house)
    assert case.move("ada", "held") is Status.HELD
    house.clock.advance(timedelta(days=400))
    house.work()
    assert case.notes()
    with pytest.raises(MoveForbidden):
        case.move("ada", "assessing")
    assert case.move("ada", "concluded") is Status.CONCLUDED
    assert tags(at).count("case:hold") == 2
    for _ in range(2):
        house.work()
        assert case.notes(), "whoever ended it by mistake has a day, also where tomorrow begins in a minute"
        house.clock.advance(timedelta(days=1))
    house.work()
    assert not case.notes()


def test_waiting_has_a_day_and_ends_with_it_or_before(case: Case, house: House) -> None:
    until = house.clock.today() + timedelta(days=10)
    case.move("ada", "acknowledged")
    with pytest.raises(DayNeeded):
        case.move("ada", "waiting")
    case.move("ada", "waiting", until)
    feedback = house.settings.desk().clocks.feedback_by(house.clock.today())
    assert case.due() == [("the reporter’s answer", until), ("feedback", feedback)]
    case.move("ben", "assessing")
    assert "the reporter’s answer" not in dict(case.due())


def test_nothing_is_said_of_an_erased_case(case: Case, house: House, at: Rooms) -> None:
    concluded(case, house)
    erase_case(case.id, case.prints["ada"], at)
    assert case.notes() == []
    with pytest.raises(NoSuchCase):
        case.note("ada", 3)
    with pytest.raises(Closed):
        case.reply("ada", 2)


def test_the_checklist_is_answered_while_a_case_is_assessed_and_stays_as_it_was(case: Case, house: House) -> None:
    with pytest.raises(DecisionRefused, match="while a case is being assessed"):
        case.note("ada", 1, Kind.CHECKLIST)
    concluded(case, house)
    with pytest.raises(DecisionRefused):
        case.note("ben", 3, Kind.CHECKLIST)
    assert len(case.notes()) == 2
    case.move("ben", "reconsidering")
    case.note("ben", 3, Kind.CHECKLIST)
    assert case.notes()[-1] == (3, "checklist", case.prints["ben"])
