"""Rosa comes back, and meanwhile others read: they are named before anything is sealed to them, and no word is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from reporting.mailbox.withdrawal import Withdrawals
from tests import giving_place
from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.sealing import arrive, losing
from tests.browser.test_back_meanwhile import looks, messages, sends
from tests.browser.windows import Windows
from tests.giving_place import gives_place
from tests.house import House, write_roster

OTHERS = "Somebody who could read your report has left, has a new key or has made room for another."


@pytest.fixture
def page(windows: Windows) -> Page:
    return windows.form()


@pytest.fixture
def stands(page: Page) -> Page:
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    looks(page, " ".join(rosa.words(page)))
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    return page


def change(page: Page, home: House, handles: tuple[str, ...]) -> None:
    for file in home.keys.iterdir():
        if file.name != "log.pub":
            file.unlink()
    write_roster(home.keys, handles)
    page.wait_for_timeout(1_100)  # the form looks at the roster once a second


def told(page: Page, title: str, text: str) -> None:
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("heading")).to_have_text(title)
    expect(alert).to_contain_text(text)
    expect(page.locator("#text")).to_have_value("It was the small hall.")


def reads(page: Page) -> Locator:
    """Whom the page names above the message."""
    return page.locator(".who .people li")


def opened_by(sealed: bytes) -> list[str]:
    return giving_place.opened_by(sealed, said=b"small hall")


def test_readers_that_changed_are_said_and_the_message_goes_to_those_it_was_for(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    change(stands, home, ("ada", "ben", "noor", "olu"))
    sends(stands)
    told(stands, "The people who read have changed", "Those who can read your report are the same as before")
    assert messages(home) == []
    assert faults(stands) == []
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "ben"]]


@pytest.fixture
def to_ada_and_ines(page: Page, home: House) -> str:
    arrive(page)
    rosa.fill(page, {"what_happened": "It is about Ben.", "readers": "not-ben"})
    rosa.press(page)
    return " ".join(rosa.words(page))


def test_a_reader_who_is_gone_is_said_and_nobody_takes_the_place_unasked(
    page: Page, home: House, to_ada_and_ines: str
) -> None:
    looks(page, to_ada_and_ines)
    expect(reads(page)).to_contain_text(["Ada Lindqvist", "Ines"])
    page.fill("#text", "It was the small hall.")
    change(page, home, ("ada", "ben", "noor", "olu"))
    sends(page)
    told(page, "The people who read have changed", OTHERS)
    expect(reads(page)).to_contain_text(["Ada Lindqvist"])
    expect(page.locator(".who")).to_contain_text("Somebody who could read your report no longer can.")
    assert messages(home) == []
    sends(page)
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    (sealed,) = messages(home)
    assert opened_by(sealed) == ["ada"]


def test_who_takes_the_place_of_a_reader_is_named_before_anything_is_sealed_to_them(
    page: Page, home: House, to_ada_and_ines: str
) -> None:
    looks(page, to_ada_and_ines)
    page.fill("#text", "It was the small hall.")
    change(page, home, ("ada", "ben", "noor", "olu"))
    gives_place(home, "ada", "noor")
    sends(page)
    told(page, "The people who read have changed", OTHERS)
    expect(reads(page)).to_contain_text(["Ada Lindqvist", "Noor"])
    assert faults(page) == []
    sends(page)
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "noor"]]
    page.fill("#text", "And the small hall again.")
    sends(page)
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    expect(page.locator("#text")).to_have_value("")
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "noor"]] * 2


def test_nothing_is_sealed_to_a_reader_who_stepped_back_while_the_page_was_open(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    gives_place(home, "ada", "ines")
    sends(stands)
    told(stands, "The people who read have changed", OTHERS)
    expect(reads(stands)).to_contain_text(["Ada Lindqvist", "Ines"])
    assert messages(home) == []
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert [opened_by(sealed) for sealed in messages(home)] == [["ada", "ines"]]


def test_a_report_that_was_taken_back_says_so_whoever_reads_by_then(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    change(stands, home, ("ada", "ben", "noor", "olu"))
    with home.mailbox().write_rows() as rows:
        Withdrawals(rows).put(home.report_ids()[0], home.clock.today())
    for _ in range(2):
        sends(stands)
        told(stands, "Nothing can be added to this report", "The report was taken back, or it is erased")
    assert messages(home) == []


def test_what_was_taken_back_meanwhile_takes_no_message(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    with home.mailbox().write_rows() as rows:
        Withdrawals(rows).put(home.report_ids()[0], home.clock.today())
    sends(stands)
    told(stands, "Nothing can be added to this report", "The report was taken back, or it is erased")


def test_what_may_have_arrived_is_not_called_unsent_when_the_readers_change(stands: Page, home: House) -> None:
    stands.fill("#text", "It was the small hall.")
    stands.route("**/sealed", losing, times=1)
    sends(stands)
    told(stands, "We could not reach our server", "we do not know whether it arrived")
    change(stands, home, ("ada", "ben", "noor", "olu"))
    sends(stands)
    told(stands, "The people who read have changed", "Nothing was sent just now, and all you wrote is still here.")
    sends(stands)
    expect(stands.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    assert len(messages(home)) == 1


@pytest.fixture
def to_the_alternates(page: Page, home: House) -> str:
    arrive(page)
    rosa.fill(page, {"what_happened": "It is about both.", "readers": "neither"})
    rosa.press(page)
    return " ".join(rosa.words(page))


def test_where_nobody_is_left_who_could_read_it_nothing_is_sent_and_it_is_said(
    page: Page, home: House, to_the_alternates: str
) -> None:
    looks(page, to_the_alternates)
    page.fill("#text", "It was the small hall.")
    change(page, home, ("ada", "ben", "olu"))
    for _ in range(2):
        sends(page)
        told(page, "Nobody who could read this is there any more", "your browser seals to nobody else")
    assert messages(home) == []
