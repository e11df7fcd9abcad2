"""Answering, noting, deciding, moving: each with its entry, each by those who may, and by two where it takes two."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from reporting.accesslog import LogUnavailable
from reporting.cases import MovedOn, MoveForbidden, NoSuchCase, Status, Whose, Why
from reporting.cases.decisions import DecisionRefused
from reporting.cases.models import CaseRow
from reporting.cases.notes import Kind, Notes
from reporting.mailbox.box import Closed
from reporting.mailbox.desk_thread import DeskThread
from reporting.mailbox.withdrawal import Withdrawals
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from reporting.review.move import DayNeeded, NotYetConcluded, Wish, move
from reporting.review.send_reply import AnotherCame, send_reply
from reporting.review.show_case import show_case
from reporting.review.take import take
from reporting.review.write_note import Agreement, write_note
from reporting.sealing import WrongShape
from tests.house import House
from tests.review.deposits import cases_of, deposit, forbid, tags
from tests.review.said import a_note, a_reply, sealed


class Case:
    """One case, and what its readers do to it."""

    def __init__(self, house: House, at: Rooms, *readers: str) -> None:
        self.house, self.at, self.readers = house, at, readers
        self.report_id = deposit(house, *readers)
        self.prints = {handle: house.person(handle).fingerprint for handle in ("ada", "ben", "ines")}
        take(self.prints[readers[0]], at)
        self.id = cases_of(at, self.prints[readers[0]])[0]

    def reply(self, who: str, number: int, what: bytes | None = None) -> Status:
        return send_reply(self.id, number, what or a_reply(), self.prints[who], self.at)

    def note(self, who: str, number: int, kind: Kind = Kind.NOTE, agreement: Agreement | None = None) -> Status:
        return write_note(self.id, a_note(number, kind), self.prints[who], self.at, agreement, seen=self.status())

    def move(self, who: str, to: str, until: date | None = None) -> Status:
        return move(self.id, Wish(to, self.status(), until), self.prints[who], self.at)

    def status(self) -> Status:
        """Where a page shows it that was loaded just now."""
        with self.at.desk.read() as session:
            return self.at.cases(session).of(self.prints[self.readers[0]], self.id).status

    def thread(self) -> list[tuple[str, int]]:
        with self.at.mailbox.read() as session:
            return [(one.direction, one.number) for one in DeskThread(session).messages(self.report_id)]

    def notes(self) -> list[tuple[int, str, str]]:
        with self.at.desk.read() as session:
            return [(one.number, one.kind, one.author) for one in Notes(session).of(self.id)]

    def due(self, who: str = "ada") -> list[tuple[str, date]]:
        shown = show_case(self.id, self.house.person(who), self.house.roster, self.at)
        return [(clock.what, clock.by) for clock in shown.clocks]

    def offered(self, who: str = "ada") -> set[str]:
        return set(show_case(self.id, self.house.person(who), self.house.roster, self.at).moves)

    def turn(self, who: str) -> tuple[Whose, Why]:
        shown = show_case(self.id, self.house.person(who), self.house.roster, self.at)
        return shown.turn, shown.why

    def assessed(self) -> "Case":
        self.move("ada", "acknowledged")
        self.move("ada", "assessing")
        return self


@pytest.fixture
def case(house: House, at: Rooms) -> Case:
    return Case(house, at, "ada", "ben")


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


def test_a_decision_takes_two(case: Case, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1))
    assert case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1)) is Status.ADDRESSING
    assert tags(at)[2:] == ["decision:propose", "decision:agree", "case:move"]


def test_nobody_agrees_to_what_was_replaced_meanwhile(case: Case) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    case.note("ada", 2, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused, match="meanwhile"):
        case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    with pytest.raises(DecisionRefused):
        case.note("ben", 3, Kind.AGREEMENT)
    assert case.note("ben", 3, Kind.AGREEMENT, Agreement(to=2)) is Status.ADDRESSING
    with pytest.raises(DecisionRefused, match="already"):
        case.note("ben", 4, Kind.AGREEMENT, Agreement(to=2))


@pytest.mark.parametrize("kind", [Kind.CHECKLIST, Kind.PROPOSAL, Kind.AGREEMENT, Kind.RETRACTION])
def test_from_an_old_page_nothing_is_decided(case: Case, at: Rooms, kind: Kind) -> None:
    """Proposed while it was assessed, say, and looked at again by now: whoever writes has not seen that."""
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    who = case.prints["ada" if kind is Kind.RETRACTION else "ben"]
    case.move("ada", "held")
    case.move("ada", "assessing")
    for seen in ("held", "acknowledged", "", "None"):
        with pytest.raises(MovedOn):
            write_note(case.id, a_note(2, kind), who, at, Agreement(to=1), seen=seen)
    assert len(case.notes()) == 1 and tags(at)[-1] == "case:hold"
    write_note(case.id, a_note(2, kind), who, at, Agreement(to=1), seen="assessing")
    assert len(case.notes()) == 2


def test_nothing_is_decided_before_it_is_assessed(case: Case) -> None:
    with pytest.raises(DecisionRefused):
        case.note("ada", 1, Kind.PROPOSAL)


def test_in_danger_one_decides_alone_and_the_other_looks_within_a_day(case: Case, house: House) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    assert case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1, alone=True)) is Status.ADDRESSING
    assert ("look at what was decided by one", house.clock.today() + timedelta(days=1)) in case.due("ben")
    case.reply("ada", 1)
    with pytest.raises(NotYetConcluded):
        case.move("ada", "concluded", house.clock.today() + timedelta(days=30))
    with pytest.raises(DecisionRefused):
        case.note("ada", 3, Kind.AGREEMENT, Agreement(to=1, alone=True))
    case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    assert case.move("ada", "concluded", house.clock.today() + timedelta(days=30)) is Status.CONCLUDED


def test_where_there_is_no_other_reader_one_decides(house: House, at: Rooms) -> None:
    case = Case(house, at, "ada").assessed()
    case.note("ada", 1, Kind.PROPOSAL)
    assert case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1)) is Status.ADDRESSING
    assert "look at what was decided by one" not in dict(case.due())


def concluded(case: Case, house: House) -> date:
    erased_on = house.clock.today() + timedelta(days=30)
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    case.reply("ben", 1)
    case.move("ben", "concluded", erased_on)
    return erased_on


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
    house.work()
    assert not case.notes()


def test_what_is_looked_at_again_is_for_the_other_person(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 3, Kind.PROPOSAL)
    case.note("ben", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.PROPOSAL)
    assert case.note("ada", 5, Kind.AGREEMENT, Agreement(to=4)) is Status.ADDRESSING


def test_no_way_round_makes_it_the_same_persons_again(case: Case, house: House) -> None:
    concluded(case, house)
    case.move("ada", "reconsidering")
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    case.move("ada", "held")
    case.move("ada", "waiting")
    assert case.offered() == {"reconsidering", "held"}
    case.move("ada", "reconsidering")
    assert case.turn("ben") == (Whose.ME, Why.LOOK_AGAIN)
    case.note("ben", 3, Kind.PROPOSAL)
    with pytest.raises(DecisionRefused):
        case.note("ben", 4, Kind.RETRACTION, Agreement(to=3))


def test_it_is_the_other_persons_also_where_it_was_assessed_meanwhile(case: Case, house: House, at: Rooms) -> None:
    """By an earlier version, in which a wait did not lead back."""
    concluded(case, house)
    case.move("ada", "reconsidering")
    with at.desk.write() as session:
        session.execute(update(CaseRow).values(status="assessing"))
    with pytest.raises(DecisionRefused, match="other reader"):
        case.note("ada", 3, Kind.PROPOSAL)
    assert case.turn("ben") == (Whose.ME, Why.LOOK_AGAIN)


def test_only_what_is_looked_at_again_goes_back_there(case: Case, house: House) -> None:
    case.assessed()
    case.move("ada", "waiting", house.clock.today() + timedelta(days=10))
    assert "reconsidering" not in case.offered()
    with pytest.raises(MoveForbidden):
        case.move("ada", "reconsidering")


def test_who_proposed_takes_it_back_until_the_other_has_agreed(case: Case, at: Rooms) -> None:
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    assert case.turn("ada") == (Whose.OTHER, Why.PROPOSED)
    for wrong in (None, Agreement(to=2)):
        with pytest.raises(DecisionRefused):
            case.note("ada", 2, Kind.RETRACTION, wrong)
    with pytest.raises(DecisionRefused, match="Only who proposed"):
        case.note("ben", 2, Kind.RETRACTION, Agreement(to=1))
    assert case.note("ada", 2, Kind.RETRACTION, Agreement(to=1)) is Status.ASSESSING
    assert case.turn("ada") == case.turn("ben") == (Whose.EITHER, Why.STATUS)
    assert tags(at)[2:] == ["decision:propose", "note:add"]
    with pytest.raises(DecisionRefused, match="meanwhile"):
        case.note("ben", 3, Kind.AGREEMENT, Agreement(to=1))
    case.note("ada", 3, Kind.PROPOSAL)
    case.note("ben", 4, Kind.AGREEMENT, Agreement(to=3))
    with pytest.raises(DecisionRefused, match="agreed"):
        case.note("ada", 5, Kind.RETRACTION, Agreement(to=3))
    assert [kind for _, kind, _ in case.notes()] == ["proposal", "retraction", "proposal", "agreement"]


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
