"""Ada walks on while the desk still answers: what comes late belongs to the page that asked, and changes no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from reporting.cases.models import CaseRow, NoteRow
from reporting.review.move import Wish, move
from reporting.review.take import take
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.unsent import is_kept
from tests.browser.working import answer_all, part, says
from tests.house import House

FIRST, SECOND = "He followed me.", "Somebody sells watches."


@pytest.fixture
def cases(home: House, ada: AtTheDesk) -> tuple[str, str]:
    """Two, and Ada is in her inbox."""
    ids = [deposit(home, {"what_happened": what}) for what in (FIRST, SECOND)]
    ada.comes()
    first, second = (case_of(home, one) for one in ids)
    return first, second


@contextmanager
def held(page: Page, address: str, *, after: int = 0) -> Iterator[Callable[[], None]]:
    """The answer from there waits until it is let go: the first, or the one after so many."""
    waiting: list[Route] = []
    seen = 0

    def hold(route: Route) -> None:
        nonlocal seen
        seen += 1
        if seen == after + 1:
            waiting.append(route)
        else:
            route.continue_()

    def is_asked() -> None:
        while not waiting:
            page.wait_for_timeout(20)

    page.route(address, hold)
    yield is_asked
    if not waiting[0].request.failure:  # else the page has given it up
        waiting[0].continue_()
        waiting[0].request.response()
    page.unroute(address, hold)
    page.wait_for_timeout(500)  # what is done with the answer, if anything


def is_untouched(ada: AtTheDesk, case_id: str) -> None:
    """The second case as it was opened: nothing of the first stands in it."""
    main = ada.page.locator("main")
    expect(ada.page.locator(f'.heading[data-case="{case_id}"]')).to_be_visible()
    expect(main).to_contain_text(SECOND)
    expect(main).not_to_contain_text(FIRST)
    expect(part(ada.page, "title")).not_to_have_text("The man at the station")
    expect(part(ada.page, "note-list")).to_be_empty()
    expect(part(ada.page, "messages")).to_be_empty()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("received")
    expect(ada.page.locator('main [role="alert"]')).to_have_count(0)


def test_a_report_that_comes_late_is_not_opened_in_another_case(ada: AtTheDesk, cases: tuple[str, str]) -> None:
    """Else what is written to one reporter goes to the other."""
    first, second = cases
    ada.walks_to(first)
    with held(ada.page, f"**/cases/{first}/report") as is_asked:
        ada.page.get_by_role("button", name="Open the report").click()
        is_asked()
        ada.goes_home()
        ada.walks_to(second)
    expect(ada.page.locator("main")).not_to_contain_text(FIRST)
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator("#announce")).to_have_text("The report is open")
    is_untouched(ada, second)


def sends(page: Page) -> None:
    says(page, "reply", "Thank you.")


def notes(page: Page) -> None:
    says(page, "note", "I have seen him there.")


def names(page: Page) -> None:
    page.get_by_text("Name this case").click()
    part(page, "title-text").fill("The man at the station")
    part(page, "title-keep").click()


def links(page: Page) -> None:
    page.locator("summary", has_text="The same person in another case?").click()
    part(page, "link-case").fill("7QK4-M2XR")
    says(page, "link", "The same jacket.")


def acknowledges(page: Page) -> None:
    part(page, "move-acknowledged").click()


@pytest.mark.parametrize(
    ("act", "where"),
    [(sends, "replies"), (notes, "notes"), (names, "notes"), (links, "notes"), (acknowledges, "move")],
)
def test_what_is_sent_from_one_case_changes_no_other(
    ada: AtTheDesk, cases: tuple[str, str], act: Callable[[Page], None], where: str
) -> None:
    first, second = cases
    ada.opens(first)
    says(ada.page, "note", "Karl again.")
    expect(part(ada.page, "note-list")).to_contain_text("Karl again.")
    with held(ada.page, f"**/cases/{first}/{where}") as is_asked:
        act(ada.page)
        is_asked()
        ada.goes_home()
        ada.opens(second)
        part(ada.page, "reply-text").fill("We know the watches.")
    is_untouched(ada, second)
    expect(part(ada.page, "reply-text")).to_have_value("We know the watches.")
    is_kept(ada.page, reply="We know the watches.")  # of the first nothing is unsent any more
    ada.goes_home()
    main = ada.opens(first)
    said = {
        sends: "Thank you.",
        notes: "I have seen him",
        names: "The man",
        links: "7QK4",
        acknowledges: "acknowledged",
    }
    expect(main).to_contain_text(said[act])


@pytest.mark.parametrize("to", ["inbox", "case"])
def test_a_decision_and_its_checklist_too(home: House, ada: AtTheDesk, cases: tuple[str, str], to: str) -> None:
    first, second = cases
    ada.opens(first)
    notes(ada.page)
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    sends(ada.page)
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)

    def walks() -> None:
        ada.goes_home()
        if to == "case":
            ada.opens(second)

    with held(ada.page, f"**/cases/{first}/notes") as is_asked:
        ada.page.locator("#check-scope").select_option("yes")
        part(ada.page, "check").click()
        is_asked()
        walks()
    if to == "case":
        is_untouched(ada, second)
        ada.goes_home()
    ada.opens(first)
    expect(ada.page.locator("#check-scope")).to_have_value("yes")
    with held(ada.page, f"**/cases/{first}/notes") as is_asked:
        part(ada.page, "propose-title").click()
        ada.page.get_by_label("No rule was broken").check()
        ada.page.locator("[name=why]").fill("Nobody did anything.")
        part(ada.page, "propose").click()
        is_asked()
        walks()
    if to == "case":
        is_untouched(ada, second)
        expect(part(ada.page, "decision")).to_be_hidden()
    with home.rooms().desk.read() as session:
        assert session.query(CaseRow).filter_by(case_id=first).one().proposal == 4
        assert session.query(NoteRow).filter_by(case_id=second).count() == 0


def test_an_answer_that_was_not_taken_is_told_with_its_case_and_its_words_are_there(
    ada: AtTheDesk, cases: tuple[str, str]
) -> None:
    first, second = cases
    ada.opens(first)
    part(ada.page, "reply-text").fill("Thank you.")
    is_kept(ada.page, reply="Thank you.")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    ada.page.route(f"**/cases/{first}/replies", hold)
    part(ada.page, "reply").click()
    expect(part(ada.page, "reply")).to_be_disabled()
    ada.goes_home()
    ada.opens(second)
    part(ada.page, "reply-text").fill("We know the watches.")
    waiting[0].abort()
    notice = ada.page.locator('[data-notice="failed"]')
    expect(notice).to_contain_text("could not be reached")
    expect(notice.get_by_role("button")).to_have_count(0)  # the words that stand here are for somebody else
    is_untouched(ada, second)
    ada.page.unroute(f"**/cases/{first}/replies", hold)
    notice.get_by_role("link", name=first).click()
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "reply-text")).to_have_value("Thank you.")
    part(ada.page, "reply").click()
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)


def test_who_steps_back_and_walks_on_is_not_fetched_back(ada: AtTheDesk, cases: tuple[str, str]) -> None:
    first, second = cases
    ada.walks_to(first)
    part(ada.page, "step-back-sure").locator("xpath=ancestor::details/summary").click()
    part(ada.page, "step-back-sure").check()
    with held(ada.page, f"**/cases/{first}/step-back") as is_asked:
        part(ada.page, "step-back").click()
        is_asked()
        ada.goes_home()
        ada.opens(second)
    is_untouched(ada, second)
    ada.goes_home()
    expect(ada.row).to_have_count(1)
    part(ada.page, "find").fill(first)
    expect(part(ada.page, "elsewhere").locator("li")).to_have_count(0)


def test_what_a_step_changed_is_not_shown_in_another_case(ada: AtTheDesk, cases: tuple[str, str]) -> None:
    """The step is done, and the page that would show it comes late."""
    first, second = cases
    ada.opens(first)
    notes(ada.page)
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    with held(ada.page, f"**/cases/{first}") as is_asked:
        acknowledges(ada.page)
        is_asked()
        ada.goes_home()
        ada.opens(second)
    is_untouched(ada, second)


def test_a_list_that_comes_late_is_not_put_in_the_place_of_another(home: House, ada: AtTheDesk) -> None:
    """Danger is read, the list is fetched in its new order, and by then Ada looks at another."""
    acknowledged = deposit(home, {"what_happened": SECOND, "risk": "no"})
    rooms, print_of = home.rooms(), home.person("ada").fingerprint
    take(print_of, rooms)
    case_id = case_of(home, acknowledged)
    move(case_id, Wish("acknowledged", "received"), print_of, rooms)
    deposit(home, {"what_happened": "He waits at her door.", "risk": "danger"})
    with held(ada.page, "**/inbox", after=1) as is_asked:
        ada.comes()
        is_asked()
        ada.page.get_by_label("Status").select_option("acknowledged")
        ada.page.get_by_role("button", name="Show").click()
        expect(ada.row).to_have_count(1)
    expect(ada.row).to_have_count(1)
    expect(ada.row).to_have_attribute("data-case", case_id)
