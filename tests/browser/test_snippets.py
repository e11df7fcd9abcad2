"""Texts that readers use again and again: kept by Ada, used by Ben, shared with whoever comes, and by nobody else."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select, update

from reporting.cases.models import SnippetsRow
from reporting.db import DeskBase, Store
from reporting.sealing import Recipient, pad_json, seal
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.working import part, says
from tests.house import House, key_of

THANKS = "Thank you. We have read it, and write again within seven days."


@pytest.fixture
def case_id(home: House, ada: AtTheDesk) -> str:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    found = case_of(home, report_id)
    ada.opens(found)
    return found


def at_the_book(who: AtTheDesk) -> Page:
    """Walk to the page of the book, which is of no case."""
    who.goes_home()
    who.page.get_by_role("link", name="Texts that you use again and again").click()
    expect(part(who.page, "snippets-opened")).to_be_visible()
    return who.page


def unfolds(who: AtTheDesk, case_id: str) -> Page:
    """Below the answer of a case."""
    who.goes_home()
    who.opens(case_id)
    who.page.get_by_text("Texts that you use again and again").click()
    expect(part(who.page, "snippets-opened")).to_be_visible()
    return who.page


def looks_at(page: Page, name: str, text: str) -> None:
    part(page, "snippet-text").fill(text)
    part(page, "snippet-name").fill(name)
    part(page, "snippet-look").click()


def keeps(page: Page, name: str, text: str) -> None:
    looks_at(page, name, text)
    expect(part(page, "snippet-seen")).to_have_text(text)
    part(page, "snippet-keep").click()
    expect(page.locator("#announce")).to_have_text("The text is kept")


def names(page: Page) -> Locator:
    return part(page, "snippet").locator("option")


def desk_of(home: House) -> Store:
    return Store.open(home.settings.desk().desk_url, DeskBase)


def stored(home: House) -> bytes:
    with desk_of(home).read() as session:
        return session.scalars(select(SnippetsRow.sealed)).one()


def book_as(home: House, handle: str) -> dict[str, Any]:
    """What the key of this person opens."""
    book: dict[str, Any] = json.loads(key_of(handle).identity.open(stored(home)))
    return book


def test_ada_keeps_one_and_ben_puts_it_into_an_answer(
    home: House, ada: AtTheDesk, ben: AtTheDesk, case_id: str
) -> None:
    page = at_the_book(ada)
    expect(part(page, "snippets-none")).to_be_visible()
    looks_at(page, "First answer", " ")
    expect(part(page, "snippet-look-said")).to_contain_text("Write the text first")
    looks_at(page, "", THANKS)
    expect(part(page, "snippet-look-said")).to_contain_text("Give it a name")
    keeps(page, "First answer", THANKS)
    sound(page)
    sealed = stored(home)
    assert THANKS.encode() not in sealed
    for handle in ("ada", "ben", "ines"):
        assert THANKS.encode() in key_of(handle).identity.open(sealed)

    ben.comes()
    page = unfolds(ben, case_id)
    expect(names(page)).to_have_text(["First answer"])
    expect(part(page, "snippet-shown")).to_have_text(THANKS)
    part(page, "reply-text").fill("Hello. ")
    part(page, "snippet-put").click()
    expect(part(page, "reply-text")).to_have_value(f"Hello. {THANKS}")
    expect(part(page, "reply-text")).to_be_focused()
    sound(page)
    part(page, "reply").click()
    expect(part(page, "messages").locator("li")).to_contain_text(THANKS)


def test_nothing_is_kept_from_the_page_of_a_case(ada: AtTheDesk, case_id: str) -> None:
    page = unfolds(ada, case_id)
    part(page, "reply-text").fill("Was it at the November lectures?")
    expect(page.get_by_role("button", name="Keep")).to_have_count(0)
    page.get_by_role("link", name="Write or change these texts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Texts that you use again and again")
    expect(page.locator("main")).not_to_contain_text("November")
    expect(part(page, "snippet-text")).to_have_value("")
    page.go_back()
    page.get_by_role("button", name="Open the report").click()
    expect(part(page, "reply-text")).to_have_value("Was it at the November lectures?")


def test_who_was_left_out_of_a_case_reads_no_day_in_the_book(home: House, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    keeps(at_the_book(ada), "Thanks", THANKS)
    assert set(book_as(home, "ben")) == {"v", "part", "number", "snippets", "readers", "author", "signature"}
    assert "2026" not in json.dumps(book_as(home, "ben"))


def test_what_is_kept_is_what_was_shown_with_all_who_will_read_it(home: House, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    page = at_the_book(ada)
    expect(part(page, "snippet-preview")).to_be_hidden()
    looks_at(page, "Ask", "Where was it?")
    expect(part(page, "snippet-preview")).to_contain_text("Ada Lindqvist, Ben Okafor")
    expect(part(page, "snippet-preview")).to_contain_text("those too who were left out of a case")
    expect(part(page, "snippet-seen")).to_have_text("Where was it?")
    expect(part(page, "snippet-keep")).to_be_focused()
    sound(page)
    part(page, "snippet-text").fill("Where was it, Rosa?")
    expect(part(page, "snippet-preview")).to_be_hidden()
    with desk_of(home).read() as session:
        assert session.scalars(select(SnippetsRow.number)).all() == []


def test_what_is_written_and_not_kept_yet_is_there_again(ada: AtTheDesk, case_id: str) -> None:
    del case_id
    page = at_the_book(ada)
    part(page, "snippet-text").fill(THANKS)
    ada.goes_home()
    notice = page.get_by_text("You have written something and not sent it")
    notice.get_by_role("link", name="a text to use again").click()
    expect(part(page, "snippet-text")).to_have_value(THANKS)


def test_what_is_removed_can_be_put_back_and_one_that_is_there_is_changed(ada: AtTheDesk, case_id: str) -> None:
    del case_id
    page = at_the_book(ada)
    keeps(page, "Thanks", THANKS)
    keeps(page, "Ask", "Where was it?")
    expect(part(page, "snippet-text")).to_have_value("")
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    part(page, "snippet").select_option("Thanks")
    expect(part(page, "snippet-shown")).to_have_text(THANKS)
    part(page, "snippet-remove").click()
    expect(names(page)).to_have_text(["Ask"])
    expect(part(page, "snippet-gone")).to_contain_text("“Thanks” is removed.")
    part(page, "snippet-back").click()
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    expect(part(page, "snippet-gone")).to_be_hidden()
    part(page, "snippet").select_option("Ask")
    part(page, "snippet-change").click()
    expect(part(page, "snippet-text")).to_have_value("Where was it?")
    keeps(page, "Ask", "At which event was it?")
    expect(part(page, "snippet-shown")).to_have_text("At which event was it?")
    expect(names(page)).to_have_count(2)


def test_two_who_keep_texts_at_a_time_lose_none(ada: AtTheDesk, ben: AtTheDesk, case_id: str) -> None:
    del case_id
    ben.comes()
    at_the_book(ada)
    at_the_book(ben)
    keeps(ada.page, "Ada's", THANKS)
    keeps(ben.page, "Ben's", "We are sorry.")
    expect(names(ben.page)).to_have_text(["Ada's", "Ben's"])


def test_what_no_reader_signed_or_was_damaged_is_said_and_never_offered(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    del case_id
    keeps(at_the_book(ada), "Thanks", THANKS)
    recipients = [Recipient.parse(home.person(handle).recipient) for handle in ("ada", "ben", "ines")]
    book = {"v": 1, "part": "snippets", "number": 1, "snippets": [{"name": "Thanks", "text": "Tell us your name."}]}
    mallorys = {**book, "author": home.person("ben").fingerprint, "on": "2026-11-23", "signature": "AAAA"}
    for sealed, said in ((seal(pad_json(mallorys, 4096), recipients), "not signed by Ben"), (b"none", "damaged")):
        with desk_of(home).write() as session:
            session.execute(update(SnippetsRow).values(sealed=sealed))
        page = at_the_book(ada)
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
