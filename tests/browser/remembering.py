"""What a browser remembers of the access log, and the warning that it gives, seen from outside.

a_day(home)
ada.comes()
known(ada.page, "64 entries")
"""

import json
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from reporting.accesslog.checkpoints import Checkpoint
from tests.browser.people import AtTheDesk
from tests.checkpoints import sign_day
from tests.house import House, log_key

SAVE = "Save this as a file"
REMEMBER = "I have spoken with the auditor: remember this one from now on"
PUT_AWAY = "I have spoken with the auditor: put this warning away"


def a_day(home: House) -> None:
    home.clock.advance(timedelta(days=1))
    sign_day(home)


def kept(page: Page) -> dict[str, str]:
    """What is remembered; empty when nothing is."""
    text = page.evaluate("localStorage.getItem('reporting.checkpoint')")
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def known(page: Page, words: str) -> None:
    """The foot of the page says what is remembered: by then the check has been made."""
    expect(page.locator('[data-part="checkpoint-words"]')).to_have_text(f"the checkpoint of {words}")


def comes_again(ada: AtTheDesk) -> None:
    ada.signs_out()
    ada.comes()


def warned(page: Page, title: str) -> Locator:
    """A warning above everything else, with the focus on it."""
    said = page.locator("#notices > .alarm:first-child")
    expect(said.get_by_role("heading")).to_have_text(title)
    assert said.get_attribute("role") == "alert"
    assert page.evaluate("document.activeElement.closest('.alarm') !== null")
    return said


def saved(page: Page, button: Locator) -> str:
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def opened(note: str) -> Checkpoint:
    return Checkpoint.open(note.encode(), log_key().verifier)
