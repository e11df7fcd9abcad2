"""A report speaks of danger and did not ask for today: the browser that opens its headline has it looked at first."""

from playwright.sync_api import expect

from tests.browser.people import AtTheDesk, deposit
from tests.house import House


def test_it_is_looked_at_first_whoever_comes(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    deposit(home, {"what_happened": "They sell watches.", "risk": "no"})
    deposit(home, {"what_happened": "He waits at her door.", "risk": "danger"})
    ada.comes()
    expect(ada.row).to_have_count(2)
    expect(ada.row.first).to_contain_text("someone is in danger")
    expect(ada.row.first).to_contain_text("look within 24 hours")
    expect(ada.row.nth(1)).to_contain_text("acknowledge")
    asked: list[str] = []
    ben.page.on("request", lambda request: asked.append(request.url))
    ben.comes()
    expect(ben.row.first).to_contain_text("someone is in danger")
    expect(ben.row.first).to_contain_text("look within 24 hours")
    assert not [url for url in asked if url.endswith("/inbox/urgent")]
