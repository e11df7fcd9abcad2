"""Rosa takes her report back in a real browser; the desk shows what is left to decide, and erases it."""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of
from tests.browser.rosa import words
from tests.browser.windows import Windows
from tests.house import House


def sends(page: Page) -> str:
    page.goto("/")
    page.fill('[name="what_happened"]', "He followed me.")
    page.get_by_role("button", name="Seal and send").click()
    return " ".join(words(page))


def pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def takes_back(page: Page, receipt: str) -> None:
    """From where it stands. Without JavaScript the page does not hold the words, and asks for them once more."""
    expect(page.get_by_role("heading", name="Take it back")).to_be_visible()
    if page.locator("#words").count():
        page.fill("#words", receipt)
    page.get_by_role("button", name="Take my report back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")


def withdraws(page: Page, receipt: str, look: str) -> None:
    page.goto("/receipt")
    page.fill("#words", receipt)
    page.get_by_role("button", name="Show me where it stands").click()
    pictured(page, f"standing-{look}")
    takes_back(page, receipt)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pictured(page, f"ask-{look}")
    page.get_by_role("button", name="No, leave it as it is").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Do you want to take it back?")
    takes_back(page, receipt)
    page.get_by_role("button", name="Yes, take it back").click()


@pytest.mark.parametrize(("java_script", "width", "scheme"), [(True, 1200, "light"), (False, 320, "dark")])
def test_an_unopened_report_is_taken_back(windows: Windows, java_script: bool, width: int, scheme: str) -> None:
    page = windows.form(
        java_script=java_script, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False
    )
    receipt = sends(page)
    withdraws(page, receipt, f"{width}-{scheme}")
    expect(page.get_by_role("heading", level=1)).to_have_text("You took it back")
    pictured(page, f"done-{width}-{scheme}")
    assert not any(word in url for url in windows.requests for word in receipt.split() if len(word) > 5)


def test_the_pages_on_the_way_are_for_everyone(windows: Windows) -> None:
    page = windows.form()
    receipt = sends(page)
    page.goto("/receipt")
    page.fill("#words", receipt)
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.get_by_role("heading", name="Take it back")).to_be_visible()
    assert faults(page) == []
    takes_back(page, receipt)
    assert faults(page) == []
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took it back")
    assert faults(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (320, "dark")])
def test_who_asks_back_what_was_opened_is_answered_and_can_change_her_mind(
    windows: Windows, home: House, width: int, scheme: Literal["light", "dark"]
) -> None:
    view = {"width": width, "height": 900}
    page = windows.form(viewport=view, color_scheme=scheme, bypass_csp=False)
    receipt = sends(page)
    ada = AtTheDesk(windows.desk(viewport=view, color_scheme=scheme)).comes()
    case_id = case_of(home, home.report_ids()[0])
    ada.opens(case_id)
    withdraws(page, receipt, f"asked-{width}-{scheme}")
    expect(page.locator("#asked")).to_have_text("You asked us to take it back")
    expect(page.get_by_role("button", name="Take my report back")).to_have_count(0)
    ada.goes_home()
    main = ada.opens(case_id)
    expect(main.locator("#due")).to_contain_text("Decide what can be stopped")
    expect(main.locator("#due")).not_to_contain_text("Update the reporter")
    assert faults(ada.page) == []
    main.locator('[data-part="reply-text"]').fill("We stop here.")
    main.locator('[data-part="reply"]').click()
    expect(main.locator('[data-part="messages"] li')).to_contain_text("We stop here.")
    expect(main.locator("#due")).not_to_contain_text("Decide what can be stopped")
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pictured(ada.page, f"answered-{width}-{scheme}")
    page.goto("/receipt")
    page.fill("#words", receipt)
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.locator(".letters li")).to_contain_text("We stop here.")
    pictured(page, f"asked-back-{width}-{scheme}")
    assert faults(page) == []
    page.fill("#text", "I have changed my mind.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    ada.goes_home()
    ada.opens(case_id)
    expect(main.locator('[data-part="messages"]')).to_contain_text("I have changed my mind.")


def test_an_opened_one_is_asked_for_and_then_erased_at_the_desk(windows: Windows, home: House) -> None:
    page = windows.form()
    receipt = sends(page)
    ada = AtTheDesk(windows.desk()).comes()
    case_id = case_of(home, home.report_ids()[0])
    ada.opens(case_id)
    withdraws(page, receipt, "opened")
    expect(page.get_by_role("heading", name="You asked us to take it back")).to_be_visible()
    pictured(page, "asked")
    ada.goes_home()
    expect(ada.row).to_contain_text("the reporter takes it back")
    ada.walks_to(case_id)
    pictured(ada.page, "desk")
    ada.page.get_by_role("button", name="Erase the case").click()
    expect(ada.page.get_by_text("Tick the box first")).to_be_visible()
    ada.page.get_by_label("I want to erase this case for good").check()
    ada.page.get_by_role("button", name="Erase the case").click()
    expect(ada.page.get_by_role("heading", name="Erased", exact=True)).to_be_visible()
    expect(ada.page.get_by_role("button", name="Open the report")).to_have_count(0)
