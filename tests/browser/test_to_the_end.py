"""One case from arrival to erasure by two people, the access log beside it; then on paper, and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from reporting.accesslog import Facts, Tag
from reporting.accesslog.models import LogEntry
from reporting.db import DeskBase, Store
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.working import answer_all, part, says
from tests.house import House

TOLD = {"what_happened": "He followed me to the station.", "risk": "ongoing"}
PLACES = (
    ("With the reporter", "thread"),
    ("Checklist", "check"),
    ("Notes", "notes"),
    ("Decision and next step", "steps"),
)
Entries = list[tuple[str, str]]


@pytest.fixture
def entered(home: House) -> Callable[[], Entries]:
    """What the log says of the people of the desk since it was last asked: tag and given name."""
    last = -1

    def ask() -> Entries:
        nonlocal last
        wanted = select(LogEntry.leaf, LogEntry.entry).where(LogEntry.leaf > last).order_by(LogEntry.leaf)
        with Store.open(home.settings.desk().desk_url, DeskBase).read() as session:
            rows = [(leaf, Facts.parse(entry)) for leaf, entry in session.execute(wanted)]
        last = max([last, *(leaf for leaf, _ in rows)])
        names = {home.person(handle).fingerprint: handle for handle in ("ada", "ben", "ines")}
        return [(str(facts.tag), names[facts.person]) for _, facts in rows if facts.person]

    return ask


def status(page: Page, wanted: str) -> None:
    expect(page.locator("#path [aria-current]")).to_have_text(wanted)


def test_every_step_from_arrival_to_erasure_is_in_the_log(
    home: House, ada: AtTheDesk, ben: AtTheDesk, entered: Callable[[], Entries]
) -> None:
    report_id = deposit(home, TOLD, contact="0700 555 0142")
    ada.comes()
    expect(ada.row).to_contain_text("still going on")
    assert entered() == [(Tag.SIGN_IN_ACCEPT, "ada"), (Tag.INBOX_LIST, "ada")]
    case_id = case_of(home, report_id)
    ada.walks_to(case_id)
    assert entered() == []
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "move-acknowledged")).to_be_enabled()
    assert entered() == [(Tag.REPORT_OPEN, "ada")]
    part(ada.page, "open-contact").click()
    expect(part(ada.page, "contact")).to_contain_text("0700 555 0142")
    assert entered() == [(Tag.CONTACT_OPEN, "ada")]
    part(ada.page, "move-acknowledged").click()
    status(ada.page, "acknowledged")
    assert entered() == [(Tag.CASE_MOVE, "ada")]
    says(ada.page, "note", "I have seen him there before.")
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    assert entered() == [(Tag.NOTE_ADD, "ada")]
    part(ada.page, "move-assessing").click()
    status(ada.page, "assessing")
    answer_all(ada.page)
    assert entered() == [(Tag.CASE_MOVE, "ada"), (Tag.NOTE_ADD, "ada")]
    part(ada.page, "propose-title").click()
    ada.page.locator("[name=outcome][value=no-breach]").check()
    ada.page.locator("[name=why]").fill("He took the same train.")
    part(ada.page, "propose").click()
    expect(part(ada.page, "decision-state")).to_contain_text("Waiting for Ben")
    assert entered() == [(Tag.DECISION_PROPOSE, "ada")]

    ben.comes()
    ben.opens(case_id)
    assert entered() == [(Tag.SIGN_IN_ACCEPT, "ben"), (Tag.INBOX_LIST, "ben"), (Tag.REPORT_OPEN, "ben")]
    part(ben.page, "agree").click()
    status(ben.page, "addressing")
    assert entered() == [(Tag.DECISION_AGREE, "ben"), (Tag.CASE_MOVE, "ben")]
    says(ben.page, "reply", "We have spoken with him.")
    expect(part(ben.page, "messages").locator("li")).to_have_count(1)
    assert entered() == [(Tag.REPLY_SEND, "ben")]
    part(ben.page, "move-concluded").click()
    status(ben.page, "concluded")
    assert entered() == [(Tag.CASE_MOVE, "ben")]
    part(ben.page, "erase-sure").check()
    part(ben.page, "erase").click()
    expect(ben.page.get_by_role("heading", name="Erased")).to_be_visible()
    status(ben.page, "erased")
    assert entered() == [(Tag.REPORT_ERASE, "ben")]
    ada.goes_home()
    answer = ada.page.request.post(f"{ada.page.url.removesuffix('/inbox')}/cases/{case_id}/report", data={})
    assert answer.status in (403, 404)


@pytest.fixture
def assessed(home: House, ada: AtTheDesk) -> Page:
    report_id = deposit(home, TOLD, contact="0700 555 0142")
    ada.comes()
    ada.opens(case_of(home, report_id))
    part(ada.page, "move-acknowledged").click()
    status(ada.page, "acknowledged")
    part(ada.page, "move-assessing").click()
    status(ada.page, "assessing")
    return ada.page


def test_on_paper_a_case_has_its_words_and_answers_and_no_way_to_reach_anybody(assessed: Page) -> None:
    answer_all(assessed)
    long = "What stays is that he comes again. " * 40
    assessed.locator("[name=by_waiting]").fill(long)
    part(assessed, "check").click()
    expect(part(assessed, "checklist").locator('[data-check="by_waiting"] [data-given]')).to_have_text(long.strip())
    part(assessed, "open-contact").click()
    expect(part(assessed, "contact")).to_contain_text("0700 555 0142")
    says(assessed, "note", "n" * 60_000)
    assessed.emulate_media(media="print")
    assessed.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = assessed.locator("main").inner_text()
    for words in (TOLD["what_happened"], "unsure", long.strip(), "Guidelines of 3 March 2026", "Ada"):
        assert words in shown
    assert "0700 555 0142" not in shown
    assert assessed.locator("main :is(button, select, textarea, input)").filter(visible=True).count() == 0
    assert assessed.evaluate("innerWidth >= document.documentElement.scrollWidth")


def test_what_is_written_is_sent_from_where_it_is_written(assessed: Page) -> None:
    field = part(assessed, "reply-text")
    field.fill("Thank you.")
    field.press("Control+Enter")
    expect(part(assessed, "messages").locator("li")).to_have_count(1)
    field = part(assessed, "note-text")
    field.fill("A note.")
    field.press("Enter")
    expect(part(assessed, "note-list").locator("li")).to_have_count(0)
    field.press("Control+Enter")
    expect(part(assessed, "note-list").locator("li")).to_have_count(1)


def test_one_gets_to_each_part_of_a_case_by_its_name(assessed: Page) -> None:
    for name, place in PLACES:
        assessed.get_by_role("navigation", name="On this page").get_by_role("link", name=name).click()
        assert assessed.locator(f"#{place}").evaluate("one => one.getBoundingClientRect().top < innerHeight")
    expect(part(assessed, "report")).to_contain_text("He followed me")
