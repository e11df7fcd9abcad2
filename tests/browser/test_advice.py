"""Advice while Rosa writes: in her browser alone, never in the way; and a way out that leaves no page behind."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import rosa
from tests.browser.measure import STICKS_OUT, faults, resize
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.house import House

CHOSEN = "(field => field.value.slice(field.selectionStart, field.selectionEnd))(document.activeElement)"
TEXT = "It was at 14:32. He wrote to rosa@home.example."


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
    before = page.evaluate("history.length")
    page.evaluate("document.querySelector('a.leave').href = '/healthz'")
    if how == "by the button":
        page.locator("a.leave").click()
    else:
        for _ in range(3):
            page.keyboard.press(how)
    page.wait_for_url("**/healthz")
    assert page.evaluate("history.length") == before, "the form is still one step back"


def test_escape_that_only_takes_back_what_is_half_typed_does_not_leave(page: Page) -> None:
    page.evaluate("""() => { for (let turn = 0; turn < 3; turn += 1)
        dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", isComposing: true})); }""")
    page.fill("#what_happened", TEXT)
    assert page.url.endswith("/")


def test_capital_letters_do_not_leave(page: Page) -> None:
    page.locator("#what_happened").press_sequentially("ABCDE He")
    expect(page.locator("#what_happened")).to_have_value("ABCDE He")
    assert page.url.endswith("/")
