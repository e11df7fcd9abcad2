"""Rosa with her twelve words and without JavaScript, Ada and Ben at the desk, and the one case that is between them."""

from datetime import date

from werkzeug.test import TestResponse

from reporting.cases import Status
from reporting.cases.notes import Kind
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


class Between:
    """One report on both sides."""

    def __init__(self, house: House, at: Rooms) -> None:
        self.house, self.at = house, at
        self.client = house.form().test_client()
        self.words = " ".join(words_of(Rosa(self.client).send(what_happened="He followed me.").text))
        (self.report_id,) = house.report_ids()
        self.ada, self.ben = house.person("ada"), house.person("ben")
        take(self.ada.fingerprint, at)
        (self.case_id,) = cases_of(at, self.ada.fingerprint)

    def opens(self) -> "Between":
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
        with self.at.desk.read() as session:
            seen = self.at.cases(session).of(self.ada.fingerprint, self.case_id).status
        return move(self.case_id, Wish(to, seen, until), self.ada.fingerprint, self.at)

    def decided(self) -> None:
        self.move("assessing")
        write_note(self.case_id, a_note(1, Kind.PROPOSAL), self.ada.fingerprint, self.at, None, seen="assessing")
        write_note(
            self.case_id, a_note(2, Kind.AGREEMENT), self.ben.fingerprint, self.at, Agreement(to=1), seen="assessing"
        )

    def due(self) -> list[tuple[str, date]]:
        shown = show_case(self.case_id, self.ada, self.house.roster, self.at)
        return [(clock.what, clock.by) for clock in shown.clocks]

    def in_the_inbox(self) -> tuple[str, date | None]:
        ((row,),) = (group.rows for group in inbox(self.ada, Asked(), self.house.roster, self.at).groups)
        return row.due_what, row.due_on

    def thread(self) -> list[tuple[str, int]]:
        with self.at.mailbox.read() as session:
            return [(one.direction, one.number) for one in DeskThread(session).messages(self.report_id)]
