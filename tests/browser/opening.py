"""Files of one report at the desk, and how Ada opens and saves them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.attachments import Given, deposit, picture
from tests.browser.people import AtTheDesk
from tests.house import House

PHOTO = Given("image/jpeg", picture())
PDF = Given("application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 3000)
AS_IT_IS = Given("image/png", picture("PNG"), cleaned=False)


@pytest.fixture
def with_three_files(home: House) -> str:
    return deposit(home, PHOTO, PDF, AS_IT_IS)


def file(ada: AtTheDesk, name: str) -> Locator:
    return ada.page.locator(f'[data-file="{name}"]')


def opens(ada: AtTheDesk, name: str) -> Locator:
    """Press the button of one file; gives its place in the list."""
    here = file(ada, name.split(".", maxsplit=1)[0])
    here.get_by_role("button", name=f"Open {name}", exact=True).click()
    return here


def is_open(page: Page, name: str) -> None:
    expect(page.locator("#announce")).to_have_text(f"{name} is open")
