"""Rosa comes back, and meanwhile something has happened: other readers, a flood, erasure, somebody at the door."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from reporting.mailbox.desk_thread import DeskThread
from reporting.sealing import NotARecipient
from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.sealing import arrive
from tests.browser.test_flood import flooded
from tests.browser.windows import Windows
from tests.house import House, key_of, write_roster


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


def change(page: Page, home: House, handles: tuple[str, ...]) -> None:
    for file in home.keys.iterdir():
        if file.name != "log.pub":
            file.unlink()
    write_roster(home.keys, handles)
    page.wait_for_timeout(1_100)  # the form looks at the roster once a second


def told(page: Page, title: str, text: str) -> None:
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading")).to_have_text(title)
    expect(alert).to_contain_text(text)
    expect(page.locator("#text")).to_have_value("It was the small hall.")


def test_readers_that_changed_are_said_and_the_message_goes_to_those_it_was_for(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    change(stands, home, ("ada", "ben", "noor", "olu"))
    sends(stands)
    told(stands, "The people who read have changed", "Those who can read your report are the same as before")
    assert messages(home) == []
    assert faults(stands) == []
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    (sealed,) = messages(home)
    for handle in ("ada", "ben"):
        assert b"It was the small hall." in key_of(handle).identity.open(sealed)


@pytest.fixture
def to_ada_and_ines(page: Page, home: House) -> str:
    arrive(page)
    rosa.fill(page, {"what_happened": "It is about Ben.", "readers": "not-ben"})
    rosa.press(page)
    return " ".join(rosa.words(page))


def test_a_reader_who_is_gone_is_said_and_nobody_takes_the_place_unasked(
    page: Page, home: House, to_ada_and_ines: str
) -> None:
    looks(page, to_ada_and_ines)
    page.fill("#text", "It was the small hall.")
    change(page, home, ("ada", "ben", "noor", "olu"))
    sends(page)
    told(page, "The people who read have changed", "Somebody who could read your report has left or has a new key")
    assert messages(home) == []
    sends(page)
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    (sealed,) = messages(home)
    assert b"It was the small hall." in key_of("ada").identity.open(sealed)
    for handle in ("ben", "ines", "noor"):
        with pytest.raises(NotARecipient):
            key_of(handle).identity.open(sealed)


@pytest.fixture
def to_the_alternates(page: Page, home: House) -> str:
    arrive(page)
    rosa.fill(page, {"what_happened": "It is about both.", "readers": "neither"})
    rosa.press(page)
    return " ".join(rosa.words(page))


def test_where_nobody_is_left_who_could_read_it_nothing_is_sent_and_it_is_said(
    page: Page, home: House, to_the_alternates: str
) -> None:
    looks(page, to_the_alternates)
    page.fill("#text", "It was the small hall.")
    change(page, home, ("ada", "ben", "olu"))
    for _ in range(2):
        sends(page)
        told(page, "Nobody who could read this is there any more", "your browser seals to nobody else")
    assert messages(home) == []


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
