"""Ben is close to somebody, steps back, and Ines takes his place: nothing further is his, and nothing is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from reporting.accesslog.models import LogEntry
from reporting.db import DeskBase, Store
from reporting.mailbox.places import Places
from reporting.sealing import NotARecipient
from tests.browser import rosa
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.browser.working import part, says
from tests.house import House, key_of


def steps_back(who: AtTheDesk, name: str) -> None:
    """By the box that asks once more."""
    who.page.locator(f'[data-part="{name}-sure"]').locator("xpath=ancestor::details/summary").click()
    part(who.page, name).click()
    expect(part(who.page, f"{name}-said")).to_contain_text("Tick the box first")
    part(who.page, f"{name}-sure").check()
    part(who.page, name).click()
    expect(who.page.get_by_role("heading", level=1)).to_have_text("Inbox")


def test_an_alternate_takes_the_place_of_who_steps_back(
    home: House, windows: Windows, ada: AtTheDesk, ben: AtTheDesk, ines: AtTheDesk
) -> None:
    form = windows.form()
    arrive(form)
    rosa.fill(form, {"what_happened": "He followed me.", "risk": "ongoing", "contact": "0700 555 0142"})
    rosa.press(form)
    words = " ".join(rosa.words(form))
    (report_id,) = home.report_ids()
    ben.comes()
    case_id = case_of(home, report_id)
    ada.comes()
    ada.opens(case_id)
    says(ada.page, "reply", "Thank you.")
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)
    ben.opens(case_id)
    says(ben.page, "note", "I know Karl from school.")
    expect(part(ben.page, "note-list").locator("li")).to_have_count(1)
    ben.goes_home()
    ben.walks_to(case_id)
    steps_back(ben, "step-back-now")
    expect(ben.row).to_have_count(0)
    answer = ben.page.goto(f"/cases/{case_id}")
    assert answer and answer.status == 404
    ines.comes()
    expect(ines.row).to_have_count(0)

    before = home.sealed("report")
    ada.goes_home()
    ada.opens(case_id)
    part(ada.page, "let-in").click()
    expect(ada.page.get_by_text("for you and Ines Duarte")).to_be_visible()
    after = home.sealed("report")
    assert after[-2000:] == before[-2000:] and after != before, "only its head has changed"
    with pytest.raises(NotARecipient):
        key_of("ben").identity.open(after)

    ines.goes_home()
    ines.page.reload()
    ines.opens_key()
    ines.opens(case_id)
    main = ines.page.locator("main")
    expect(main).to_contain_text("He followed me.")
    expect(part(ines.page, "messages")).to_contain_text("Thank you.")
    expect(part(ines.page, "note-list")).to_contain_text("I know Karl from school.")
    expect(part(ines.page, "note-list")).to_contain_text("Ben stepped back. Ines reads in their place.")
    expect(ines.page.locator("main .warning")).to_have_count(0)
    part(ines.page, "open-contact").click()
    expect(part(ines.page, "contact")).to_contain_text("0700 555 0142")
    says(ines.page, "reply", "I read it now too.")
    expect(part(ines.page, "messages").locator("li")).to_have_count(2)

    back = windows.form()
    back.goto("/receipt")
    back.fill("#words", words)
    back.get_by_role("button", name="Show me where it stands").click()
    expect(back.locator(".letters li").nth(1)).to_contain_text("Ines Duarte")
    back.fill("#text", "Good. Only not Ben, please.")
    back.get_by_role("button", name="Seal and send").click()
    expect(back.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    with home.mailbox().read() as session:
        names = Places(session).headers(report_id).keys()
    assert {"message/1", "reply/1", "reply/2", "part/contact"} <= names
    with Store.open(home.settings.desk().desk_url, DeskBase).read() as session:
        tags = [row.tag for row in session.query(LogEntry).order_by(LogEntry.leaf)]
    assert tags.count("conflict:declare") == 2
    assert_no_old_head(home, before)


def assert_no_old_head(home: House, before: bytes) -> None:
    """The stanza that Ben could open is in no file of the store."""
    stanza = before[100:1400]
    for file in Path(home.folder / "instance" / "mailbox").iterdir():
        assert stanza not in file.read_bytes(), file.name


def test_who_is_asked_before_opening_can_step_back_unread(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ben.comes()
    case_id = case_of(home, report_id)
    ben.walks_to(case_id)
    expect(ben.page.get_by_text("Are you involved, close to, or employed with anyone")).to_be_visible()
    steps_back(ben, "step-back")
    ada.comes()
    ada.walks_to(case_id)
    steps_back_refused(ada)
    expect(ada.page.get_by_role("heading", name="Ines Duarte takes a place")).to_be_visible()


def steps_back_refused(who: AtTheDesk) -> None:
    """Whoever is left cannot go before somebody else can open it."""
    who.page.locator('[data-part="step-back-sure"]').locator("xpath=ancestor::details/summary").click()
    part(who.page, "step-back-sure").check()
    part(who.page, "step-back").click()
    expect(part(who.page, "step-back-said")).to_contain_text("You are the only one who can open this case")


def test_a_successor_whom_the_desk_invents_is_not_let_in(home: House, ada: AtTheDesk, ines: AtTheDesk) -> None:
    """Rosa left Ben out, and Ines steps back. Mallory has the desk say that Ben takes the place."""
    report_id = deposit(home, {"what_happened": "It is about Ben."}, readers="not-ben")
    ada.comes()
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    ines.comes()
    ines.walks_to(case_id)
    steps_back(ines, "step-back")
    ada.goes_home()
    ada.opens(case_id)
    theirs = home.person("ben").fingerprint

    def lies(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"successor": theirs})

    ada.page.route("**/headers", lies)
    sent: list[str] = []
    ada.page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/let-in") else None)
    part(ada.page, "let-in").click()
    expect(part(ada.page, "let-in-said")).to_contain_text("The desk names somebody who cannot be let in")
    assert sent == []
