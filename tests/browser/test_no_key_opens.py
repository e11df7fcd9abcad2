"""A report that no key of its readers opens: the page says so, offers nothing that needs it, and its days go on."""

from datetime import timedelta

from playwright.sync_api import expect

from reporting.sealing import Recipient, seal
from tests.browser.mallory import Mallory, hers, refused
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.working import part
from tests.house import House


def test_it_is_said_and_its_clock_goes_on(home: House, ada: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me."})
    foreign = seal(b"{}".ljust(16384), [Recipient.parse(hers(name).recipient_text) for name in ("one", "other")])
    for name in ("report", "headline"):
        Mallory(home).puts(name, report_id, foreign)
    home.clock.advance(timedelta(days=8))
    ada.comes()
    expect(ada.row).to_contain_text("no key of yours opens this")
    expect(ada.row).to_contain_text("yesterday")
    case_id = case_of(home, report_id)
    ada.walks_to(case_id)
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "open-report-said")).to_contain_text("No key of yours opens this.")
    expect(part(ada.page, "thread")).to_be_hidden()
    expect(part(ada.page, "open-contact")).to_be_disabled()
    expect(ada.page.locator("#due")).to_contain_text("was due on 30 November 2026")
    assert refused(home) == [], "it may be sealed to a key that Ada had before: that is no forgery"
    ada.goes_home()
    expect(ada.row).to_contain_text("acknowledge")
