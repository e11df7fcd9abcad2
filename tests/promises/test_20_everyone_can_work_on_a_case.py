"""Promise 20 at the desk: the whole work on a case, also without a mouse."""

import secrets
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import rosa
from tests.browser.keyboard import Keyboard
from tests.browser.mallory import Mallory
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit, key_file, send
from tests.browser.windows import Windows
from tests.house import PASSPHRASE, House
from tests.promises.following import LONG, picks


@pytest.fixture
def worked_on(home: House, windows: Windows) -> tuple[str, AtTheDesk, AtTheDesk]:
    """A case with something of everything in it, with both readers at the desk: its id, Ada, Ben."""
    entropy = secrets.token_bytes(16)
    told = {name: answer for name, answer in rosa.EVERYTHING.items() if name not in ("readers", "contact", "risk")}
    send(home, {**told, "risk": "danger"}, entropy, contact="0700 555 0142")
    send(home, {"what_happened": f"He came back. {LONG}"}, entropy, as_message=True)
    (report_id,) = home.report_ids()
    Mallory(home).writes(report_id, 2)
    ada, ben = AtTheDesk(windows.desk()).comes(), AtTheDesk(windows.desk(), "ben").comes()
    return case_of(home, report_id), ada, ben


def says(page: Page, name: str, text: str) -> None:
    page.fill(f'main [data-part="{name}-text"]', text)
    page.click(f'main [data-part="{name}"]')


def stands_at(page: Page, status: str) -> None:
    expect(page.locator("#path [aria-current]")).to_have_text(status)


def answer_all(page: Page) -> None:
    for choice in page.locator('[data-part="checklist"] select').all():
        choice.select_option("unsure")
    for field in page.locator('[data-part="checklist"] input').all():
        field.fill(f"not known {LONG}")
    page.click('main [data-part="check"]')
    expect(page.locator("#announce")).to_have_text("The answers are kept")


def test_the_whole_work_on_a_case(home: House, worked_on: tuple[str, AtTheDesk, AtTheDesk]) -> None:
    case_id, ada, ben = worked_on
    main = ada.opens(case_id)
    page = ada.page
    expect(main.locator('[data-part="messages"] li')).to_have_count(2)
    sound(page)
    page.click('main [data-part="reply"]')
    expect(page.locator('[data-part="reply-said"]')).not_to_be_empty()
    says(page, "note", f"I have seen him there before. {LONG}")
    expect(page.locator('[data-part="note-list"] li')).to_have_count(1)
    says(page, "reply", f"Thank you. We have read it. {LONG}")
    stands_at(page, "acknowledged")
    page.click('main [data-part="move-assessing"]')
    stands_at(page, "assessing")
    page.get_by_text("Other steps").click()
    page.click('main [data-part="propose-title"]')
    for outcome in ("reminder", "suspended", "excluded-from-events"):
        page.check(f'[name=outcome][value="{outcome}"]')
    page.click('main [data-part="propose"]')
    expect(page.locator('[data-part="propose-said"]')).to_contain_text("cite a clause")
    sound(page)

    answer_all(page)
    for outcome in ("suspended", "excluded-from-events"):
        page.uncheck(f'[name=outcome][value="{outcome}"]')
    page.fill("[name=reminder-what]", f"all door volunteers {LONG}")
    page.fill("[name=reminder-clause]", "2.1")
    page.fill("[name=why]", f"It happened twice. {LONG}")
    page.click('main [data-part="propose"]')
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Waiting for Ben")
    expect(page.locator('[data-part="agree-alone"]')).to_be_visible()
    sound(page)

    ben.opens(case_id)
    expect(ben.page.locator('[data-part="agree"]')).to_be_visible()
    sound(ben.page)
    ben.page.click('main [data-part="agree"]')
    stands_at(ben.page, "addressing")
    says(ben.page, "reply", "All volunteers were reminded.")
    expect(ben.page.locator('[data-part="until-concluded"]')).not_to_have_value("")
    ben.page.get_by_text("Other steps").click()
    sound(ben.page)
    home.clock.advance(timedelta(days=1))
    ben.page.click('main [data-part="move-concluded"]')
    expect(ben.page.get_by_role("button", name="Sign in again")).to_be_visible()
    sound(ben.page)
    ben.page.get_by_role("button", name="Sign in again").click()
    stands_at(ben.page, "concluded")
    sound(ben.page)


