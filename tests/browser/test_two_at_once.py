"""Ada and Ben work on one case at the same time: the second is told, and whatever they typed is still theirs."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.working import answer_all, part, says
from tests.house import House


def comes_in(page: Page, name: str) -> None:
    """The second is told beside their own button, loads what came in, and presses once more."""
    expect(part(page, f"{name}-said")).to_contain_text("meanwhile")
    part(page, f"{name}-said").get_by_role("button", name="Load what came in").click()
    expect(page.locator("#announce")).to_have_text("What came in is loaded")


def kept(page: Page, name: str) -> Locator:
    """The answer that counts by now."""
    return page.locator(f'[data-check="{name}"] [data-given]')


@pytest.fixture
def case_id(home: House, ada: AtTheDesk, ben: AtTheDesk) -> str:
    """A case that is assessed, with an answer to each question, open in two windows."""
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    found = case_of(home, report_id)
    ada.opens(found)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)
    ben.comes()
    ben.opens(found)
    return found


@pytest.mark.usefixtures("case_id")
def test_of_two_notes_the_second_waits_and_no_word_is_lost(ada: AtTheDesk, ben: AtTheDesk) -> None:
    says(ada.page, "note", "I have seen him there.")
    says(ben.page, "note", "So have I.")
    comes_in(ben.page, "note")
    expect(part(ben.page, "note-list")).to_contain_text("I have seen him there.")
    expect(part(ben.page, "note-text")).to_have_value("So have I.")
    part(ben.page, "note").click()
    expect(part(ben.page, "note-list").locator("li")).to_have_count(2)
    expect(part(ben.page, "note-text")).to_have_value("")


@pytest.mark.usefixtures("case_id")
def test_of_two_who_answer_the_checklist_the_second_sees_the_other_beside_their_own(
    ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ada.page.locator("#check-scope").select_option("no")
    ada.page.locator("#check-clauses").fill("2.1")
    ada.page.locator("#check-heard").select_option("yes")
    part(ada.page, "check").click()
    expect(kept(ada.page, "scope")).to_have_text("no")
    ben.page.locator("#check-scope").select_option("yes")
    ben.page.locator("#check-clauses").fill("3, by all means")
    part(ben.page, "check").click()
    comes_in(ben.page, "check")
    expect(ben.page.locator("#check-scope")).to_have_value("yes")
    expect(ben.page.locator('[data-check="scope"]')).to_contain_text("Ada: no")
    expect(ben.page.locator("#check-clauses")).to_have_value("3, by all means")
    expect(ben.page.locator('[data-check="clauses"]')).to_contain_text("Ada: 2.1")
    expect(ben.page.locator("#check-heard")).to_have_value("yes")
    assert faults(ben.page) == []
    part(ben.page, "check").click()
    expect(kept(ben.page, "scope")).to_have_text("yes")
    expect(ben.page.locator('[data-check="clauses"] [data-by]')).to_have_text("Ben")


@pytest.mark.usefixtures("case_id")
@pytest.mark.parametrize("act", ["note", "reply", "move-held"])
def test_answers_that_are_not_kept_yet_outlive_whatever_else_one_does(ada: AtTheDesk, act: str) -> None:
    ada.page.locator("#check-scope").select_option("no")
    ada.page.locator("#check-clauses").fill("2.1")
    if act == "move-held":
        ada.page.locator("#moves summary").click()
        part(ada.page, act).click()
        expect(ada.page.locator("#path [aria-current]")).to_have_text("held")
    else:
        says(ada.page, act, "One more word.")
        expect(part(ada.page, f"{act}-text")).to_have_value("")
    expect(ada.page.locator("#check-scope")).to_have_value("no")
    expect(ada.page.locator("#check-clauses")).to_have_value("2.1")


def test_an_answer_can_be_taken_back(ada: AtTheDesk, ben: AtTheDesk, case_id: str) -> None:
    ada.page.locator("#check-scope").select_option("not answered")
    ada.page.locator("#check-clauses").fill("")
    part(ada.page, "check").click()
    expect(kept(ada.page, "scope")).to_have_text("not answered")
    says(ada.page, "note", "We do not know yet.")
    expect(part(ada.page, "note-text")).to_have_value("")
    expect(ada.page.locator("#check-scope")).to_have_value("")
    part(ada.page, "propose-title").click()
    part(ada.page, "propose").click()
    expect(part(ada.page, "propose-said")).to_contain_text("2 lines of the checklist have no answer yet.")
    ben.goes_home()
    ben.opens(case_id)
    expect(ben.page.locator("#check-scope")).to_have_value("")
    expect(ben.page.locator("#check-clauses")).to_have_value("")
    expect(ben.page.locator("#check-heard")).to_have_value("unsure")


@pytest.mark.usefixtures("case_id")
def test_of_two_names_for_a_case_the_second_stays_in_its_field(ada: AtTheDesk, ben: AtTheDesk) -> None:
    for who, name in ((ada, "The man at the station"), (ben, "Red jacket")):
        who.page.get_by_text("Name this case").click()
        part(who.page, "title-text").fill(name)
        part(who.page, "title-keep").click()
    comes_in(ben.page, "title-keep")
    heading = ben.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The man at the station")
    expect(part(ben.page, "title-text")).to_have_value("Red jacket")
    part(ben.page, "title-keep").click()
    expect(heading).to_have_text("Red jacket")
    says(ada.page, "note", "What a name.")
    comes_in(ada.page, "note")
    expect(part(ada.page, "title-text")).to_have_value("Red jacket")


def proposes(page: Page, what: str) -> None:
    if part(page, "propose-fold").get_attribute("open") is None:
        part(page, "propose-title").click()
    page.get_by_label("A reminder").check()
    page.locator("[name=reminder-what]").fill(what)
    page.locator("[name=reminder-clause]").fill("2.1")
    page.locator("[name=why]").fill(f"It happened twice, to {what}.")
    part(page, "propose").click()


@pytest.mark.usefixtures("case_id")
def test_of_two_proposals_the_second_stays_as_it_was_written(ada: AtTheDesk, ben: AtTheDesk) -> None:
    proposes(ada.page, "volunteers")
    expect(part(ada.page, "decision-state")).to_contain_text("Waiting for Ben")
    proposes(ben.page, "guards")
    comes_in(ben.page, "propose")
    expect(part(ben.page, "decision-state")).to_contain_text("Ada proposes")
    expect(ben.page.locator("[name=reminder-what]")).to_have_value("guards")
    expect(ben.page.locator("[name=why]")).to_have_value("It happened twice, to guards.")
    part(ben.page, "propose").click()
    expect(part(ben.page, "decision-state")).to_contain_text("Ben proposes")
    proposes(ben.page, "helpers")  # the day of the guidelines is still filled in
    expect(part(ben.page, "decision-outcomes")).to_contain_text("helpers")


def test_a_step_from_an_old_page_is_told_and_its_day_stays(ada: AtTheDesk, ben: AtTheDesk, case_id: str) -> None:
    del case_id
    part(ben.page, "note-text").fill("So have I.")
    ben.page.locator("#moves summary").click()
    part(ben.page, "until-waiting").fill("2026-12-20")
    ada.page.locator("#moves summary").click()
    part(ada.page, "move-held").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("held")
    part(ada.page, "move-assessing").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("assessing")
    proposes(ada.page, "volunteers")
    expect(part(ada.page, "decision-state")).to_contain_text("Waiting for Ben")
    part(ben.page, "propose-title").click()
    proposes(ben.page, "guards")
    comes_in(ben.page, "propose")
    expect(part(ben.page, "until-waiting")).to_have_value("2026-12-20")
    expect(part(ben.page, "until-waiting")).to_be_visible()
    part(ben.page, "agree").click()
    expect(ben.page.locator("#path [aria-current]")).to_have_text("addressing")
    ada.page.locator("#moves summary").click()
    part(ada.page, "until-waiting").fill("2026-12-21")
    part(ada.page, "move-waiting").click()
    comes_in(ada.page, "move-waiting")
    expect(part(ada.page, "move-waiting")).to_be_focused()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("addressing")
    part(ada.page, "move-waiting").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("waiting")
    expect(part(ben.page, "note-text")).to_have_value("So have I.")


def test_in_two_tabs_of_one_reader_the_old_one_is_told_and_loses_nothing(ada: AtTheDesk, case_id: str) -> None:
    second = AtTheDesk(ada.page.context.new_page()).comes()
    second.opens(case_id)
    part(second.page, "note-text").fill("From the second tab.")
    second.page.locator("#check-scope").select_option("yes")
    says(ada.page, "note", "From the first tab.")
    expect(ada.page.locator("#announce")).to_have_text("The note is added")
    ada.page.locator("#moves summary").click()
    part(ada.page, "move-held").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("held")
    part(second.page, "check").click()
    comes_in(second.page, "check")
    expect(second.page.locator("#path [aria-current]")).to_have_text("held")
    expect(part(second.page, "note-list")).to_contain_text("From the first tab.")
    expect(part(second.page, "note-text")).to_have_value("From the second tab.")
    part(second.page, "note").click()
    expect(part(second.page, "note-list").locator("li")).to_have_count(2)
    part(ada.page, "move-assessing").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("assessing")
    part(second.page, "move-assessing").click()
    comes_in(second.page, "move-assessing")
    expect(second.page.locator("#check-scope")).to_have_value("yes")
    part(second.page, "check").click()
    expect(kept(second.page, "scope")).to_have_text("yes")


def test_before_the_report_is_opened_an_old_page_is_told_too(ada: AtTheDesk, case_id: str) -> None:
    second = AtTheDesk(ada.page.context.new_page()).comes()
    second.walks_to(case_id)
    for who in (ada, second):
        who.page.locator("#moves summary").click()
    part(ada.page, "until-waiting").fill("2026-12-20")
    part(ada.page, "move-waiting").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("waiting")
    part(second.page, "move-held").click()  # from `waiting` too this would be allowed, and is not what was meant
    comes_in(second.page, "move-held")
    expect(second.page.locator("#path [aria-current]")).to_have_text("waiting")
