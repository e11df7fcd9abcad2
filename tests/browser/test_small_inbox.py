"""On a telephone the first case of the inbox is there at once: filters and search wait behind one word, by any hand."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.browser.working import part
from tests.house import House

TELEPHONE = {"width": 320, "height": 640}
FOLD = "Filter, sort and find"


def at_the_inbox(windows: Windows, home: House, **how: Any) -> Page:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada = AtTheDesk(windows.desk(**how)).comes()
    ada.page.get_by_role("button", name="I have compared them").click()
    ada.page.get_by_role("button", name="Not in this browser").click()
    expect(ada.page.locator(f'[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    return ada.page


def first_case(page: Page) -> float:
    return float(page.locator("tbody [data-case]").first.evaluate("row => row.getBoundingClientRect().top + scrollY"))


def test_the_first_case_stands_on_the_first_screen(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home, viewport=TELEPHONE)
    expect(page.get_by_label("Whose turn")).to_be_hidden()
    assert first_case(page) < TELEPHONE["height"]
    sound(page)


def test_it_opens_and_filters_by_keyboard_and_stays_open_while_a_filter_is_set(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home, viewport=TELEPHONE)
    hands = Keyboard(page)
    hands.to(lambda at: at["words"] == FOLD)
    hands.press("Enter")
    hands.field("status")
    hands.press("r")
    hands.to(lambda at: at["words"] == "Show")
    hands.press("Enter")
    expect(page).to_have_url(re.compile("status=received"))
    expect(page.get_by_label("Status")).to_have_value("received")
    expect(page.get_by_label("Status")).to_be_visible()
    expect(page.get_by_label("Whose turn")).to_be_visible()
    sound(page)
    page.get_by_label("Status").select_option("all")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_label("Status")).to_be_hidden()


def test_another_order_is_no_secret_either(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home, viewport=TELEPHONE)
    page.get_by_text(FOLD).click()
    page.get_by_label("Sort by").select_option("newest")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_label("Sort by")).to_have_value("newest")
    expect(page.get_by_label("Sort by")).to_be_visible()


def test_what_is_found_stays_in_sight_when_it_is_folded_again(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home, viewport=TELEPHONE)
    page.get_by_text(FOLD).click()
    part(page, "find").fill("nowhere")
    expect(page.locator("tbody [data-case]").first).to_be_hidden()
    page.get_by_text(FOLD).click()
    expect(part(page, "found")).to_be_visible()
    expect(part(page, "found")).to_have_text("No cases are found.")


def test_on_a_wide_screen_nothing_is_folded(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home)
    expect(page.get_by_text(FOLD)).to_be_hidden()
    for label in ("Status", "Whose turn", "Due", "Sort by"):
        expect(page.get_by_role("combobox", name=label)).to_be_visible()
    Keyboard(page).field("status")
    sound(page)


def test_paper_has_the_filters_only_where_one_is_set(windows: Windows, home: House) -> None:
    page = at_the_inbox(windows, home)
    page.emulate_media(media="print")
    expect(page.get_by_label("Status")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_label("Status").select_option("received")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_label("Status")).to_have_value("received")
    page.emulate_media(media="print")
    expect(page.get_by_label("Status")).to_be_visible()
