"""What a tab keeps of what was written and not sent."""

import json
from base64 import b64decode
from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page

from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import PATIENCE
from tests.house import House, key_of

NOTE = "A long note: he was there\non the second evening too."
IDLE = timedelta(minutes=16)


def stored(page: Page) -> dict[str, str]:
    """All that this tab and this browser keep."""
    both = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    found: dict[str, str] = json.loads(both)
    return found


def unsent(page: Page) -> dict[str, bytes]:
    """What is kept of unsent words, by person, case and form."""
    return {name: b64decode(text) for name, text in stored(page).items() if name.startswith("reporting.unsent ")}


def is_kept(page: Page, **words: str) -> None:
    """Wait until exactly these forms are kept for Ada, each with these words, as her key opens it."""

    def found() -> bool:
        kept = {name.split(" ")[-1]: sealed for name, sealed in unsent(page).items()}
        texts = {name: json.loads(key_of("ada").identity.open(sealed))["typed"] for name, sealed in kept.items()}
        return set(texts) == {name.replace("_", "-") for name in words} and all(
            any(text in str(value) for _field, value in texts[name.replace("_", "-")]) for name, text in words.items()
        )

    until = monotonic() + PATIENCE / 1000
    while not found():
        assert monotonic() < until, "it was never kept"
        page.wait_for_timeout(50)


@pytest.fixture
def a_case(home: House, ada: AtTheDesk) -> str:
    """A case, and Ada has opened it."""
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.page.clock.install()
    ada.comes()
    found = case_of(home, report_id)
    ada.opens(found)
    return found
