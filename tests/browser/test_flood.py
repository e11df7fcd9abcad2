"""A flood at the form: Rosa's browser works for a few seconds and gets through, and without a script a minute does."""

import secrets
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from reporting.abuse import FormTokens
from reporting.abuse.breaker import TRIPS_AT
from reporting.form.forms import entropy_text
from tests.browser import rosa
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.house import House


def flooded(page: Page, home: House, *, but: int = 0) -> None:
    """Mallory has just sent as many posts as are borne, but for those that somebody else has sent."""
    tokens = FormTokens(home.settings.form().token_key, home.clock)
    for _ in range(TRIPS_AT - but):
        post = {
            "token": tokens.issue(home.roster.recipients_hash()),
            "receipt_entropy": entropy_text(secrets.token_bytes(16)),
            "readers": "both",
            "what_happened": "Buy now.",
        }
        assert page.request.post("/", form=post, headers={"Sec-Fetch-Site": "same-origin"}).ok


@pytest.fixture
def page(windows: Windows, home: House) -> Page:
    page = windows.form()
    arrive(page)
    flooded(page, home)
    return page


def test_a_browser_that_seals_works_and_gets_through_at_once(page: Page, home: House) -> None:
    refused: list[int] = []
    page.on("response", lambda answer: refused.append(answer.status) if answer.url.endswith("/sealed") else None)
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    expect(page.locator("ol.words li")).to_have_count(12, timeout=20_000)
    assert refused == [429, 201], "there was no flood"
    assert len(home.report_ids()) == TRIPS_AT + 1


def test_work_that_cannot_be_done_becomes_a_minute_of_waiting(page: Page, home: House) -> None:
    page.route(
        "**/sealed", lambda route: route.fulfill(response=(answer := route.fetch()), json=hopeless(answer.json()))
    )
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    expect(page.get_by_role("alert")).to_contain_text("Please wait a minute")
    expect(page.locator("#what_happened")).to_have_value("He waited for me.")
    home.clock.advance(timedelta(seconds=61))
    rosa.press(page)
    rosa.words(page)
    assert len(home.report_ids()) == TRIPS_AT + 1


def hopeless(answer: dict[str, object]) -> dict[str, object]:
    return answer | {
        "challenge": {"algorithm": "SHA-256", "challenge": "0", "maxnumber": 500, "salt": "", "signature": ""}
    }
