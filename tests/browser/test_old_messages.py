"""A message made before a way to reach somebody was left out of messages: it stays behind the entry of the contact."""

from playwright.sync_api import expect

from reporting.intake import Written
from reporting.intake.parts import message_part
from reporting.mailbox.box import Mailbox
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, seal
from tests.browser.people import AtTheDesk, case_of, send
from tests.browser.working import part
from tests.house import House

ENTROPY = bytes(range(16))
OLD = {"what_happened": "It was the small hall.", "who": "Karl", "contact": "0700 555 0199"}


def writes_as_before(home: House, answers: dict[str, str]) -> None:
    """The same words as a message, with the contact among its answers."""
    (report_id,), receipt = home.report_ids(), Receipt(ENTROPY)
    message = message_part(Written("both", answers, "", ENTROPY, ""), receipt, report_id, 1)
    keys = [Recipient.parse(home.person(handle).recipient) for handle in ("ada", "ben")]
    with home.mailbox().write_rows() as rows:
        Mailbox(rows).add_message(report_id, 1, bytes(32), seal(message, keys), home.clock.today())


def test_it_is_shown_with_the_contact_and_never_before_that_is_opened(home: House, ada: AtTheDesk) -> None:
    send(home, {"what_happened": "He followed me."}, ENTROPY, contact="0700 555 0142")
    writes_as_before(home, OLD)
    ada.comes()
    main = ada.opens(case_of(home, home.report_ids()[0]))
    message = part(ada.page, "messages").locator("li")
    expect(message).to_contain_text("It was the small hall.")
    expect(message).to_contain_text("Karl")
    expect(message).to_contain_text("A way to reach them came along: it stands with the contact, once that is opened.")
    assert "0700 555 0199" not in ada.page.content()
    part(ada.page, "open-contact").click()
    expect(part(ada.page, "contact")).to_contain_text("0700 555 0142")
    expect(part(ada.page, "contact")).to_contain_text("With the message of 23 November 2026: 0700 555 0199")
    expect(main.locator('[data-part="messages"]')).not_to_contain_text("0700 555 0199")
