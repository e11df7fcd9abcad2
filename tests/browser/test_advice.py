"""Advice while Rosa writes: in her browser alone, never in the way; and a way out that leaves no page behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import sentences
from tests.browser import rosa
from tests.browser.at_home import at_home
from tests.browser.measure import STICKS_OUT, faults, resize
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.house import SETTINGS, House, build
from tests.ports import free_port

CHOSEN = "(field => field.value.slice(field.selectionStart, field.selectionEnd))(document.activeElement)"
TEXT = "It was at 14:32. He wrote to rosa@home.example."


KINDS = {
    "address": ("an e-mail address", "Write to karl@hall.example or rosa@home.example."),
    "phone": ("a phone number", "His is 0700 555 0199, and 0700 555 0142 is mine."),
    "profile": ("a link that leads to one person", "https://f.example/u/karl wrote, https://f.example/u/rosa read"),
    "clock": ("an exact time", "He came at 14:32 and left at 15:07."),
    "mine": ("“my” or “our” with something few people have", "He was in my team, and my manager saw it."),
    "quotation": (
        "the exact words of a message that perhaps only two people saw",
        "“You had better be quiet now.” Then: “I know where you live, Rosa.”",
    ),
}
"""What is said of each kind, and a text with two of it."""
WATCHED = ("what_happened", "where_named", "who", "others", "limits", "links", "earlier")


@pytest.fixture
def page(windows: Windows) -> Page:
    page = windows.form()
    arrive(page)
    return page


def test_it_points_shows_and_is_left(page: Page, windows: Windows) -> None:
    asked = len(windows.requests)
    page.fill("#what_happened", TEXT)
    advice = page.locator(".advice")
    expect(advice).to_contain_text("This could tell people who you are: an exact time.")
    assert faults(page) == []
    advice.get_by_role("button", name="Show me").click()
    assert page.evaluate(CHOSEN) == "14:32"
    advice.get_by_role("button", name="Leave it").click()
    expect(advice).to_contain_text("an e-mail address.")
    expect(page.locator("#what_happened")).to_be_focused()
    page.fill("#what_happened", "It was in the evening.")
    expect(advice).to_have_count(0)
    assert len(windows.requests) == asked, "advice was asked for somewhere"


def test_each_kind_is_said_and_a_second_of_it_too_when_the_first_is_left(page: Page, subtests: pytest.Subtests) -> None:
    advice = page.locator(".advice")
    for kind, (said, text) in KINDS.items():
        with subtests.test(kind):
            page.reload()  # what was left stays left on that page
            expect(page.get_by_text("In your browser.")).to_be_visible()
            page.fill("#what_happened", text)
            expect(advice).to_contain_text(f"This could tell people who you are: {said}. Only your browser has looked")
            advice.get_by_role("button", name="Show me").click()
            first = page.evaluate(CHOSEN)
            advice.get_by_role("button", name="Leave it").click()
            expect(advice).to_contain_text(f": {said}.")
            advice.get_by_role("button", name="Show me").click()
            second = page.evaluate(CHOSEN)
            assert first != second and text.index(first) < text.index(second)
            advice.get_by_role("button", name="Leave it").click()
            expect(advice).to_have_count(0)


def test_every_field_in_which_people_write_of_themselves_is_looked_at(page: Page) -> None:
    rosa.fill(page, dict.fromkeys(WATCHED, "My manager said so."))
    for name in WATCHED:
        expect(page.locator(f"#{name} + [role=status]")).to_contain_text("“my” or “our”")
    page.fill("#contact", "rosa@home.example")
    assert page.locator("#contact + [role=status]").count() == 0, "who gives a way to reach them knows it"


def reported(page: Page) -> None:
    """A report, and the page on which it stands."""
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = " ".join(rosa.words(page))
    page.goto(page.url.removesuffix("/") + "/receipt")
    page.fill("#words", words)
    page.locator("main form button").click()
    expect(page.locator("#text")).to_be_visible()


def test_it_is_given_on_messages_too(page: Page, windows: Windows) -> None:
    reported(page)
    asked = len(windows.requests)
    page.fill("#text", TEXT)
    advice = page.locator(".advice")
    expect(advice).to_contain_text("This could tell people who you are: an exact time.")
    advice.get_by_role("button", name="Leave it").click()
    expect(advice).to_contain_text("an e-mail address.")
    assert faults(page) == []
    assert len(windows.requests) == asked, "advice was asked for somewhere"
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    expect(page.locator(".advice")).to_have_count(0)


@pytest.mark.parametrize("tag", ["fr", "de", "ar"])
def test_on_messages_in_every_other_language(windows: Windows, tag: str) -> None:
    say = {message.id: message.string for message in sentences.translated(tag)}
    page = windows.form()
    page.goto(f"/{tag}/")
    expect(page.locator('[data-how="browser"]').first).to_be_visible()
    rosa.fill(page, {"what_happened": "He waited for me."})
    page.get_by_role("button", name=say["Seal and send"]).click()
    words = " ".join(rosa.words(page))
    page.goto(f"/{tag}/receipt")
    page.fill("#words", words)
    page.get_by_role("button", name=say["Show me where it stands"]).click()
    page.fill("#text", TEXT)
    advice = page.locator(".advice")
    expect(advice.get_by_role("button")).to_have_text([say["Show me"], say["Leave it"]])
    assert faults(page) == []


SPACES = 'small_spaces = {{ "the choir" = 8, "the mentors’ circle" = 29, "the forum team" = 99 }}\n[form]\n'


@pytest.fixture
def small(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Windows]:
    """A house whose settings say how small some of its spaces are."""
    monkeypatch.setattr("tests.house.SETTINGS", SETTINGS.replace("[form]\n", SPACES))
    house = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    with at_home(house):
        windows = Windows(browser, house)
        yield windows
        windows.close()


def test_a_space_that_is_small_is_said_beside_its_name_in_the_browser_alone(small: Windows) -> None:
    page = small.form()
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    asked = len(small.requests)
    said = page.locator("#where_named + [role=status]")
    for typed, size in (
        ("At the Choir.", "fewer than 10 people"),
        ("the mentors' circle", "fewer than 30 people"),
        ("In the forum team", "fewer than 100 people"),
    ):
        page.fill("#where_named", typed)
        expect(said).to_contain_text(f"This space is small: {size}. Naming it makes it easier to guess who wrote.")
        expect(said).not_to_contain_text("This could tell")
    assert faults(page) == []
    said.get_by_role("button", name="Leave it").click()
    expect(said).to_be_empty()
    page.fill("#where_named", "the autumn meeting, at 14:32")
    expect(said).to_contain_text("This could tell people who you are: an exact time.")
    expect(said).not_to_contain_text("This space is small")
    expect(page.get_by_text("Some spaces are small")).to_be_hidden()
    assert len(small.requests) == asked, "it was asked for somewhere"
    page.fill("#where_named", "the choir")
    rosa.press(page)
    rosa.words(page)
    page.wait_for_timeout(1000)  # advice waits for a pause in typing, and the form is gone when that is over


def test_without_javascript_the_small_spaces_stand_beside_the_question(small: Windows) -> None:
    page = small.form(java_script=False)
    page.goto("/")
    rosa.fill(page, {})
    listed = (
        "the choir (fewer than 10 people), the mentors’ circle (fewer than 30 people), the forum team (fewer than 100"
    )
    expect(page.locator("#where_named-hint")).to_contain_text(f"Some spaces are small: {listed} people). Naming one")
    expect(page.locator("#where_named-hint span")).to_be_visible()


def test_it_stops_nobody(page: Page, home: House) -> None:
    page.fill("#what_happened", TEXT)
    expect(page.locator(".advice")).to_be_visible()
    rosa.press(page)
    rosa.words(page)
    assert home.open_as("ada", "report")["answers"]["what_happened"] == TEXT


def test_it_fits_a_small_screen_and_both_directions(page: Page) -> None:
    page.fill("#what_happened", TEXT)
    expect(page.locator(".advice")).to_be_visible()
    resize(page, 320)
    assert page.evaluate(STICKS_OUT) == []
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(STICKS_OUT) == []


@pytest.mark.parametrize("how", ["by the button", "Shift", "Escape"])
def test_leaving_quickly_leaves_nothing_behind_the_back_button(page: Page, how: str) -> None:
    page.fill("#what_happened", TEXT)
    rosa.leave_quickly(page, how)


def test_escape_that_only_takes_back_what_is_half_typed_does_not_leave(page: Page) -> None:
    page.evaluate("""() => { for (let turn = 0; turn < 3; turn += 1)
        dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", isComposing: true})); }""")
    page.fill("#what_happened", TEXT)
    assert page.url.endswith("/")


def test_capital_letters_do_not_leave(page: Page) -> None:
    page.locator("#what_happened").press_sequentially("ABCDE He")
    expect(page.locator("#what_happened")).to_have_value("ABCDE He")
    assert page.url.endswith("/")
