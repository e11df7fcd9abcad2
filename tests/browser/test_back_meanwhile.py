"""Rosa comes back, and meanwhile something has happened: other readers, a flood, erasure, somebody at the door."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

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


def test_a_page_that_lay_open_for_days_says_so_and_sends_at_the_next_press(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    home.clock.advance(timedelta(days=3))
    sends(stands)
    alert = stands.get_by_role("alert")
    expect(alert).to_contain_text("Below you see who reads now.")
    expect(alert).not_to_contain_text("who should read it")
    expect(stands.locator(".who .people li")).to_contain_text(["Ada Lindqvist", "Ben Okafor"])
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1


def test_a_script_that_came_half_leaves_the_way_over_the_server_and_the_page_says_so(
    windows: Windows, words: str, home: House
) -> None:
    page = windows.form()

    def half(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(status=200, body=body[: len(body) // 2], content_type="text/javascript")

    page.route("**/back.js", half)
    page.goto("/receipt")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("our server opens what the readers wrote to you")).to_be_visible()
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()
    page.fill("#text", "It was the small hall.")
    page.fill("#write-words", words)
    sends(page)
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1


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
    rosa.leave_quickly(page, how)
