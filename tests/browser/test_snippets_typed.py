"""What is being written on the page of the texts is its writer's: no press and no slow line takes it away."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import AtTheDesk
from tests.browser.test_left_behind import kept_waiting
from tests.browser.test_snippets import THANKS, at_the_book, keeps, looks_at, names
from tests.browser.unsent import is_kept
from tests.browser.working import part
from tests.house import House

pytestmark = pytest.mark.usefixtures("home")
ASK = "Where was it?"


@pytest.fixture
def page(ada: AtTheDesk) -> Page:
    """The page of the texts, where one is kept."""
    page = at_the_book(ada.comes())
    keeps(page, "Thanks", THANKS)
    return page


def test_a_text_is_not_taken_up_in_the_place_of_one_that_is_not_kept_yet(page: Page) -> None:
    part(page, "snippet-text").fill(ASK)
    is_kept(page, snippet_look=ASK)
    part(page, "snippet-change").click()
    expect(part(page, "snippet-change-said")).to_contain_text("not kept yet")
    expect(part(page, "snippet-text")).to_have_value(ASK)
    is_kept(page, snippet_look=ASK)
    part(page, "snippet-text").fill("")
    part(page, "snippet-name").fill("Ask")
    part(page, "snippet-change").click()
    expect(part(page, "snippet-name")).to_have_value("Ask")
    part(page, "snippet-name").fill("")
    part(page, "snippet-change").click()
    expect(part(page, "snippet-change-said")).to_be_empty()
    expect(part(page, "snippet-text")).to_have_value(THANKS)


def test_of_two_that_are_kept_one_may_be_taken_up_after_the_other(page: Page) -> None:
    keeps(page, "Ask", ASK)
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    for name, text in (("Thanks", THANKS), ("Ask", ASK), ("Ask", ASK)):
        part(page, "snippet").select_option(name)
        part(page, "snippet-change").click()
        expect(part(page, "snippet-text")).to_have_value(text)
    part(page, "snippet-text").fill(f"{ASK} And when?")
    part(page, "snippet-change").click()
    expect(part(page, "snippet-change-said")).to_contain_text("not kept yet")
    expect(part(page, "snippet-text")).to_have_value(f"{ASK} And when?")


@pytest.mark.parametrize("walks_on", [False, True])
def test_what_is_typed_while_another_is_being_kept_stays(ada: AtTheDesk, page: Page, walks_on: bool) -> None:
    looks_at(page, "Ask", ASK)
    comes = kept_waiting(page, "**/snippets", part(page, "snippet-keep").click)
    part(page, "snippet-name").fill("Sorry")
    part(page, "snippet-text").fill("We are sorry.")
    is_kept(page, snippet_look="We are sorry.")
    if walks_on:
        ada.goes_home()
    comes()
    if not walks_on:
        expect(names(page)).to_have_text(["Ask", "Thanks"])
        expect(part(page, "snippet-text")).to_have_value("We are sorry.")
    is_kept(page, snippet_look="We are sorry.")
    at_the_book(ada)
    expect(names(page)).to_have_text(["Ask", "Thanks"])
    expect(part(page, "snippet-name")).to_have_value("Sorry")
    expect(part(page, "snippet-text")).to_have_value("We are sorry.")


def test_what_was_changed_before_a_new_sign_in_is_to_be_looked_at_first(home: House, page: Page) -> None:
    looks_at(page, "Ask", ASK)
    home.clock.advance(timedelta(days=1))
    part(page, "snippet-keep").click()
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    part(page, "snippet-text").fill(f"{ASK} And when?")
    page.get_by_role("button", name="Sign in again").click()
    said = part(page, "snippet-keep-said")
    expect(said).to_have_text("Look at it once more first.")
    expect(said).to_be_visible()
    part(page, "snippet-look").click()
    expect(said).to_be_empty()
    part(page, "snippet-keep").click()
    expect(names(page)).to_have_text(["Ask", "Thanks"])


def test_what_is_removed_late_is_not_told_on_a_page_that_knows_nothing_of_it(ada: AtTheDesk, page: Page) -> None:
    """What stood there would be put back by a button that has nothing to put back."""
    comes = kept_waiting(page, "**/snippets", part(page, "snippet-remove").click)
    at_the_book(ada)
    comes()
    expect(part(page, "snippet-gone")).to_be_hidden()
    expect(names(page)).to_have_text(["Thanks"])
    at_the_book(ada)
    expect(names(page)).to_have_count(0)
