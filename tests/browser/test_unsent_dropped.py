"""What was written and not sent is dropped with the session, the case or the reader it belongs to."""

import json

import pytest
from playwright.sync_api import Page, expect

from reporting.mailbox.withdrawal import Withdrawals
from reporting.review.erase_case import erase_case
from reporting.review.withdrawals import settle
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.test_recusal import steps_back
from tests.browser.unsent import IDLE, NOTE, a_case, is_kept, stored, unsent
from tests.browser.windows import Windows
from tests.browser.working import part, says
from tests.house import House

case_id = a_case


def test_signing_out_drops_it(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    ada.signs_out()
    assert unsent(ada.page) == {}
    ada.comes()
    expect(ada.page.locator('[data-notice="unsent"]')).to_have_count(0)
    ada.opens(case_id)
    expect(part(ada.page, "note-text")).to_have_value("")


def test_erasing_the_case_drops_it(home: House, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    other = deposit(home, {"what_happened": "He shouted."})
    ada.goes_home()
    erased = case_of(home, other)
    ada.opens(erased)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    with home.rooms().mailbox.write_rows() as rows:
        Withdrawals(rows).put(other, home.clock.today())
    ada.goes_home()
    ada.opens(erased)
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    part(ada.page, "erase-sure").check()
    part(ada.page, "erase").click()
    expect(ada.page.locator("#announce")).to_have_text("Erased")
    assert unsent(ada.page) == {}
    ada.goes_home()
    finds_nothing(ada.page, "shouted", "a long note")


def test_when_the_other_reader_has_erased_it_nothing_of_it_is_kept_either(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    says(ada.page, "reply", "Thank you.")
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    ada.goes_home()
    with home.rooms().mailbox.write_rows() as rows:
        Withdrawals(rows).put(home.report_ids()[0], home.clock.today())
    settle(home.rooms(), home.person("ben").fingerprint)
    erase_case(case_id, home.person("ben").fingerprint, home.rooms())
    ada.page.locator('[data-notice="unsent"]').get_by_role("link", name=case_id).click()
    expect(ada.page.get_by_role("heading", name="Erased")).to_be_visible()
    assert unsent(ada.page) == {}


@pytest.mark.parametrize("opened", [False, True])
def test_stepping_back_drops_it_and_nothing_of_the_case_is_found_any_more(
    home: House, ada: AtTheDesk, case_id: str, opened: bool
) -> None:
    """In this tab, and in another in which something was written too."""
    deposit(home, {"what_happened": "Somebody sells watches."})
    second = AtTheDesk(ada.page.context.new_page()).comes()
    second.opens(case_id)
    for who in (ada, second):
        part(who.page, "note-text").fill(NOTE)
        who.page.get_by_text("Name this case").click()
        part(who.page, "title-text").fill("The man at the station")
        is_kept(who.page, note=NOTE, title_keep="station")
    if not opened:
        ada.goes_home()
        ada.walks_to(case_id)
        is_kept(ada.page, note=NOTE, title_keep="station")
    steps_back(ada, "step-back-now")  # also where the report was opened just now
    assert case_id not in json.dumps(stored(ada.page)) and unsent(ada.page) == {}
    expect(ada.page.locator('[data-notice="unsent"]')).to_have_count(0)
    part(second.page, "note").click()
    expect(part(second.page, "note-said")).to_contain_text("nothing here that you may read")
    second.goes_home()
    second.page.locator('[data-notice="unsent"]').get_by_role("link", name=case_id).click()
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Not here")
    assert case_id not in json.dumps(stored(second.page)) and unsent(second.page) == {}
    second.goes_home()
    for who in (ada, second):
        expect(who.page.locator('[data-notice="unsent"]')).to_have_count(0)
        finds_nothing(who.page, case_id, "followed", "station")


def finds_nothing(page: Page, *all_words: str) -> None:
    for words in all_words:
        part(page, "find").fill(words)
        expect(part(page, "found")).to_have_text("No cases are found.")
        expect(part(page, "elsewhere").locator("li")).to_have_count(0)


def test_another_person_in_the_same_tab_is_shown_none_of_it(home: House, ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    home.clock.advance(IDLE)
    ada.page.reload()
    ben = AtTheDesk(ada.page, "ben")
    ben.opens_key()
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Inbox")
    ben.opens(case_id)
    expect(part(ben.page, "note-text")).to_have_value("")
    ben.signs_out()
    is_kept(ada.page, note=NOTE)
    ada.comes()
    ada.opens(case_id)
    expect(part(ada.page, "note-text")).to_have_value(NOTE)


def test_before_the_last_words_are_sealed_the_browser_asks(windows: Windows, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    ada.page.clock.pause_at(ada.page.evaluate("Date.now()") / 1000 + 60)
    part(ada.page, "note-text").click()
    part(ada.page, "note-text").fill(NOTE)
    assert unsent(ada.page) == {}
    with ada.page.expect_event("dialog") as asked:
        ada.page.evaluate("location.reload()")
    assert asked.value.type == "beforeunload"
    windows.dialogs.clear()
    expect(part(ada.page, "note-text")).to_have_value(NOTE)
