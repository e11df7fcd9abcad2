"""Files that are not to be cleaned, or not to be sent: what stays in the browser, and what goes without them."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser import rosa
from tests.browser.files import SLOW, choose, rosas_disk
from tests.browser.measure import STICKS_OUT, faults, resize
from tests.browser.sealing import BROKEN, arrive
from tests.browser.windows import Windows
from tests.browser.wire import Wire
from tests.house import House

disk = rosas_disk


def test_what_is_sent_is_what_was_there_when_the_button_was_pressed(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    choose(page, disk[:1])
    page.fill("#what_happened", "He followed me.")

    def meanwhile(route: Route) -> None:
        page.evaluate("document.querySelector('[name=files_as][value=clean]').click()")
        page.evaluate("document.querySelector('[data-act=remove]').click()")
        route.continue_()

    page.route("**/sealed", meanwhile)
    rosa.press(page)
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told).to_contain_text("Sealed as “file-1.jpg”. As it is: nothing was taken out.")
    assert home.open_as("ada", "report")["manifest"][2]["cleaned"] is False


def test_what_is_empty_or_too_much_is_not_sent_and_that_is_said(windows: Windows, home: House) -> None:
    page = windows.form()
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    each = [{"name": f"{at}.txt", "mimeType": "text/plain", "buffer": b"x" if at else b""} for at in range(11)]
    page.locator("#files").set_input_files(each)
    expect(page.locator(".told > li").nth(10)).to_contain_text("It does not fit.")
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    lines = page.locator("section", has=page.get_by_role("heading", name="Your files")).locator("li")
    expect(lines.nth(0)).to_contain_text("Not sent. This file is empty.")
    expect(lines.nth(1)).to_contain_text("Sealed as “file-1.txt”.")
    expect(lines.nth(10)).to_contain_text("Not sent. It does not fit.")
    assert home.open_as("ada", "headline")["files"] == 9


@pytest.mark.parametrize("ticked", [False, True])
def test_what_was_to_stay_in_the_browser_goes_to_the_server_only_when_it_is_ticked(
    watched: tuple[House, Windows, Wire], disk: list[Path], ticked: bool
) -> None:
    house, windows, wire = watched
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    page.route("**/clean", lambda route: route.abort())
    arrive(page)
    choose(page, [disk[0], disk[2]])
    listed = page.locator(".told > li")
    listed.nth(1).get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    expect(listed.nth(1)).to_contain_text("It stays in your browser until it is sealed.")
    expect(listed.nth(0).get_by_role("button", name="Try again")).to_be_visible()
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    stays = page.get_by_role("alert").get_by_role("group", name="Not sent, unless you tick it.").get_by_role("checkbox")
    expect(stays).to_have_count(1)
    expect(stays).not_to_be_checked()
    assert faults(page) == []
    if ticked:
        page.get_by_label("Your file 2").check()
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    assert b"He followed me." in wire.sent and disk[0].read_bytes() in wire.sent
    assert (disk[2].read_bytes() in wire.sent) is ticked
    report = house.open_as("ada", "report")
    assert [one["cleaned"] for one in report["manifest"][2:]] == ([True, False] if ticked else [True])
    assert not {"files_each", "files_stayed"} & set(report["answers"])
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told.get_by_text("Not sent. One file was to be sealed as it is")).to_have_count(0 if ticked else 1)


def test_when_all_files_were_to_stay_the_words_go_alone_and_the_page_says_so(
    windows: Windows, home: House, disk: list[Path]
) -> None:
    page = windows.form()
    page.add_init_script(BROKEN["no HKDF"])
    arrive(page)
    page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator('[name=files_as][value="as-is"]').check()
    choose(page, [disk[0], disk[2]])
    expect(page.locator(".told > li").nth(1)).to_contain_text("It stays in your browser until it is sealed.")
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    expect(page.get_by_role("alert").get_by_role("checkbox")).to_have_count(2)
    resize(page, 320)
    assert page.evaluate(STICKS_OUT) == []
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    told = page.locator("section", has=page.get_by_role("heading", name="Your files"))
    expect(told).to_contain_text("Not sent. 2 files were to be sealed as they are, and stayed in your browser.")
    assert home.open_as("ada", "headline")["files"] == 0
