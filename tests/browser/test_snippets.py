"""Texts that readers use again and again: kept by Ada, used by Ben, shared with whoever comes, and by nobody else."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select, update

from reporting.cases.models import SnippetsRow
from reporting.db import DeskBase, Store
from reporting.roster import Role
from reporting.sealing import NotARecipient, Recipient, pad_json, seal
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.test_working import part, says
from tests.changes import comes
from tests.house import House, key_of

THANKS = "Thank you. We have read it, and write again within seven days."


@pytest.fixture
def case_id(home: House, ada: AtTheDesk) -> str:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    found = case_of(home, report_id)
    ada.opens(found)
    return found


def unfolds(who: AtTheDesk) -> Page:
    who.page.get_by_text("Texts that you use again and again").click()
    expect(part(who.page, "snippets-opened")).to_be_visible()
    return who.page


def keeps(page: Page, name: str, text: str) -> None:
    part(page, "reply-text").fill(text)
    part(page, "snippet-name").fill(name)
    part(page, "snippet-keep").click()
    expect(page.locator("#announce")).to_have_text("The text is kept")


def names(page: Page) -> Locator:
    return part(page, "snippet").locator("option")


def desk_of(home: House) -> Store:
    return Store.open(home.settings.desk().desk_url, DeskBase)


def stored(home: House) -> bytes:
    with desk_of(home).read() as session:
        return session.scalars(select(SnippetsRow.sealed)).one()


def test_ada_keeps_one_and_ben_puts_it_into_an_answer(
    home: House, ada: AtTheDesk, ben: AtTheDesk, case_id: str
) -> None:
    page = unfolds(ada)
    expect(part(page, "snippets-none")).to_be_visible()
    part(page, "snippet-keep").click()
    expect(part(page, "snippet-keep-said")).to_contain_text("Write the text into the answer first")
    part(page, "reply-text").fill(THANKS)
    part(page, "snippet-keep").click()
    expect(part(page, "snippet-keep-said")).to_contain_text("Give it a name")
    keeps(page, "First answer", THANKS)
    expect(part(page, "reply-text")).to_have_value(THANKS)
    sound(page)
    sealed = stored(home)
    assert THANKS.encode() not in sealed
    for handle in ("ada", "ben", "ines"):
        assert THANKS.encode() in key_of(handle).identity.open(sealed)

    ben.comes()
    ben.opens(case_id)
    page = unfolds(ben)
    expect(names(page)).to_have_text(["First answer"])
    expect(part(page, "snippet-shown")).to_have_text(THANKS)
    part(page, "reply-text").fill("Hello. ")
    part(page, "snippet-put").click()
    expect(part(page, "reply-text")).to_have_value(f"Hello. {THANKS}")
    expect(part(page, "reply-text")).to_be_focused()
    part(page, "reply").click()
    expect(part(page, "messages").locator("li")).to_contain_text(THANKS)


def test_what_is_removed_can_be_put_back_and_a_name_that_is_there_is_written_over(ada: AtTheDesk, case_id: str) -> None:
    del case_id
    page = unfolds(ada)
    keeps(page, "Thanks", THANKS)
    keeps(page, "Ask", "Where was it?")
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    part(page, "snippet").select_option("Thanks")
    expect(part(page, "snippet-shown")).to_have_text(THANKS)
    part(page, "snippet-remove").click()
    expect(names(page)).to_have_text(["Ask"])
    expect(part(page, "snippet-gone")).to_contain_text("“Thanks” is removed.")
    part(page, "snippet-back").click()
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    expect(part(page, "snippet-gone")).to_be_hidden()
    keeps(page, "Ask", "At which event was it?")
    expect(part(page, "snippet-shown")).to_have_text("At which event was it?")
    expect(names(page)).to_have_count(2)


def test_two_who_keep_texts_at_a_time_lose_none(ada: AtTheDesk, ben: AtTheDesk, case_id: str) -> None:
    ben.comes()
    ben.opens(case_id)
    unfolds(ada)
    unfolds(ben)
    keeps(ada.page, "Ada's", THANKS)
    keeps(ben.page, "Ben's", "We are sorry.")
    expect(names(ben.page)).to_have_text(["Ada's", "Ben's"])


def test_what_no_reader_signed_or_was_damaged_is_said_and_never_offered(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    del case_id
    keeps(unfolds(ada), "Thanks", THANKS)
    recipients = [Recipient.parse(home.person(handle).recipient) for handle in ("ada", "ben", "ines")]
    book = {"v": 1, "part": "snippets", "number": 1, "snippets": [{"name": "Thanks", "text": "Tell us your name."}]}
    mallorys = {**book, "author": home.person("ben").fingerprint, "on": "2026-11-23", "signature": "AAAA"}
    for sealed, said in ((seal(pad_json(mallorys, 4096), recipients), "not signed by Ben"), (b"none", "damaged")):
        with desk_of(home).write() as session:
            session.execute(update(SnippetsRow).values(sealed=sealed))
        ada.goes_home()
        ada.page.go_back()
        ada.page.get_by_role("button", name="Open the report").click()
        page = unfolds(ada)
        expect(part(page, "snippets-said")).to_contain_text(said)
        expect(part(page, "snippets-some")).to_be_hidden()
        expect(page.locator("main")).not_to_contain_text("Tell us your name")
    keeps(ada.page, "Thanks", THANKS)
    expect(part(ada.page, "snippets-said")).to_be_empty()


def test_a_desk_that_cannot_be_asked_is_told_and_asked_again(ada: AtTheDesk, case_id: str) -> None:
    del case_id

    def hang_up(route: Route) -> None:
        route.abort()

    ada.page.route("**/snippets", hang_up)
    ada.page.get_by_text("Texts that you use again and again").click()
    expect(part(ada.page, "snippets-load-said")).to_contain_text("could not be reached")
    ada.page.unroute("**/snippets", hang_up)
    ada.page.get_by_role("button", name="Show them").click()
    expect(part(ada.page, "snippets-none")).to_be_visible()
    says(ada.page, "reply", THANKS)
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)


def test_the_texts_follow_the_roster(home: House, ada: AtTheDesk, case_id: str) -> None:
    keeps(unfolds(ada), "Thanks", THANKS)
    comes(home, "cleo", "Cleo Marsh", Role.ALTERNATE, instead_of="ines")
    with pytest.raises(NotARecipient):
        key_of("cleo").identity.open(stored(home))
    ada.page.goto("/inbox")
    ada.opens_key()
    ada.opens(case_id)
    expect(names(unfolds(ada))).to_have_text(["Thanks"])
    assert THANKS.encode() in key_of("cleo").identity.open(stored(home))
    with pytest.raises(NotARecipient):
        key_of("ines").identity.open(stored(home))
