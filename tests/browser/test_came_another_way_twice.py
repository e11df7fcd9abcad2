"""Ada presses once more while a concern is being entered, or after it was not taken: one report, and one entry."""

import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Route, expect

from tests.browser.entering import enters, fills_in, walks_there
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.browser.working import part
from tests.house import House
from tests.review.deposits import rooms, tags


@contextmanager
def mailbox_taken(home: House) -> Iterator[None]:
    """Somebody else writes into the mailbox for longer than anybody waits."""
    with closing(sqlite3.connect(home.folder / "instance/mailbox/mailbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def page_of_ada(home: House, ada: AtTheDesk) -> AtTheDesk:
    """On the page of entering, all of it filled in."""
    del home
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    return ada


def is_entered_once(home: House) -> None:
    assert len(home.report_ids()) == 1
    assert tags(rooms(home)).count("report:enter") == 1


def test_what_could_not_be_stored_and_is_sent_again_is_entered_once(home: House, page_of_ada: AtTheDesk) -> None:
    with mailbox_taken(home):
        part(page_of_ada.page, "enter").click()
        expect(part(page_of_ada.page, "enter-said").get_by_role("alert")).to_be_visible()
        assert tags(rooms(home)).count("report:enter") == 1, "it was refused before it was entered"
    assert home.report_ids() == []
    enters(page_of_ada.page)
    is_entered_once(home)


def test_what_is_sent_again_while_the_first_is_still_being_stored_is_entered_once(
    home: House, page_of_ada: AtTheDesk
) -> None:
    """What stands before the desk gave the first up; the desk did not."""
    first: list[threading.Thread] = []

    def gives_up(route: Route) -> None:
        sent = route.request
        headers = {name: value for name, value in sent.all_headers().items() if name[0] != ":"}
        data = sent.post_data_buffer
        again = urllib.request.Request(sent.url, data, headers, method="POST")  # noqa: S310  (to the house itself)
        first.append(threading.Thread(target=asks, args=(again,)))
        first[0].start()
        while "report:enter" not in tags(rooms(home)):
            pass
        route.fulfill(status=504)

    page_of_ada.page.route("**/cases/new", gives_up, times=1)
    with mailbox_taken(home):
        part(page_of_ada.page, "enter").click()
        expect(part(page_of_ada.page, "enter-said")).to_contain_text("try again")
        with page_of_ada.page.expect_request("**/cases/new"):
            part(page_of_ada.page, "enter").click()
        page_of_ada.page.wait_for_timeout(300)
    first[0].join()
    expect(page_of_ada.page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    is_entered_once(home)


def asks(again: urllib.request.Request) -> None:
    try:
        urllib.request.urlopen(again).close()  # noqa: S310  (the same)
    except urllib.error.HTTPError as refused:
        refused.close()


@pytest.mark.parametrize("how", ["a double click", "Enter twice"])
def test_two_presses_at_once_send_it_once(home: House, windows: Windows, page_of_ada: AtTheDesk, how: str) -> None:
    button = part(page_of_ada.page, "enter")
    if how == "a double click":
        button.dblclick()
    else:
        button.focus()
        page_of_ada.page.keyboard.press("Enter")
        page_of_ada.page.keyboard.press("Enter")
    expect(page_of_ada.page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    is_entered_once(home)
    assert len([url for url in windows.requests if url.endswith("/cases/new")]) == 2, "the page, and what was handed in"
