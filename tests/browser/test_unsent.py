"""Ada writes, and the page goes before she has sent it: what she wrote is sealed to her own key, and comes back."""

import json
import re
from base64 import b64decode
from datetime import timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, Route, expect

from reporting.mailbox.withdrawal import Withdrawals
from reporting.review.erase_case import erase_case
from reporting.review.withdrawals import settle
from reporting.sealing import NotARecipient
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.test_came_another_way import CONTACT, fills_in, walks_there
from tests.browser.test_recusal import steps_back
from tests.browser.test_working import answer_all, part, says
from tests.browser.windows import PATIENCE, Windows
from tests.house import House, key_of

NOTE = "A long note: he was there\non the second evening too."
REPLY = "Thank you. Could you tell us which evening it was?"
AGAIN = "What you had written is here again."
IDLE = timedelta(minutes=16)


def stored(page: Page) -> dict[str, str]:
    """All that this tab and this browser keep."""
    both = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    found: dict[str, str] = json.loads(both)
    return found


def unsent(page: Page) -> dict[str, bytes]:
    """What is kept of unsent words, by person, case and form."""
    return {name: b64decode(text) for name, text in stored(page).items() if name.startswith("reporting.unsent ")}


def is_kept(page: Page, **words: str) -> None:
    """Wait until exactly these forms are kept for Ada, each with these words, as her key opens it."""

    def found() -> bool:
        kept = {name.split(" ")[-1]: sealed for name, sealed in unsent(page).items()}
        texts = {name: json.loads(key_of("ada").identity.open(sealed))["typed"] for name, sealed in kept.items()}
        return set(texts) == {name.replace("_", "-") for name in words} and all(
            any(text in str(value) for _field, value in texts[name.replace("_", "-")]) for name, text in words.items()
        )

    until = monotonic() + PATIENCE / 1000
    while not found():
        assert monotonic() < until, "it was never kept"
        page.wait_for_timeout(50)


def opens_again(ada: AtTheDesk, case_id: str) -> None:
    """The key, in the panel above the page; then the report."""
    ada.opens_key()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator("#announce")).to_have_text("The report is open")
    expect(ada.page.locator(f'.heading[data-case="{case_id}"]')).to_be_visible()


@pytest.fixture
def case_id(home: House, ada: AtTheDesk) -> str:
    """A case, and Ada has opened it."""
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.page.clock.install()
    ada.comes()
    found = case_of(home, report_id)
    ada.opens(found)
    return found


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


def test_signing_out_drops_it(ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    ada.signs_out()
    assert unsent(ada.page) == {}
    ada.comes()
    expect(ada.page.locator('[data-notice="unsent"]')).to_have_count(0)
    ada.opens(case_id)
    expect(part(ada.page, "note-text")).to_have_value("")


def test_erasing_the_case_drops_it(home: House, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    other = deposit(home, {"what_happened": "He shouted."})
    ada.goes_home()
    erased = case_of(home, other)
    ada.opens(erased)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    with home.rooms().mailbox.write_rows() as rows:
        Withdrawals(rows).put(other, home.clock.today())
    ada.goes_home()
    ada.opens(erased)
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    part(ada.page, "erase-sure").check()
    part(ada.page, "erase").click()
    expect(ada.page.locator("#announce")).to_have_text("Erased")
    assert unsent(ada.page) == {}
    ada.goes_home()
    finds_nothing(ada.page, "shouted", "a long note")


def test_when_the_other_reader_has_erased_it_nothing_of_it_is_kept_either(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    says(ada.page, "reply", "Thank you.")
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    ada.goes_home()
    with home.rooms().mailbox.write_rows() as rows:
        Withdrawals(rows).put(home.report_ids()[0], home.clock.today())
    settle(home.rooms(), home.person("ben").fingerprint)
    erase_case(case_id, home.person("ben").fingerprint, home.rooms())
    ada.page.locator('[data-notice="unsent"]').get_by_role("link", name=case_id).click()
    expect(ada.page.get_by_role("heading", name="Erased")).to_be_visible()
    assert unsent(ada.page) == {}


@pytest.mark.parametrize("opened", [False, True])
def test_stepping_back_drops_it_and_nothing_of_the_case_is_found_any_more(
    home: House, ada: AtTheDesk, case_id: str, opened: bool
) -> None:
    """In this tab, and in another in which something was written too."""
    deposit(home, {"what_happened": "Somebody sells watches."})
    second = AtTheDesk(ada.page.context.new_page()).comes()
    second.opens(case_id)
    for who in (ada, second):
        part(who.page, "note-text").fill(NOTE)
        who.page.get_by_text("Name this case").click()
        part(who.page, "title-text").fill("The man at the station")
        is_kept(who.page, note=NOTE, title_keep="station")
    if not opened:
        ada.goes_home()
        ada.walks_to(case_id)
        is_kept(ada.page, note=NOTE, title_keep="station")
    steps_back(ada, "step-back-now")  # also where the report was opened just now
    assert case_id not in json.dumps(stored(ada.page)) and unsent(ada.page) == {}
    expect(ada.page.locator('[data-notice="unsent"]')).to_have_count(0)
    part(second.page, "note").click()
    expect(part(second.page, "note-said")).to_contain_text("nothing here that you may read")
    second.goes_home()
    second.page.locator('[data-notice="unsent"]').get_by_role("link", name=case_id).click()
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Not here")
    assert case_id not in json.dumps(stored(second.page)) and unsent(second.page) == {}
    second.goes_home()
    for who in (ada, second):
        expect(who.page.locator('[data-notice="unsent"]')).to_have_count(0)
        finds_nothing(who.page, case_id, "followed", "station")


def finds_nothing(page: Page, *all_words: str) -> None:
    for words in all_words:
        part(page, "find").fill(words)
        expect(part(page, "found")).to_have_text("No cases are found.")
        expect(part(page, "elsewhere").locator("li")).to_have_count(0)


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


def test_another_person_in_the_same_tab_is_shown_none_of_it(home: House, ada: AtTheDesk, case_id: str) -> None:
    part(ada.page, "note-text").fill(NOTE)
    is_kept(ada.page, note=NOTE)
    home.clock.advance(IDLE)
    ada.page.reload()
    ben = AtTheDesk(ada.page, "ben")
    ben.opens_key()
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Inbox")
    ben.opens(case_id)
    expect(part(ben.page, "note-text")).to_have_value("")
    ben.signs_out()
    is_kept(ada.page, note=NOTE)
    ada.comes()
    ada.opens(case_id)
    expect(part(ada.page, "note-text")).to_have_value(NOTE)


def test_before_the_last_words_are_sealed_the_browser_asks(windows: Windows, ada: AtTheDesk, case_id: str) -> None:
    del case_id
    ada.page.clock.pause_at(ada.page.evaluate("Date.now()") / 1000 + 60)
    part(ada.page, "note-text").click()
    part(ada.page, "note-text").fill(NOTE)
    assert unsent(ada.page) == {}
    with ada.page.expect_event("dialog") as asked:
        ada.page.evaluate("location.reload()")
    assert asked.value.type == "beforeunload"
    windows.dialogs.clear()
    expect(part(ada.page, "note-text")).to_have_value(NOTE)
