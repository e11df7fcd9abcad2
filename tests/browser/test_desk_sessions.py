"""Keys and sessions at the desk: lost with the tab, kept on walks, ended by signing out or by time."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from reporting.db import DeskBase, Store
from reporting.signin.models import SessionRow
from tests.browser.desks import a_report
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.house import House

report_id = a_report


def test_the_key_goes_with_the_page_and_the_session_stays(ada: AtTheDesk, home: House, report_id: str) -> None:
    ada.comes().opens(case_of(home, report_id))
    challenges: list[str] = []
    ada.page.on("request", lambda sent: challenges.append(sent.url) if "challenge" in sent.url else None)
    ada.page.reload()
    expect(ada.page.get_by_text("no key is open in this tab")).to_be_visible()
    assert "He followed me" not in ada.page.content()
    expect(ada.page.get_by_role("button", name="Open the report")).to_be_disabled()
    ada.opens_key()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator(".said")).to_have_text("He followed me to the station.")
    assert not challenges, "the session was still there, so nothing was signed for another"


def test_somebody_elses_key_does_not_go_on_with_my_session(ada: AtTheDesk) -> None:
    ada.comes()
    ada.page.reload()
    ada.handle = "ben"
    ada.opens_key()
    expect(ada.page.locator(".me")).to_contain_text("Ben Okafor")


def test_walking_and_going_back_keep_the_key(ada: AtTheDesk, home: House, report_id: str) -> None:
    ada.comes().opens(case_of(home, report_id))
    ada.page.evaluate("globalThis.sameDocument = true")
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("My entries")
    expect(ada.page.locator("tbody tr").first).to_contain_text("report:open")
    ada.page.go_back()
    expect(ada.page.get_by_role("button", name="Open the report")).to_be_enabled()
    ada.page.go_back()
    expect(ada.row).to_contain_text("At a live event, in the last days")
    assert ada.page.evaluate("globalThis.sameDocument")


def test_who_signs_out_while_the_desk_cannot_be_reached_leaves_nothing_open(
    home: House, ada: AtTheDesk, report_id: str
) -> None:
    ada.comes()
    expect(ada.opens(case_of(home, report_id))).to_contain_text("to the station")
    ada.page.route("**/sign-out", lambda route: route.abort())
    ada.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(ada.page.locator('[data-notice="failed"]')).to_contain_text("your key are closed")
    said = ada.page.evaluate("document.documentElement.outerHTML")
    assert "station" not in said and "danger" not in said
    expect(ada.page.get_by_role("button", name="Set up a passkey")).to_have_count(0)  # it would need the key
    assert len(ada.page.workers) == 0, "the key ended with it"
    ada.page.unroute("**/sign-out")
    ada.page.get_by_role("button", name="Try again").click()
    ada.page.wait_for_url("**/")
    with home.rooms().desk.read() as session:
        assert session.query(SessionRow).count() == 0


def test_in_how_many_browsers_somebody_is_signed_in_stands_beside_the_button_that_ends_all(
    windows: Windows, ada: AtTheDesk, home: House
) -> None:
    fold, line = "This browser, and the keys it knows", '[data-part="sign-ins"]'
    today = f"{home.clock.today():%-d %B %Y}"
    ada.comes().page.get_by_text(fold).click()
    expect(ada.page.locator(line)).to_have_text(f"You are signed in here, since {today}, and nowhere else.")
    ada.page.get_by_text(fold).click()
    AtTheDesk(windows.desk()).comes()
    AtTheDesk(windows.desk(), "ben").comes()
    ada.page.get_by_text(fold).click()
    expect(ada.page.locator(line)).to_have_text(f"You are signed in twice, here and in another browser, since {today}.")


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out(everywhere: bool, windows: Windows, ada: AtTheDesk) -> None:
    ada.comes()
    elsewhere = AtTheDesk(windows.desk()).comes()
    if everywhere:
        ada.page.get_by_text("This browser, and the keys it knows").click()
    ada.signs_out("Sign out everywhere" if everywhere else "Sign out")
    assert not ada.page.context.cookies()
    ada.page.go_back()
    assert "Ada Lindqvist" not in ada.page.inner_text("body")

    elsewhere.page.get_by_role("link", name="My entries").click()
    if everywhere:
        expect(elsewhere.page.get_by_text("Your session has ended")).to_be_visible()
    else:
        expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("My entries")


def test_a_session_that_ended_meanwhile_is_told_and_what_was_asked_is_done_after_all(
    ada: AtTheDesk, home: House, report_id: str
) -> None:
    ada.comes().walks_to(case_of(home, report_id))
    with Store.open(home.settings.desk().desk_url, DeskBase).write() as session:
        session.execute(delete(SessionRow))
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.get_by_text("Your session has ended")).to_be_visible()
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(ada.page.locator(".said")).to_have_text("He followed me to the station.")


def test_a_desk_that_nobody_sits_at_is_locked(ada: AtTheDesk, home: House) -> None:
    ada.page.clock.install()
    ada.comes()
    home.clock.advance(timedelta(minutes=16))
    ada.page.clock.fast_forward("16:00")
    expect(ada.page.get_by_role("button", name="Open my key")).to_be_visible()
