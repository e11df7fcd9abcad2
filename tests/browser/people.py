"""Rosa and the reviewers in real windows, and reports that lie in the mailbox already."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from reporting.abuse import SpentToken
from reporting.cases.models import CaseRow
from reporting.intake import Written, submit
from tests.house import PASSPHRASE, House, locked

Answers = Mapping[str, str | list[str]]


def deposit(house: House, answers: Answers, *, readers: str = "both", contact: str = "") -> str:
    """A report, by the use case behind the form; gives its id."""
    before = set(house.report_ids())
    send(house, answers, secrets.token_bytes(16), readers=readers, contact=contact)
    (report_id,) = set(house.report_ids()) - before
    return report_id


def send(
    house: House,
    answers: Answers,
    entropy: bytes,
    *,
    readers: str = "both",
    contact: str = "",
    as_message: bool = False,
) -> None:
    """What the form does with a page that was filled in well."""
    submit(
        Written(readers, answers, contact, entropy, "2026-03-03", as_message),
        mailbox=house.at_hand.mailbox,
        roster=house.roster,
        clock=house.clock,
        clocks=house.settings.desk().clocks,
        check_token=lambda: SpentToken(secrets.token_bytes(32), house.clock.today()),
        were_named=lambda _people: True,
    )


def case_of(house: House, report_id: str) -> str:
    """The case of a report that somebody's inbox has shown."""
    with house.at_hand.desk.read() as session:
        return session.query(CaseRow).filter_by(report_id=report_id).one().case_id


def key_file(handle: str) -> FilePayload:
    return {"name": f"{handle}.age", "mimeType": "application/octet-stream", "buffer": locked(handle)}


@dataclass
class AtTheDesk:
    """Somebody at the desk, in a window of their own."""

    page: Page
    handle: str = "ada"

    def opens_key(self, *, keep: bool = False) -> None:
        """With the key file and its passphrase, in the panel that is there."""
        self.page.set_input_files("#key-file", key_file(self.handle))
        self.page.fill("#passphrase", PASSPHRASE)
        if keep:
            self.page.get_by_label("Keep the locked key file").check()
        self.page.get_by_role("button", name="Open my key").click()

    def comes(self, *, keep: bool = False) -> "AtTheDesk":
        self.page.goto("/")
        self.opens_key(keep=keep)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Inbox")
        return self

    def walks_to(self, case_id: str) -> None:
        """From the inbox, as one walks: the document stays."""
        self.page.locator(f'[data-case="{case_id}"] a').click()
        expect(self.page.locator(f'.heading[data-case="{case_id}"]')).to_be_visible()

    def opens(self, case_id: str) -> Locator:
        """Walk to a case and open its report; gives the main part of the page."""
        self.walks_to(case_id)
        self.page.get_by_role("button", name="Open the report").click()
        expect(self.page.locator("#announce")).to_have_text("The report is open")
        return self.page.locator("main")

    def goes_home(self) -> None:
        self.page.get_by_role("link", name="Inbox", exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Inbox")

    def signs_out(self, button: str = "Sign out") -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Sign in")

    @property
    def row(self) -> Locator:
        return self.page.locator("tbody [data-case]")
