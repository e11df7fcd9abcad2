"""A case between Ada and Ben, and what is done to it."""

from datetime import date, timedelta

import pytest

from reporting.cases import Status, Whose, Why
from reporting.cases.notes import Kind, Notes
from reporting.mailbox.desk_thread import DeskThread
from reporting.review import House as Rooms
from reporting.review.move import Wish, move
from reporting.review.send_reply import send_reply
from reporting.review.show_case import show_case
from reporting.review.take import take
from reporting.review.write_note import Agreement, write_note
from tests.house import House
from tests.review.deposits import cases_of, deposit
from tests.review.said import a_note, a_reply


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
def a_case(house: House, at: Rooms) -> Case:
    return Case(house, at, "ada", "ben")


def concluded(case: Case, house: House) -> date:
    erased_on = house.clock.today() + timedelta(days=30)
    case.assessed().note("ada", 1, Kind.PROPOSAL)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    case.reply("ben", 1)
    case.move("ben", "concluded", erased_on)
    return erased_on
