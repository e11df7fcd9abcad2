"""No word is lost of what a reader enters: of a draft, on a way past it, or where the answer did not come."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.entering import TOLD, enters, fills_in, walks_there
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk
from tests.browser.sealing import losing
from tests.browser.windows import Windows
from tests.browser.working import part
from tests.house import House
from tests.review.deposits import rooms, tags


def test_what_is_missing_is_told_and_nothing_is_sent(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    page = ada.page
    part(page, "enter").click()
    said = part(page, "enter-said")
    for words in ("How did it come? Choose one.", "When did it reach you?", "What happened? Write a few words."):
        expect(said).to_contain_text(words)
    expect(said.get_by_role("alert")).to_be_focused()
    sound(page)
    said.get_by_role("link", name="When did it reach you?").click()
    expect(page.get_by_label("When did it reach you?")).to_be_focused()
    fills_in(page)
    page.get_by_label("When did it reach you?").fill("2026-11-24")
    part(page, "enter").click()
    expect(said.locator("li")).to_have_text(["When did it reach you? Choose a day, today at the latest."])
    assert home.report_ids() == [] and "report:enter" not in tags(rooms(home))
    page.get_by_label("When did it reach you?").fill("2026-11-23")
    enters(page)


def test_a_draft_outlives_the_session(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    home.clock.advance(timedelta(days=1))
    part(ada.page, "enter").click()
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    assert home.open_as("ben", "report")["answers"]["what_happened"] == TOLD


def presses_and_hears_nothing(ada: AtTheDesk) -> None:
    """It arrived, and the answer did not."""
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    ada.page.route("**/cases/new", losing, times=1)
    part(ada.page, "enter").click()
    expect(part(ada.page, "enter-said")).to_contain_text("could not be reached")


def test_an_answer_that_was_lost_makes_no_second_report(home: House, ada: AtTheDesk) -> None:
    presses_and_hears_nothing(ada)
    words = enters(ada.page)
    assert len(home.report_ids()) == 1 and tags(rooms(home)).count("report:enter") == 1
    assert len(words.split()) == 12


def test_what_was_changed_after_a_lost_answer_is_not_in_it_and_ada_is_told(home: House, ada: AtTheDesk) -> None:
    presses_and_hears_nothing(ada)
    ada.page.get_by_label("How did it come?").select_option("mail")
    enters(ada.page)
    expect(ada.page.get_by_role("alert")).to_contain_text("What you changed since is not in it")
    sound(ada.page)
    assert home.open_as("ben", "report")["came"] == "staff"


def test_the_way_past_the_head_of_the_page_costs_no_word(home: House, windows: Windows, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    ada.page.get_by_role("link", name="Go to the page").press("Enter")
    ada.page.wait_for_url("**/cases/new#main")
    enters(ada.page)
    assert home.open_as("ben", "report")["answers"]["what_happened"] == TOLD
    asked = [url for url in windows.requests if url.endswith("/cases/new")]
    assert len(asked) == 2, "the page, and what was handed in"