def test_ada_proposes_and_ben_agrees_without_a_mouse(windows: Windows, home: House) -> None:
    report_id = deposit(home, {"what_happened": "He followed me.", "where": "forum"})
    ada_proposes(windows.desk(), home, report_id)
    ben_answers_and_agrees(windows.desk(), home, report_id)


def ada_proposes(page: Page, home: House, report_id: str) -> None:
    """From her key file to a proposal: the checklist answered, an outcome with its clause."""
    hands = opens_the_report(page, "ada", home, report_id)
    page.keyboard.type("Thank you. We have read it.")
    hands.press("Control+Enter")
    stands_at(page, "acknowledged")
    hands.to(lambda at: at["words"] == "Assess it")
    hands.press("Enter")
    stands_at(page, "assessing")
    for field in page.locator('[data-part="checklist"] :is(select, input)').all():
        name = field.get_attribute("name")
        assert name
        hands.field(name)
        page.keyboard.type("2.1" if field.evaluate("one => one.localName") == "input" else "unsure")
    hands.to(lambda at: at["words"] == "Keep these answers")
    hands.press("Space")
    expect(page.locator("#announce")).to_have_text("The answers are kept")
    hands.to(lambda at: at["words"] == "Propose a decision")
    hands.press("Enter")
    hands.to(lambda at: at["value"] == "reminder")
    hands.press("Space")
    for name, text in (("what", "all door volunteers"), ("clause", "2.1")):
        hands.field(f"reminder-{name}")
        page.keyboard.type(text)
    hands.field("why")
    page.keyboard.type("It happened twice.")
    hands.to(lambda at: at["words"] == "Propose it")
    hands.press("Enter")
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Waiting for Ben")
    expect(page.locator('[data-part="decision-outcomes"]')).to_contain_text("clause 2.1")
    hands.to(lambda at: at["words"] == "Take it back")


def signs_in(page: Page, handle: str) -> Keyboard:
    picks(page, key_file(handle))
    page.goto("/")
    hands = Keyboard(page)
    hands.to(lambda at: at["id"] == "key-file")
    hands.press("Enter")
    page.wait_for_function("() => document.querySelector('#key-file').files.length === 1")
    hands.to(lambda at: at["id"] == "passphrase")
    page.keyboard.type(PASSPHRASE)
    hands.to(lambda at: at["words"] == "Open my key")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    expect(page.locator("tbody [data-case]")).to_contain_text("In the forum")
    return hands


def opens_the_report(page: Page, handle: str, home: House, report_id: str) -> Keyboard:
    """From the key file to the place where a reply is written."""
    hands = signs_in(page, handle)
    hands.to(lambda at: "In the forum" in at["words"])
    hands.press("Enter")
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.locator('[data-part="report"]')).to_be_focused()
    hands.to(lambda at: at["id"] == "reply")
    return hands


def ben_answers_and_agrees(page: Page, home: House, report_id: str) -> None:
    hands = opens_the_report(page, "ben", home, report_id)
    page.keyboard.type("We have talked about it.")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    expect(page.locator('[data-part="messages"] li')).to_have_count(2)
    hands.to(lambda at: at["id"] == "note")
    page.keyboard.type("I was there.")
    hands.to(lambda at: at["words"] == "Add the note")
    hands.press("Space")
    expect(page.locator('[data-part="note-list"] li')).to_have_count(1)
    hands.to(lambda at: at["words"] == "Agree")
    hands.press("Enter")
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Agreed by Ben")
    stands_at(page, "addressing")
    hands.to(lambda at: at["words"] == "Other steps")
    hands.press("Enter")
    hands.to(lambda at: at["words"] == "Hold: stop erasing")
    hands.press("Enter")
    stands_at(page, "held")
