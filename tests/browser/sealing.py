"""A form whose script is at work, and what must hold when something goes wrong on it."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import rosa
from tests.browser.windows import Windows


def arrive(page: Page) -> None:
    """The page, its script at work."""
    page.goto("/")
    expect(page.get_by_text("In your browser.")).to_be_visible()


@pytest.fixture
def sealing_form(windows: Windows) -> Page:
    """The form, its script at work."""
    page = windows.form()
    arrive(page)
    return page


def told(page: Page, title: str) -> None:
    """A box with this title has the focus, and every answer is still there."""
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading")).to_have_text(title)
    expect(page.locator(".send button")).not_to_have_attribute("aria-disabled", "true")
    expect(page.locator("#progress")).to_be_empty()


def kept(page: Page) -> None:
    wanted = {name: answer for name, answer in rosa.EVERYTHING.items() if name != "readers"}
    chosen = {name: [answer] if isinstance(answer, str) else answer for name, answer in wanted.items()}
    found = rosa.said(page, wanted)
    assert found == {name: (chosen if isinstance(found[name], list) else wanted)[name] for name in wanted}


def needs_one_more_press(page: Page) -> None:
    """The first is refused and nothing is lost by it; the second goes through."""
    rosa.press(page)
    told(page, "Please send it once more")
    kept(page)
    rosa.press(page)
    rosa.words(page)


def losing(route: Route) -> None:
    """The server stores it, and its answer is lost on the way."""
    route.fetch()
    route.abort()


BROKEN = {
    "none at all": "Object.defineProperty(crypto, 'subtle', {value: undefined})",
    "no HKDF": "SubtleCrypto.prototype.deriveBits = () => Promise.reject(new DOMException('no', 'NotSupportedError'))",
    "no HMAC": "SubtleCrypto.prototype.sign = () => { throw new TypeError('no'); }",
    "no randomness": "Crypto.prototype.getRandomValues = () => { throw new Error('no'); }",
    "no memory": "Uint8Array.prototype.fill = () => { throw new RangeError('no'); }",
}
