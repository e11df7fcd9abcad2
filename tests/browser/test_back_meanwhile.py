"""Rosa comes back, and meanwhile something has happened: other readers, a flood, erasure, somebody at the door."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from reporting.mailbox.desk_thread import DeskThread
from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.sealing import arrive
from tests.browser.test_flood import flooded
from tests.browser.windows import Windows
from tests.house import House


def looks(page: Page, words: str) -> None:
    page.goto("/receipt")
    expect(page.get_by_text("Your words stay in it.")).to_be_visible()
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()


@pytest.fixture
def page(windows: Windows) -> Page:
    return windows.form()


@pytest.fixture
def words(page: Page) -> str:
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    return " ".join(rosa.words(page))


@pytest.fixture
def stands(page: Page, words: str) -> Page:
    looks(page, words)
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    return page


def sends(page: Page) -> None:
    page.get_by_role("button", name="Seal and send").click()


def messages(home: House) -> list[bytes]:
    with home.mailbox().read() as session:
        every = DeskThread(session).messages(home.report_ids()[0])
        return [one.sealed for one in every if one.direction == "to-readers"]


def test_in_a_flood_her_browser_works_and_the_message_gets_through(stands: Page, home: House) -> None:
    flooded(stands, home, but=1)
    answers: list[int] = []
    stands.on("response", lambda answer: answers.append(answer.status) if answer.url.endswith("/sealed") else None)
    stands.fill("#text", "It was the small hall.")
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert answers == [429, 201], "there was no flood"


def test_a_report_that_is_erased_says_on_which_day(stands: Page, home: House, words: str) -> None:
    stands.get_by_role("button", name="Take my report back").click()
    stands.get_by_role("button", name="Yes, take it back").click()
    expect(stands.get_by_role("heading", level=1)).to_have_text("You took it back")
    home.clock.advance(timedelta(days=1))
    home.work()
    looks(stands, words)
    expect(stands.locator(".facts")).to_contain_text("Erased on Tuesday 24 November 2026, as promised")
    expect(stands.locator("#text")).to_have_count(0)
    assert faults(stands) == []


@pytest.mark.parametrize("where", ["where the words are asked for", "where it stands"])
@pytest.mark.parametrize("how", ["by the button", "Shift", "Escape"])
def test_leaving_quickly_leaves_neither_words_nor_page_behind(page: Page, words: str, where: str, how: str) -> None:
    if where == "where it stands":
        looks(page, words)
        page.fill("#text", "He is coming")
    else:
        page.goto("/receipt")
        expect(page.get_by_text("Your words stay in it.")).to_be_visible()
        page.fill("#words", words)
    before = page.evaluate("history.length")
    page.evaluate("document.querySelector('a.leave').href = '/healthz'")
    if how == "by the button":
        page.locator("a.leave").click()
    else:
        for _ in range(3):
            page.keyboard.press(how)
    page.wait_for_url("**/healthz")
    assert page.evaluate("history.length") == before, "the page is still one step back"
