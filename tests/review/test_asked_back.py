"""Rosa asks back what somebody has opened: she and her readers go on writing, and they end it as any other case."""

from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from reporting.cases import Status
from reporting.cases.listing import Listing
from reporting.cases.notes import Kind
from reporting.mailbox.box import Closed
from reporting.mailbox.desk_thread import DeskThread
from reporting.review import House as Rooms
from reporting.review.inbox import Asked, inbox
from reporting.review.move import Wish, move
from reporting.review.open_report import open_report
from reporting.review.send_reply import send_reply
from reporting.review.show_case import show_case
from reporting.review.take import take
from reporting.review.write_note import Agreement, write_note
from tests.answers import Answering
from tests.house import FORM, House, Rosa, fields_of, words_of
from tests.review.deposits import cases_of
from tests.review.said import a_note

DECIDE = "decide what can be stopped"


class Asking:
    """Rosa with her twelve words, Ada and Ben at the desk, and the one case that is between them."""

    def __init__(self, house: House, at: Rooms) -> None:
        self.house, self.at = house, at
        self.client = house.form().test_client()
        self.words = " ".join(words_of(Rosa(self.client).send(what_happened="He followed me.").text))
        (self.report_id,) = house.report_ids()
        self.ada, self.ben = house.person("ada"), house.person("ben")
        take(self.ada.fingerprint, at)
        (self.case_id,) = cases_of(at, self.ada.fingerprint)

    def opens(self) -> "Asking":
        open_report(self.case_id, self.ada.fingerprint, self.at)
        return self

    def posts(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data=fields, base_url=FORM, headers=dict(Rosa.HEADERS))

    def looks(self) -> str:
        return self.posts("/receipt", words=self.words).text

    def asks_back(self) -> str:
        page = self.posts("/receipt/withdraw", words=self.words).text
        sent = {name: values[0] for name, values in fields_of(page).items()} | {"sure": "yes"}
        return self.posts("/receipt/withdraw", **sent).text

    def token(self) -> str:
        """Of the page for coming back, as it was before anything was taken back."""
        return fields_of(self.looks())["token"][0]

    def writes(self, text: str, token: str = "") -> TestResponse:
        return self.posts("/receipt/message", text=text, words=self.words, token=token or self.token())

    def reply(self, number: int, text: str) -> Status:
        sealed = Answering(self.house, "ada", self.report_id).sealed(number, text)
        return send_reply(self.case_id, number, sealed, self.ada.fingerprint, self.at)

    def move(self, to: str, until: date | None = None) -> Status:
        return move(self.case_id, Wish(to, until), self.ada.fingerprint, self.at)

    def decided(self) -> None:
        self.move("assessing")
        write_note(self.case_id, a_note(1, Kind.PROPOSAL), self.ada.fingerprint, self.at, None)
        write_note(self.case_id, a_note(2, Kind.AGREEMENT), self.ben.fingerprint, self.at, Agreement(to=1))

    def due(self) -> list[tuple[str, date]]:
        shown = show_case(self.case_id, self.ada, self.house.roster, self.at)
        return [(clock.what, clock.by) for clock in shown.clocks]

    def in_the_inbox(self) -> tuple[str, date | None]:
        ((row,),) = (group.rows for group in inbox(self.ada, Asked(), self.house.roster, self.at).groups)
        return row.due_what, row.due_on

    def thread(self) -> list[tuple[str, int]]:
        with self.at.mailbox.read() as session:
            return [(one.direction, one.number) for one in DeskThread(session).messages(self.report_id)]


@pytest.fixture
def rosa(house: House, at: Rooms) -> Asking:
    return Asking(house, at)


def test_both_sides_go_on_writing_and_the_case_comes_to_its_end(house: House, rosa: Asking) -> None:
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


def test_what_nobody_had_opened_stays_shut_both_ways(rosa: Asking) -> None:
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


def test_in_the_place_of_the_weekly_clock_one_day_is_due_until_she_is_answered(house: House, rosa: Asking) -> None:
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


def test_an_answer_of_the_same_day_from_before_she_asked_does_not_count(rosa: Asking) -> None:
    rosa.opens().reply(1, "Thank you. We have read it.")
    rosa.asks_back()
    assert DECIDE in dict(rosa.due())


def test_the_day_is_what_the_inbox_sorts_by(house: House, rosa: Asking) -> None:
    rosa.opens().reply(1, "Thank you. We have read it.")
    house.clock.advance(timedelta(days=6))
    rosa.asks_back()
    take(rosa.ada.fingerprint, rosa.at)
    with rosa.at.desk.read() as session:
        days = Listing(session, rosa.ada.fingerprint).due_days(house.clock.today(), 14)
    assert [at for at, is_due in enumerate(days) if is_due] == [7]
