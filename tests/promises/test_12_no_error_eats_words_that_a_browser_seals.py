"""Promise 12 with JavaScript: network, server and store fail; every word stays, and one more press is enough."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.browser import rosa
from tests.browser.sealing import kept, needs_one_more_press, sealing_form, told
from tests.house import House

mine = sealing_form


def test_a_page_two_days_old_needs_one_more_press(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING)
    home.clock.advance(timedelta(days=2))
    needs_one_more_press(mine)
    assert len(home.report_ids()) == 1


def offline(page: Page) -> Callable[[], None]:
    page.context.set_offline(True)
    return lambda: page.context.set_offline(False)


def unavailable(page: Page) -> Callable[[], None]:
    page.route("**/sealed", lambda route: route.fulfill(status=503, body="<h1>busy</h1>", content_type="text/html"))
    return lambda: page.unroute("**/sealed")


def breaks_off(page: Page) -> Callable[[], None]:
    page.route("**/sealed", lambda route: route.fulfill(status=201, body='{"readers": "Ada', content_type="text/json"))
    return lambda: page.unroute("**/sealed")


def strange(page: Page) -> Callable[[], None]:
    page.route("**/sealed", lambda route: route.fulfill(status=201, json={"hello": "you"}))
    return lambda: page.unroute("**/sealed")


@pytest.mark.parametrize("fails", [offline, unavailable, breaks_off, strange])
def test_a_network_or_a_server_that_fails_loses_nothing(
    mine: Page, home: House, fails: Callable[[Page], Callable[[], None]]
) -> None:
    rosa.fill(mine, rosa.EVERYTHING)
    mend = fails(mine)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    kept(mine)
    assert home.report_ids() == []
    mend()
    rosa.press(mine)
    rosa.words(mine)
    assert len(home.report_ids()) == 1


def test_a_store_that_cannot_be_reached_is_said_in_words(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING)
    file = home.folder / "instance/mailbox/mailbox.db"
    file.rename(file.with_suffix(".away"))
    rosa.press(mine)
    told(mine, "We could not store it just now")
    kept(mine)
    file.with_suffix(".away").rename(file)
    rosa.press(mine)
    rosa.words(mine)
    assert len(home.report_ids()) == 1
