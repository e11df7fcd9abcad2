"""Promise 24: Mallory runs the machine and lays a report of her own in the place of Rosa's, to read on in that case.

What the readers said of Rosa's report is signed, and names the report that it speaks of. So a browser that finds
another one shows no word of it, says so, and seals nothing more to those whom it names.
"""

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from reporting.cases.models import NoteRow
from reporting.mailbox.desk_thread import DeskThread
from reporting.sealing import NotARecipient
from tests.browser.mallory import HERS, Mallory
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.resealing import comes_again, desk_store, ends_with
from tests.browser.test_forged_words import Forger
from tests.browser.test_recusal import steps_back
from tests.browser.working import part, says
from tests.changes import gets_new_key
from tests.house import House, key_of

ROSAS = "He followed me to the station."
REPLACED = "The report of this case is not the one that was opened before."
REFUSED = "so nothing is sealed to its readers"
SECRET = "Karl must not hear of this."


@pytest.fixture
def rosas(home: House) -> str:
    """Rosa's report, to Ada and Ben."""
    return deposit(home, {"what_happened": ROSAS, "risk": "no"}, contact="0700 555 0142")


@pytest.fixture
def case_id(home: House, rosas: str, ada: AtTheDesk) -> str:
    ada.comes()
    return case_of(home, rosas)


def adds_a_note(who: AtTheDesk, words: str, count: int = 1) -> None:
    says(who.page, "note", words)
    expect(part(who.page, "note-list").locator("li")).to_have_count(count)


def replaces(home: House, report_id: str, *readers: str) -> None:
    """By a report that fits headline and contact as well as she can guess them: here, to the byte."""
    contact = key_of("ada").identity.open(home.sealed("contact", report_id))
    headline = key_of("ada").identity.open(home.sealed("headline", report_id))
    mallory = Mallory(home)
    hers = mallory.report(report_id, HERS, readers=readers or ("ada", "ines"), headline=headline, contact=contact)
    mallory.puts("report", report_id, hers)


def finds_another_report(ada: AtTheDesk, case_id: str) -> Locator:
    """Ada goes back to the case and opens it; the alarm is there, and no word of Mallory's."""
    ada.goes_home()
    main = ada.opens(case_id)
    alarm = part(ada.page, "report").get_by_role("alert")
    expect(alarm).to_contain_text(REPLACED)
    assert HERS not in ada.page.content()
    return main


def notes_in(home: House, case_id: str) -> list[bytes]:
    with desk_store(home).read() as session:
        return list(session.scalars(select(NoteRow.sealed).where(NoteRow.case_id == case_id)))


def nobody_else_learns(home: House, ada: AtTheDesk, case_id: str, rosas: str) -> None:
    """Ada presses each button that seals something: refused, her words are kept, and nothing new is stored."""
    with home.mailbox().read() as session:
        before = notes_in(home, case_id), DeskThread(session).next_number(rosas)
    for name in ("note", "reply"):
        says(ada.page, name, SECRET)
        expect(part(ada.page, f"{name}-said")).to_contain_text(REFUSED)
        expect(part(ada.page, f"{name}-text")).to_have_value(SECRET)
    with home.mailbox().read() as session:
        assert (notes_in(home, case_id), DeskThread(session).next_number(rosas)) == before


def test_after_a_note_of_her_own(home: House, rosas: str, case_id: str, ada: AtTheDesk) -> None:
    ada.opens(case_id)
    adds_a_note(ada, "It is about Ines.")
    replaces(home, rosas)
    main = finds_another_report(ada, case_id)
    expect(part(ada.page, "note-list").locator("li")).to_contain_text(
        "speaks of another report than the one that lies here now"
    )
    nobody_else_learns(home, ada, case_id, rosas)
    expect(main.get_by_role("button", name="Open the contact")).to_be_disabled()
    assert ada.page.locator("h1").inner_text().startswith("Case ")


