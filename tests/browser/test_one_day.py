"""Messages carry a day and no time: where both wrote on one day, the page says how they stand."""

import secrets
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.answers import Answering
from tests.browser.people import AtTheDesk, case_of, send
from tests.browser.working import part
from tests.house import House

SAID = "Messages carry a day and no time."


@pytest.mark.parametrize("days", [0, 1])
def test_an_answer_that_stands_before_its_question_is_explained(home: House, ada: AtTheDesk, days: int) -> None:
    entropy = secrets.token_bytes(16)
    send(home, {"what_happened": "He followed me."}, entropy)
    (report_id,) = home.report_ids()
    Answering(home, "ada", report_id).send(1, "Do you feel safe?")
    home.clock.advance(timedelta(days=days))
    send(home, {"what_happened": "I do."}, entropy, as_message=True)
    ada.comes()
    ada.opens(case_of(home, report_id))
    expect(part(ada.page, "messages").locator("li")).to_have_count(2)
    first = "I do." if days == 0 else "Do you feel safe?"
    expect(part(ada.page, "messages").locator("li").first).to_contain_text(first)
    if days == 0:
        expect(ada.page.get_by_text(SAID)).to_be_visible()
    else:
        expect(ada.page.get_by_text(SAID)).to_be_hidden()
