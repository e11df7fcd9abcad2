"""`make pictures`: the README's pictures, taken of the running demonstration in a real browser."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from reporting import demo
from reporting.demo.people import passphrase_of
from tests.browser.chromium import chromium
from tests.ports import free_port

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"


def of_the_form(browser: Browser, there: demo.Demonstration) -> None:
    page = browser.new_context(viewport={"width": 1200, "height": 1000}).new_page()
    page.goto(there.form_origin)
    page.get_by_text("In your browser.").wait_for()
    page.screenshot(path=FOLDER / "form.png")
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=FOLDER / "form-360-dark.png")


def of_the_desk(browser: Browser, there: demo.Demonstration) -> None:
    page = browser.new_context(viewport={"width": 1200, "height": 1000}).new_page()
    sign_in(page, there)
    page.get_by_role("button", name="I have compared them").click()
    page.get_by_role("button", name="Not now").click()
    page.screenshot(path=FOLDER / "inbox.png")
    page.get_by_role("link", name="At a live event, about a week ago").click()
    page.get_by_role("button", name="Open the report").click()
    page.get_by_text("After my workshop one of the volunteers").wait_for()
    page.screenshot(path=FOLDER / "case.png", full_page=True)


def sign_in(page: Page, there: demo.Demonstration) -> None:
    page.goto(there.desk_origin)
    page.locator("#key-file").set_input_files(there.private / "ada.age")
    page.locator("#passphrase").fill(passphrase_of(there.private))
    page.get_by_role("button", name="Open my key").click()
    page.get_by_text("At a live event, about a week ago").wait_for()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        there = demo.prepare(Path(folder) / "demo", free_port(), free_port())
        with demo.running(there), chromium() as browser:
            of_the_form(browser, there)
            of_the_desk(browser, there)


if __name__ == "__main__":
    main()
