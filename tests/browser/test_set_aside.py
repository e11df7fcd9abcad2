"""The tray and the page that asks to wait, in a real browser: read, brought in, narrow, dark, with axe."""

import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from reporting.abuse import SpentToken
from reporting.intake import Written, submit
from tests.browser.at_home import listening
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.flood import trip
from tests.house import House, build
from tests.ports import free_port

pytestmark = pytest.mark.browser


def put_aside(house: House, **answers: str) -> None:
    """A report whose hidden field was filled in twice."""
    submit(
        Written("both", answers, "", secrets.token_bytes(16), "2026-03-03"),
        mailbox=house.mailbox(),
        roster=house.roster,
        clock=house.clock,
        clocks=house.settings.desk().clocks,
        check_token=lambda: SpentToken(secrets.token_bytes(32), house.clock.today(), suspected=True),
    )


def test_a_reader_sees_what_lies_aside_and_brings_it_in(windows: Windows, home: House) -> None:
    put_aside(home, what_happened="He is here now.", risk="danger", where="forum", when="days")
    ada = AtTheDesk(windows.desk())
    ada.comes()
    lying = ada.page.locator(".apart li")
    expect(lying).to_have_count(1)
    expect(lying.locator('[data-part="name"]')).not_to_have_text("Not opened yet")
    expect(lying.locator(".chip")).to_be_visible()
    sound(ada.page)
    ada.page.get_by_role("button", name="Bring to the inbox").click()
    expect(ada.row).to_have_count(1)
    expect(ada.page.locator(".apart")).to_have_count(0)
    assert not windows.errors


def test_the_page_that_asks_to_wait_is_sound_and_sends_itself_never(browser: Browser, tmp_path: Path) -> None:
    house = build(tmp_path / "flooded", form=f"http://localhost:{free_port()}")
    form = house.form()
    trip(house, form)
    with listening(form):
        windows = Windows(browser, house)
        page = windows.form(java_script=False)
        page.goto("/")
        page.fill("#what_happened", "He followed me.")
        page.get_by_role("button", name="Seal and send").click()
        notice = page.get_by_role("alert")
        expect(notice).to_contain_text("Please wait a minute")
        assert page.locator("meta[http-equiv]").count() == 0
        expect(page.locator("#what_happened")).to_have_value("He followed me.")
        scripted = windows.form()
        scripted.route("**/form.js", lambda route: route.abort())  # axe needs scripts, the page goes without
        scripted.goto("/")
        scripted.fill("#what_happened", "He followed me.")
        scripted.get_by_role("button", name="Seal and send").click()
        expect(scripted.get_by_role("alert")).to_contain_text("Please wait a minute")
        sound(scripted)
        house.clock.advance(timedelta(seconds=61))
        notice.get_by_role("button", name="Seal and send").click()
        expect(page.locator(".words li")).to_have_count(12)
        windows.close()
