"""The field for the passphrase, in a real browser: a password manager keeps the seven words when their owner wishes.

Words that are shown are nobody's to keep.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import AtTheDesk, key_file
from tests.house import PASSPHRASE

ON_THE_CLIPBOARD = "words => navigator.clipboard.writeText(words)"
FILLED_IN = """words => {
  const field = document.querySelector('input[type=password][autocomplete~="current-password"]');
  field.value = words;
}"""
"""As managers do it: they look for the field by what it says of itself, and strike no key."""


@pytest.fixture
def page(ada: AtTheDesk) -> Page:
    """The desk's door, with the key file chosen."""
    ada.page.goto("/")
    ada.page.set_input_files("#key-file", key_file("ada"))
    return ada.page


def asks_managers(page: Page) -> str:
    """What the browser takes from the field's `autocomplete`, which is empty for words that it does not know."""
    return str(page.evaluate("document.querySelector('#passphrase').autocomplete"))


def opens(page: Page) -> None:
    page.get_by_role("button", name="Open my key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


def test_a_password_manager_may_keep_the_passphrase_and_fill_it_in(page: Page) -> None:
    assert asks_managers(page) == "current-password"
    page.evaluate(FILLED_IN, PASSPHRASE)
    opens(page)


@pytest.mark.parametrize("spelled", ["{}", "  {}\n"], ids=["as it was kept", "with what was copied beside it"])
def test_the_passphrase_may_be_pasted(page: Page, spelled: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(ON_THE_CLIPBOARD, spelled.format(PASSPHRASE))
    page.focus("#passphrase")
    page.keyboard.press("Control+V")
    opens(page)


def test_while_the_words_are_shown_no_browser_keeps_them_as_it_keeps_other_text(page: Page) -> None:
    show = page.get_by_label("Show the passphrase")
    show.check()
    assert page.get_attribute("#passphrase", "type") == "text"
    assert asks_managers(page) == "off"
    show.uncheck()
    assert asks_managers(page) == "current-password"
