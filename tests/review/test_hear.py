"""A reporter who writes again is heard: at the desk, in the mail, by day, and until somebody has dealt with it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from reporting.cases import Status, Whose
from reporting.cases.calling import anything_waits
from reporting.cases.notes import Kind
from reporting.mailbox.box import Mailbox
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.desk_thread import DeskThread
from reporting.review import House as Rooms
from reporting.review.erase_case import erase_case
from reporting.review.hear import hear, hear_all
from reporting.review.inbox import Asked, Inbox, inbox
from reporting.review.open_report import open_report
from reporting.review.show_case import show_case
from reporting.review.step_back import step_back
from reporting.review.take import take
from reporting.review.view import Row
from reporting.review.write_note import Agreement
from tests.house import House
from tests.review.deposits import deposit, entries
from tests.review.working import Case, concluded

MONDAY = date(2026, 11, 23)


class Heard(Case):
    """A case to which its reporter writes."""

    def write(self, number: int = 1, on: date = MONDAY) -> None:
        with self.at.mailbox.write() as session:
            Mailbox(session).add_message(self.report_id, number, bytes(32), b"sealed", on)

    def open(self, who: str) -> None:
        open_report(self.id, self.prints[who], self.at)

    def row(self, who: str = "ada", **asked: str) -> Row:
        [row] = [row for group in self.inbox(who, **asked).groups for row in group.rows]
        return row

    def inbox(self, who: str, **asked: str) -> Inbox:
        return inbox(self.house.person(who), Asked.parse(asked), self.house.roster, self.at)

    def waits(self, who: str = "ada") -> bool:
        with self.at.desk.read() as session:
            return anything_waits(session, self.prints[who], self.house.clock.today())


@pytest.fixture
def case(house: House, at: Rooms) -> Heard:
    return Heard(house, at, "ada", "ben")


@pytest.fixture
def waiting(case: Heard, house: House) -> Heard:
    """Acknowledged, and then waiting for its reporter."""
    case.move("ada", "acknowledged")
    case.move("ada", "waiting", house.clock.today() + timedelta(days=20))
    return case


def test_the_inbox_says_so_with_the_day_and_the_turn_is_the_readers(waiting: Heard) -> None:
    assert (waiting.row().turn, waiting.row().heard_on) == ("the reporter", None)
    assert not waiting.waits("ada") and not waiting.waits("ben")
    waiting.write()
    for who, turn in (("ada", "you or Ben"), ("ben", "you or Ada")):
        row = waiting.row(who)
        assert (row.turn, row.heard_on, row.status) == (turn, MONDAY, Status.WAITING)
        assert (row.due_what, row.due_on) == ("answer the reporter", MONDAY + timedelta(days=7))
        assert waiting.waits(who)
    assert waiting.inbox("ada", turn="reporter").groups == []
    assert waiting.row(turn="either").case_id == waiting.id


def test_the_case_says_so_by_itself(waiting: Heard, house: House, at: Rooms) -> None:
    waiting.write()
    shown = show_case(waiting.id, house.person("ben"), house.roster, at)
    assert (shown.turn, shown.heard_on) == (Whose.EITHER, MONDAY)


def test_what_is_concluded_stands_among_the_others_again(case: Heard, house: House) -> None:
    concluded(case, house)
    assert [group.title for group in case.inbox("ada").groups] == ["At rest"]
    case.write()
    assert [group.title for group in case.inbox("ada").groups] == ["Under way"]
    assert case.row().status is Status.CONCLUDED and case.waits()


def test_no_entry_tells_of_it(case: Heard, at: Rooms) -> None:
    before = entries(at)
    case.write()
    case.row("ada")
    hear_all(at)
    assert entries(at) == before


ACTS: dict[str, Callable[[Heard], object]] = {
    "reply": lambda case: case.reply("ada", 1),
    "move": lambda case: case.move("ada", "assessing"),
    "note": lambda case: case.note("ada", 1),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_read_it_and_then_answers_moves_or_notes_has_dealt_with_it(
    act: Callable[[Heard], object], waiting: Heard
) -> None:
    waiting.write()
    waiting.row()
    waiting.open("ada")
    assert waiting.row("ben").heard_on == MONDAY, "opened and nothing done is not lost for the other"
    act(waiting)
    for who in ("ada", "ben"):
        assert waiting.row(who).heard_on is None and not waiting.waits(who)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_came_while_somebody_wrote_still_waits(act: Callable[[Heard], object], waiting: Heard) -> None:
    waiting.write()
    waiting.open("ada")
    waiting.write(2, MONDAY + timedelta(days=1))
    waiting.row("ben")
    act(waiting)
    assert waiting.row().heard_on == MONDAY + timedelta(days=1)
    waiting.open("ben")
    waiting.note("ben", len(waiting.notes()) + 1)
    assert waiting.row().heard_on is None


@pytest.mark.parametrize("kind", [Kind.TITLE, Kind.CHECKLIST, Kind.PROPOSAL])
def test_what_is_no_word_about_it_leaves_it_there(kind: Kind, case: Heard) -> None:
    case.assessed().write()  # type: ignore[attr-defined]
    case.row()
    case.open("ada")
    case.note("ada", 1, kind)
    assert case.row().heard_on == MONDAY


def test_a_case_that_was_answered_waits_again_until_its_day(waiting: Heard, house: House) -> None:
    waiting.write()
    waiting.open("ada")
    waiting.row()
    waiting.reply("ada", 1)
    assert (waiting.row().turn, waiting.row().due_what) == ("the reporter", "the reporter’s answer")
    assert waiting.row().due_on == house.clock.today() + timedelta(days=20)


def test_dying_between_the_stores_is_put_right_and_what_was_answered_is_not_heard_again(
    case: Heard, at: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.write()
    with monkeypatch.context() as patched:

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(DeskThread, "mark_heard", die)
        with pytest.raises(KeyboardInterrupt):
            hear(at, case.prints["ada"])
    case.open("ada")
    case.note("ada", 1)
    with at.mailbox.read() as session:
        assert len(DeskThread(session).unheard(10)) == 1
    assert case.row().heard_on is None
    with at.mailbox.read() as session:
        assert DeskThread(session).unheard(10) == []
    case.write(2)
    assert case.row().heard_on == MONDAY


def test_each_takes_what_is_theirs_and_nobody_waits_for_others(house: House, at: Rooms) -> None:
    mine, other = Heard(house, at, "ada", "ines"), Heard(house, at, "ben")
    before = other.inbox("ben")
    mine.write()
    assert not hear(at, other.prints["ben"])
    assert other.inbox("ben") == before
    with at.mailbox.read() as session:
        assert [one.report_id for one in DeskThread(session).unheard(10)] == [mine.report_id]
        assert DeskThread(session).unheard(10, mine.prints["ada"]) != []
        assert DeskThread(session).unheard(10, other.prints["ben"]) == []


def test_many_are_taken_some_at_a_time(house: House, at: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.review.hear.AT_ONCE", 2)
    cases = [Heard(house, at, "ada", "ben") for _ in range(5)]
    for one in cases:
        one.write()
        one.write(2)
    hear_all(at)
    rows = [row for group in cases[0].inbox("ada").groups for row in group.rows]
    assert [row.heard_on for row in rows] == [MONDAY] * 5


def test_what_is_written_to_a_report_in_the_tray_is_heard_once_that_is_a_case(house: House, at: Rooms) -> None:
    report_id = deposit(house, "ada", "ben", suspected=True)
    with at.mailbox.write() as session:
        Mailbox(session).add_message(report_id, 1, bytes(32), b"sealed", MONDAY)
    hear_all(at)
    with at.mailbox.write() as session:
        assert DeskMailbox(session).bring_in(house.person("ada").fingerprint, report_id)
    take(house.person("ada").fingerprint, at)
    [row] = [row for group in inbox(house.person("ada"), Asked(), house.roster, at).groups for row in group.rows]
    assert row.heard_on == MONDAY


def test_who_is_to_let_somebody_in_has_the_turn_and_hears_of_it_by_mail(case: Heard, house: House, at: Rooms) -> None:
    case.move("ada", "acknowledged")
    assert not case.waits("ada")
    step_back(case.id, case.prints["ben"], house.roster, at)
    assert case.row("ada").turn == "you" and case.waits("ada") and not case.waits("ben")


def test_a_proposal_waits_for_the_other_and_a_decision_of_one_too(case: Heard, house: House) -> None:
    case.assessed()
    case.note("ben", 1, Kind.PROPOSAL)
    assert (case.row("ada").turn, case.row("ben").turn) == ("you", "Ada")
    assert case.waits("ada") and not case.waits("ben")
    assert case.row("ada", turn="me").case_id == case.row("ben", turn="other").case_id == case.id
    assert case.inbox("ada", turn="either").groups == case.inbox("ben", turn="me").groups == []
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1, alone=True))
    assert (case.row("ada").turn, case.row("ben").turn) == ("you", "Ada")
    case.note("ada", 3, Kind.AGREEMENT, Agreement(to=1))
    assert (case.row("ada").turn, case.row("ben").turn) == ("you or Ben", "you or Ada")


def test_an_erased_case_is_not_heard_of(case: Heard, house: House, at: Rooms) -> None:
    concluded(case, house)
    case.write()
    case.row()
    erase_case(case.id, case.prints["ada"], at)
    row = case.row()
    assert (row.heard_on, row.turn, row.due_on) == (None, "nobody", None) and not case.waits()
