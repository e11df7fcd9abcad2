"""Somebody walks on while something is still being done: it ends with its page, and what it did stays done."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import rosa
from tests.browser.changing_people import CLEO, goes_to_people, payload, picks, presses
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.sealing import arrive
from tests.browser.test_back_meanwhile import looks
from tests.browser.test_came_another_way import fills_in, walks_there
from tests.browser.test_files import SLOW, choose
from tests.browser.test_recusal import steps_back
from tests.browser.test_snippets import THANKS, at_the_book, looks_at
from tests.browser.windows import Windows
from tests.browser.working import part
from tests.house import House

COUNTS = """window.answered = 0;
const Before = Worker;
window.Worker = class extends Before {
  constructor(...how) { super(...how); this.addEventListener("message", () => { window.answered += 1; }); }
};"""


def kept_waiting(page: Page, address: str, does: Callable[[], None]) -> Callable[..., None]:
    """Do what asks there; the first answer comes when what is given back is called, or never."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route), times=1)
    does()
    while not waiting:
        page.wait_for_timeout(20)

    def comes(*, lost: bool = False) -> None:
        if lost:
            waiting[0].abort()
        else:
            waiting[0].continue_()
        page.wait_for_timeout(700)  # for what is done with it

    return comes


def test_a_key_that_nobody_waits_for_any_more_is_forgotten_and_asks_nothing(windows: Windows) -> None:
    page = windows.desk()
    page.add_init_script(COUNTS)
    page.goto("/enrol")
    page.fill("#name", "Noor Haddad")
    page.get_by_role("button", name="Make my key").click()
    page.locator("a.brand").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.evaluate("answered") == 0, "the key was made before she walked on"
    while not page.evaluate("answered"):
        page.wait_for_timeout(100)
    page.get_by_role("link", name="Make one in this browser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make your key")


def test_a_concern_that_is_stored_after_who_entered_it_walked_on_is_told_of(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    comes = kept_waiting(ada.page, "**/cases/new", part(ada.page, "enter").click)
    ada.goes_home()
    comes()
    expect(ada.page.locator("#notices")).to_contain_text("is sealed and stored")
    expect(ada.page.locator("#notices")).not_to_contain_text("not sent")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Inbox")
    assert len(home.report_ids()) == 1


def test_a_concern_that_is_refused_after_who_entered_it_walked_on_is_there_to_be_sent(ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    comes = kept_waiting(ada.page, "**/cases/new", part(ada.page, "enter").click)
    ada.goes_home()
    comes(lost=True)
    expect(ada.page.locator("#notices")).to_contain_text("You have written something and not sent it")


@pytest.mark.usefixtures("home")
def test_a_text_that_is_kept_after_its_writer_walked_on_waits_for_nobody(ada: AtTheDesk) -> None:
    ada.comes()
    page = at_the_book(ada)
    looks_at(page, "Thanks", THANKS)
    comes = kept_waiting(page, "**/snippets", part(page, "snippet-keep").click)
    ada.goes_home()
    comes()
    at_the_book(ada)
    expect(part(page, "snippet").locator("option")).to_have_text(["Thanks"])
    expect(part(page, "snippet-text")).to_have_value("")


def test_headlines_that_come_after_their_reader_stepped_back_from_a_case_count_without_it(
    home: House, ada: AtTheDesk
) -> None:
    first = deposit(home, {"what_happened": "He followed me.", "risk": "danger"})
    ada.comes()
    deposit(home, {"what_happened": "Somebody sells watches."})
    case_id = case_of(home, first)
    ada.walks_to(case_id)
    comes = kept_waiting(ada.page, "**/inbox/headlines", ada.goes_home)
    ada.walks_to(case_id)
    steps_back(ada, "step-back")
    expect(ada.row).to_have_count(1)
    comes()
    expect(ada.row).to_contain_text("Place and time not said")


@pytest.mark.usefixtures("home")
def test_a_public_file_that_is_gone_from_the_disk_is_said_to_be_so(ada: AtTheDesk, tmp_path: Path) -> None:
    file = tmp_path / "cleo.pub"
    file.write_bytes(CLEO.public_file())
    page = goes_to_people(ada.comes())
    page.set_input_files("#pub", file)
    expect(part(page, "newcomer")).to_contain_text("Cleo Marsh")
    file.unlink()
    presses(page, "add")
    expect(part(page, "propose-say")).to_contain_text("This file cannot be read. Choose it again.")
    picks(page, payload(CLEO))
    expect(part(page, "propose-say")).to_be_empty()


def test_a_picture_that_turns_out_to_be_unreadable_after_the_report_was_sent_says_nothing(
    windows: Windows, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"Dear Ada\n")
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    arrive(page)
    page.fill("#what_happened", "He followed me.")
    choose(page, [letter])
    expect(page.locator(".told > li")).to_contain_text("Clean.", timeout=SLOW)
    picture = page.locator(".told img").element_handle()
    rosa.press(page)
    rosa.words(page)
    picture.evaluate("one => one.dispatchEvent(new Event('error'))")


def test_a_message_that_arrives_while_its_report_is_taken_back_is_told_of(windows: Windows) -> None:
    page, other = windows.form(), windows.form()
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = " ".join(rosa.words(page))
    looks(page, words)
    page.fill("#text", "It was the small hall.")
    comes = kept_waiting(page, "**/receipt", page.get_by_role("button", name="Seal and send").click)
    looks(other, words)
    other.get_by_role("button", name="Take my report back").click()
    other.get_by_role("button", name="Yes, take it back").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("You took it back")
    comes()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took it back")
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
