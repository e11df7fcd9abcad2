"""Ada writes, and the page goes before she has sent it: what she wrote is sealed to her own key, and comes back."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from reporting.sealing import NotARecipient
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk
from tests.browser.test_came_another_way import CONTACT, fills_in, walks_there
from tests.browser.unsent import IDLE, NOTE, a_case, is_kept, stored, unsent
from tests.browser.working import answer_all, part, says
from tests.house import House, key_of

case_id = a_case

REPLY = "Thank you. Could you tell us which evening it was?"
AGAIN = "What you had written is here again."


def opens_again(ada: AtTheDesk, case_id: str) -> None:
    """The key, in the panel above the page; then the report."""
    ada.opens_key()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator("#announce")).to_have_text("The report is open")
    expect(ada.page.locator(f'.heading[data-case="{case_id}"]')).to_be_visible()


def test_what_was_written_outlives_the_lock_of_a_desk_that_nobody_sits_at(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    part(ada.page, "note-text").fill(NOTE)
    part(ada.page, "reply-text").fill(REPLY)
    is_kept(ada.page, note=NOTE, reply=REPLY)
    home.clock.advance(IDLE)
    ada.page.clock.fast_forward(int(IDLE.total_seconds() * 1000))
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    ada.opens_key()
    ada.page.locator('[data-notice="unsent"]').get_by_role("link", name=case_id).click()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "note-text")).to_have_value(NOTE)
    expect(part(ada.page, "reply-text")).to_have_value(REPLY)
    expect(part(ada.page, "note-said")).to_have_text(AGAIN)
    assert faults(ada.page) == []
    part(ada.page, "note").click()
    expect(part(ada.page, "note-list")).to_contain_text("on the second evening too.")
    expect(part(ada.page, "note-text")).to_have_value("")
    is_kept(ada.page, reply=REPLY)
    ada.goes_home()
    expect(ada.page.locator('[data-notice="unsent"]')).to_contain_text(case_id)


def test_no_word_of_it_lies_in_the_browser_in_the_clear_and_no_other_key_opens_it(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    ada.page.get_by_text("Name this case").click()
    part(ada.page, "title-text").fill("The man at the station")
    is_kept(ada.page, note=NOTE, title_keep="station")
    whole = json.dumps(stored(ada.page))
    assert not re.search("evening|station|follow", whole)
    kept = unsent(ada.page)
    assert {name.split()[2] for name in kept} == {case_id}
    for sealed in kept.values():
        assert sealed.startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ")
        assert key_of("ada").identity.open(sealed)
        with pytest.raises(NotARecipient):
            key_of("ben").identity.open(sealed)


def test_what_was_written_outlives_loading_the_page_anew(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    ada.page.locator("summary", has_text="The same person in another case?").click()
    part(ada.page, "link-case").fill("7QK4-M2XR")
    is_kept(ada.page, link="7QK4", note=NOTE)
    ada.page.reload()
    opens_again(ada, case_id)
    expect(part(ada.page, "note-text")).to_have_value(NOTE)
    expect(part(ada.page, "link-case")).to_have_value("7QK4-M2XR")
    expect(part(ada.page, "link-case")).to_be_visible()
    part(ada.page, "note-text").fill("")
    is_kept(ada.page, link="7QK4")
    ada.page.reload()
    opens_again(ada, case_id)
    expect(part(ada.page, "note-text")).to_have_value("")


def test_a_proposal_and_answers_come_back_as_they_were(ada: AtTheDesk, case_id: str) -> None:
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)
    ada.page.locator("#check-scope").select_option("yes")
    ada.page.locator("#check-clauses").fill("2.1 and perhaps 3")
    part(ada.page, "propose-title").click()
    ada.page.get_by_label("Suspended, until a day").check()
    ada.page.locator("[name=suspended-what]").fill("the man at the door")
    ada.page.locator("[name=suspended-version]").fill("2025-01-01")
    ada.page.locator("[name=why]").fill("It happened twice.")
    is_kept(ada.page, check="perhaps 3", propose="twice")
    ada.page.reload()
    opens_again(ada, case_id)
    expect(ada.page.locator("#check-scope")).to_have_value("yes")
    expect(ada.page.locator('[data-check="scope"] [data-by]')).to_have_text("Ada: unsure")
    expect(ada.page.locator("#check-heard")).to_have_value("unsure")
    expect(ada.page.locator("#check-clauses")).to_have_value("2.1 and perhaps 3")
    expect(ada.page.locator("[name=suspended-what]")).to_have_value("the man at the door")
    expect(ada.page.locator("[name=suspended-version]")).to_have_value("2025-01-01")
    expect(ada.page.locator("[name=suspended-until]")).to_be_visible()
    expect(ada.page.locator("[name=why]")).to_have_value("It happened twice.")
    expect(part(ada.page, "propose-said")).to_have_text(AGAIN)


def test_walking_away_and_back_loses_nothing(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    ada.goes_home()
    ada.opens(case_id)
    expect(part(ada.page, "note-text")).to_have_value(NOTE)
    part(ada.page, "note-text").press_sequentially(" At nine.")
    ada.page.go_back()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Inbox")
    ada.page.go_forward()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "note-text")).to_have_value(re.compile("At nine."))


def test_a_concern_that_is_being_entered_outlives_the_page(home: House, ada: AtTheDesk) -> None:
    ada.page.clock.install()
    ada.comes()
    walks_there(ada)
    fills_in(ada.page, "not-ben")
    is_kept(ada.page, enter=CONTACT)
    assert "Bahnhof" not in json.dumps(stored(ada.page))
    home.clock.advance(IDLE)
    ada.page.clock.fast_forward(int(IDLE.total_seconds() * 1000))
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    ada.opens_key()
    ada.page.locator('[data-notice="unsent"]').get_by_role("link").click()
    expect(part(ada.page, "enter-said")).to_have_text(AGAIN)
    expect(ada.page.get_by_label("What happened?")).to_have_value(re.compile("Bahnhof"))
    expect(ada.page.locator('[name=readers][value="not-ben"]')).to_be_checked()
    expect(ada.page.get_by_label("Harassment")).to_be_checked()
    expect(ada.page.get_by_label("How did it come?")).to_have_value("staff")
    assert faults(ada.page) == []
    part(ada.page, "enter").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    is_kept(ada.page)
    ada.page.get_by_role("link", name="I have the words").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Inbox")
    is_kept(ada.page)


def test_where_the_choice_of_readers_is_gone_by_now_none_is_made(ada: AtTheDesk) -> None:
    """Else it would be sealed to the very person whom it is about."""
    ada.comes()
    walks_there(ada)
    fills_in(ada.page, "not-ben")
    is_kept(ada.page, enter=CONTACT)

    def without(route: Route) -> None:
        page = route.fetch()
        route.fulfill(response=page, body=page.text().replace('value="not-ben"', 'value="not-noor"'))

    ada.page.route("**/cases/new", without)
    ada.page.reload()
    ada.opens_key()
    expect(ada.page.get_by_label("What happened?")).to_have_value(re.compile("Bahnhof"))
    expect(ada.page.locator("[name=readers]:checked")).to_have_count(0)
    part(ada.page, "enter").click()
    expect(part(ada.page, "enter-said")).to_contain_text("Who should read it? Choose one.")


def test_what_was_typed_before_the_key_was_open_stands_below_what_was_kept(ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    ada.page.get_by_label("What happened?").fill("The first half.")
    is_kept(ada.page, enter="The first half.")
    ada.page.reload()
    ada.page.get_by_label("What happened?").fill("The second half.")
    ada.opens_key()
    expect(ada.page.get_by_label("What happened?")).to_have_value("The first half.\n\nThe second half.")


def test_a_desk_that_cannot_answer_now_costs_no_word(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    ada.goes_home()

    def not_now(route: Route) -> None:
        page = route.fetch()
        route.fulfill(response=page, status=503, body=page.text().replace('data-page="case"', 'data-page="error"'))

    ada.page.route(f"**/cases/{case_id}", not_now)
    ada.page.locator(f'[data-case="{case_id}"] a').click()
    expect(ada.page.locator("body")).to_have_attribute("data-page", "error")
    is_kept(ada.page, note=NOTE)