def test_after_a_note_of_bens_whom_her_report_does_not_name(
    home: House, rosas: str, case_id: str, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ben.comes()
    ben.opens(case_id)
    adds_a_note(ben, "It is about Ines.")
    replaces(home, rosas)
    finds_another_report(ada, case_id)
    expect(part(ada.page, "report").get_by_role("alert")).to_contain_text("Ben")
    nobody_else_learns(home, ada, case_id, rosas)


def test_after_an_answer_to_rosa(home: House, rosas: str, case_id: str, ada: AtTheDesk) -> None:
    ada.opens(case_id)
    says(ada.page, "reply", "Thank you.")
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)
    replaces(home, rosas)
    finds_another_report(ada, case_id)
    expect(part(ada.page, "messages").locator("li")).to_contain_text(
        "speaks of another report than the one that lies here now"
    )
    nobody_else_learns(home, ada, case_id, rosas)


def test_a_case_with_another_report_is_sealed_to_no_new_key(
    home: House, rosas: str, case_id: str, ada: AtTheDesk
) -> None:
    """Neither with a note nor with an answer that tells."""
    other = deposit(home, {"what_happened": "They sell things."})
    ada.goes_home()
    for report_id, name in ((rosas, "note"), (other, "reply")):
        ada.opens(case_of(home, report_id))
        says(ada.page, name, SECRET)
        expect(part(ada.page, "note-list" if name == "note" else "messages").locator("li")).to_have_count(1)
        ada.goes_home()
        replaces(home, report_id, "ada", "ben")
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("2 cases are")
    ends_with(ada, "0 cases are sealed anew.")
    expect(part(ada.page, "resealing-failed").locator("li")).to_have_count(2)
    with pytest.raises(NotARecipient):
        key_of("ben-2").identity.open(home.sealed("report", rosas))


def test_nor_is_somebody_let_in_or_a_bundle_made(
    home: House, rosas: str, case_id: str, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ada.opens(case_id)
    adds_a_note(ada, SECRET)
    ben.comes()
    ben.walks_to(case_id)
    steps_back(ben, "step-back")
    replaces(home, rosas, "ada", "ben")
    finds_another_report(ada, case_id)
    part(ada.page, "let-in").click()
    expect(part(ada.page, "let-in-said")).to_contain_text("Forged.")
    ada.page.get_by_text("Bundle for the authorities").click()
    part(ada.page, "bundle-sure").check()
    part(ada.page, "bundle").click()
    expect(part(ada.page, "bundle-said")).to_contain_text(REPLACED)
    with pytest.raises(NotARecipient):
        key_of("ines").identity.open(home.sealed("report", rosas))


def test_a_report_that_was_sealed_anew_is_still_the_one_that_was_opened(
    home: House, rosas: str, case_id: str, ada: AtTheDesk
) -> None:
    ada.opens(case_id)
    adds_a_note(ada, "Before.")
    before = home.sealed("report", rosas)
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    expect(part(ada.page, "resealing-groups")).to_contain_text("One case is")
    ends_with(ada, "One case is sealed anew.")
    assert home.sealed("report", rosas) != before
    ada.opens(case_id)
    expect(part(ada.page, "report")).to_contain_text(ROSAS)
    adds_a_note(ada, "After.", count=3)
    expect(ada.page.locator("main .warning")).to_have_count(0)


def test_what_was_said_before_statements_named_their_report_is_read_as_ever(
    home: House, rosas: str, case_id: str, ada: AtTheDesk
) -> None:
    old = Forger(home, case_id, rosas)
    old.put(old.said(1, "In spring.", by="ben"))
    ada.opens(case_id)
    expect(part(ada.page, "note-list").locator("li")).to_contain_text("In spring.")
    adds_a_note(ada, "In autumn.", count=2)
    expect(ada.page.locator("main .warning")).to_have_count(0)


def test_nobody_but_a_reader_makes_a_report_look_replaced(
    home: House, rosas: str, case_id: str, ada: AtTheDesk
) -> None:
    """A lie about the hash is believed of nobody without a reader's key: else Mallory could close any case."""
    forger = Forger(home, case_id, rosas)
    forger.put(forger.said(1, HERS, by="ben", signed_by="mallory", report="0" * 64))
    forger.put(forger.said(2, HERS, by="olu", report="0" * 64))
    forger.put(forger.said(3, HERS, by="ben", report="0" * 64, case_id="0000-0000"))
    ada.opens(case_id)
    expect(part(ada.page, "report")).to_contain_text(ROSAS)
    expect(part(ada.page, "note-list").locator("li.warning")).to_have_count(3)
    adds_a_note(ada, "It is as it was.", count=4)
