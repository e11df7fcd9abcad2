"""Ada walks on while her own browser still opens, or what came in is fetched: none of it lands in another case."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.test_left_behind import kept_waiting
from tests.browser.test_walking_on import FIRST, SECOND, is_untouched, notes
from tests.browser.test_walking_on import cases as two_cases
from tests.browser.test_working import proposes
from tests.browser.unsent import is_kept
from tests.browser.working import answer_all, part, says
from tests.house import House

cases = two_cases

SLOW_TO_OPEN = """const Before = Worker;
window.Worker = class extends Before {
  postMessage(asked, over) {
    const read = document.querySelector('[data-part="thread"]')?.hidden === false;
    if (!window.holds || !read || asked.what !== "open") return super.postMessage(asked, over);
    window.holds = false;
    window.comes = () => super.postMessage(asked, over);
  }
};"""

SLOW_TO_COUNT = """const before = crypto.subtle.digest.bind(crypto.subtle);
SubtleCrypto.prototype.digest = async (name, bytes) => {
  if (window.holds && new TextDecoder().decode(bytes).includes('"kind":"proposal"')) {
    window.holds = false;
    await new Promise((resolve) => { window.comes = resolve; });
  }
  return before(name, bytes);
};"""


def holds(page: Page) -> None:
    """The next piece of work of that kind waits."""
    page.evaluate("window.holds = true")


def waits(page: Page) -> None:
    while not page.evaluate("Boolean(window.comes)"):
        page.wait_for_timeout(20)


def comes(page: Page) -> None:
    page.evaluate("window.comes()")
    page.wait_for_timeout(700)  # for what is done with it


def test_words_that_are_opened_late_bring_nothing_of_their_case_along(home: House, ada: AtTheDesk) -> None:
    """Its checklist, its files and its contact follow the unsent words: by then another case is there."""
    reports = [deposit(home, {"what_happened": what}, contact=f"at {what}") for what in (FIRST, SECOND)]
    ada.page.add_init_script(SLOW_TO_OPEN)
    ada.comes()
    first, second = (case_of(home, one) for one in reports)
    ada.opens(first)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)
    part(ada.page, "note-text").fill("I have seen him there.")
    is_kept(ada.page, note="I have seen him there.")
    ada.goes_home()
    ada.walks_to(first)
    holds(ada.page)
    ada.page.get_by_role("button", name="Open the report").click()
    waits(ada.page)
    ada.goes_home()
    ada.walks_to(second)
    comes(ada.page)
    for hidden in ("checklist", "report", "decision"):
        expect(part(ada.page, hidden)).to_be_hidden()
    expect(part(ada.page, "open-contact")).to_be_disabled()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator("#announce")).to_have_text("The report is open")
    is_untouched(ada, second)
    part(ada.page, "open-contact").click()
    expect(part(ada.page, "contact")).to_have_text(f"at {SECOND}")


def test_a_decision_that_is_held_against_its_agreements_late_is_not_shown_in_another_case(
    ada: AtTheDesk, cases: tuple[str, str]
) -> None:
    first, second = cases
    ada.page.add_init_script(SLOW_TO_COUNT)
    ada.page.reload()
    ada.opens_key()
    ada.opens(first)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)
    proposes(ada.page, "Nobody did anything.")
    notes(ada.page)
    expect(ada.page.locator("#announce")).to_have_text("The note is added")
    holds(ada.page)
    notes(ada.page)
    waits(ada.page)
    ada.goes_home()
    ada.opens(second)
    comes(ada.page)
    is_untouched(ada, second)
    expect(part(ada.page, "decision")).to_be_hidden()
    expect(part(ada.page, "decision-why")).to_be_empty()


@pytest.mark.parametrize("lost", [False, True])
def test_what_came_in_is_loaded_late_and_says_nothing_in_another_case(
    ada: AtTheDesk, ben: AtTheDesk, cases: tuple[str, str], lost: bool
) -> None:
    first, second = cases
    ada.opens(first)
    ben.comes()
    ben.opens(first)
    notes(ben.page)
    expect(part(ben.page, "note-list")).to_contain_text("I have seen him")
    says(ada.page, "note", "So have I.")
    load = part(ada.page, "note-said").get_by_role("button", name="Load what came in")
    answers = kept_waiting(ada.page, f"**/cases/{first}/report", load.click)
    ada.goes_home()
    ada.opens(second)
    answers(lost=lost)
    is_untouched(ada, second)
    told = ada.page.locator('[data-notice="failed"]')
    expect(told).to_have_count(int(lost))
    if lost:
        expect(told.get_by_role("link", name=first)).to_be_visible()
