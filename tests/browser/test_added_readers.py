"""Other words from Rosa's page, and meanwhile others read the first report: the page names them, and adds the words."""

from playwright.sync_api import Page, expect

from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.sealing import arrive, losing, sealing_form, told
from tests.browser.test_back_meanwhile import messages
from tests.browser.test_back_readers import change, opened_by
from tests.giving_place import gives_place
from tests.house import House

mine = sealing_form

SENT_BEFORE = "You have sent a report from this page before"


def asks_to_add(mine: Page) -> None:
    """The answer to the first report is lost, and Rosa goes on writing."""
    rosa.fill(mine, {"what_happened": "He waited for me."})
    mine.route("**/sealed", losing, times=1)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    mine.fill("#what_happened", "It was the small hall.")


def adds(mine: Page) -> None:
    mine.get_by_role("button", name="Add this to the first report").click()


def is_added(mine: Page) -> None:
    rosa.words(mine)
    expect(mine.locator("h1")).to_have_text("Thank you. It is added to your first report.")


def test_who_was_let_in_meanwhile_is_named_and_then_it_is_sealed_to_them(mine: Page, home: House) -> None:
    asks_to_add(mine)
    gives_place(home, "ada", "ines")
    rosa.press(mine)
    told(mine, SENT_BEFORE)
    expect(mine.get_by_role("alert")).to_contain_text("who read it: Ada Lindqvist and Ines Duarte.")
    adds(mine)
    is_added(mine)
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "ines"]]


def test_who_is_let_in_after_the_page_named_the_readers_is_named_before_anything_is_sealed_to_them(
    mine: Page, home: House
) -> None:
    asks_to_add(mine)
    rosa.press(mine)
    told(mine, SENT_BEFORE)
    expect(mine.get_by_role("alert")).to_contain_text("who read it: Ada Lindqvist and Ben Okafor.")
    gives_place(home, "ada", "ines")
    adds(mine)
    told(mine, "The people who read have changed")
    assert messages(home) == []
    rosa.press(mine)
    told(mine, SENT_BEFORE)
    expect(mine.get_by_role("alert")).to_contain_text("who read it: Ada Lindqvist and Ines Duarte.")
    assert not faults(mine)
    adds(mine)
    is_added(mine)
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "ines"]]


def test_it_is_never_said_that_the_browser_cannot_seal_to_whom_the_roster_names_since(mine: Page, home: House) -> None:
    change(mine, home, ("ada", "ben", "ines", "olu"))
    arrive(mine)
    asks_to_add(mine)
    change(mine, home, ("ada", "ben", "ines", "noor", "olu"))
    gives_place(home, "ada", "noor")
    rosa.press(mine)
    told(mine, SENT_BEFORE)
    adds(mine)
    told(mine, "The people who read have changed")
    assert messages(home) == []
    rosa.press(mine)
    told(mine, SENT_BEFORE)
    adds(mine)
    is_added(mine)
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "noor"]]
