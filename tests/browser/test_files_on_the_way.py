"""Files on their way to be cleaned: on slow and dead lines, while they wait, and when somebody changes their mind."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser import rosa
from tests.browser.files import SLOW, choose, rosas_disk
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.browser.wire import Wire
from tests.house import House

disk = rosas_disk


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A picture of 24 MB: more than the buffers on the way hold."""
    file = tmp_path / "large.bmp"
    Image.new("RGB", (4000, 2000), "teal").save(file)
    return file


def test_a_slow_line_may_take_as_long_as_it_needs_and_a_bar_moves(
    watched: tuple[House, Windows, Wire], large: Path
) -> None:
    _house, windows, wire = watched
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    page.clock.install()
    arrive(page)
    wire.hold()
    wire.let(2**20)
    choose(page, [large])
    bar = page.get_by_role("progressbar", name="How much of it is sent")
    shown = [""]
    for _ in range(3):
        wire.let(4 * 2**20)
        expect(bar).to_have_attribute("value", re.compile(r"0\.[0-9]"))
        expect(bar).not_to_have_attribute("value", shown[-1])
        shown.append(bar.get_attribute("value") or "1")
        page.clock.fast_forward(80_000)
    assert 0 < float(shown[1]) < float(shown[2]) < float(shown[3]) < 1
    wire.let_all()
    expect(page.locator(".told > li")).to_contain_text("Clean.", timeout=SLOW)
    expect(bar).to_be_hidden()


def test_a_line_that_is_dead_is_told_of(watched: tuple[House, Windows, Wire], large: Path) -> None:
    _house, windows, wire = watched
    page = windows.form()
    page.clock.install()
    arrive(page)
    wire.hold()
    wire.let(2**20)
    choose(page, [large])
    expect(page.get_by_role("progressbar", name="How much of it is sent")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", re.compile(r"0\.[0-9]"))
    page.clock.fast_forward(300_000)
    expect(page.locator(".told > li")).to_contain_text("It could not be looked at just now.")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def waiting(windows: Windows, disk: list[Path]) -> tuple[Page, list[str]]:
    """A page whose file finds the server busy each time, and every request for it."""
    page = windows.form()
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, json={"text": "busy"})

    page.route("**/clean", busy)
    page.clock.install()
    arrive(page)
    choose(page, disk[:1])
    expect(page.get_by_text("Yours wait for their turn.")).to_be_visible()
    return page, asked


def test_while_it_is_others_turn_a_file_is_sent_anew_ever_more_seldom(windows: Windows, disk: list[Path]) -> None:
    page, asked = waiting(windows, disk)
    times, failed = 0, page.get_by_text("It could not be looked at just now.")
    while not failed.is_visible():
        page.clock.run_for(10_000)
        times += 1
        assert times < 60
    assert len(asked) <= 8
    assert times * 10 > 180, "it gives up too soon"


@pytest.mark.parametrize("then", ["as it is", "removed"])
def test_a_file_that_waits_to_be_cleaned_is_not_sent_once_that_is_no_longer_wished(
    windows: Windows, home: House, disk: list[Path], then: str
) -> None:
    page, asked = waiting(windows, disk)
    page.clock.fast_forward(5_000)
    if then == "as it is":
        page.get_by_label("What shall we do with this file?").select_option("Seal it as it is")
    else:
        page.get_by_role("button", name="Remove").click()
    page.wait_for_timeout(200)
    before = len(asked)
    page.clock.fast_forward(60_000)
    page.fill("#what_happened", "He followed me.")
    rosa.press(page)
    rosa.words(page)
    assert len(asked) == before
    assert home.open_as("ada", "headline")["files"] == (1 if then == "as it is" else 0)


def test_who_changes_their_mind_while_it_is_cleaned_gets_it_cleaned_all_the_same(
    windows: Windows, disk: list[Path]
) -> None:
    page = windows.form()
    page.context.set_default_timeout(SLOW)
    held: list[Route] = []
    page.route("**/clean", lambda route: route.continue_() if held else held.append(route))  # the first hangs
    arrive(page)
    with page.expect_request("**/clean"):
        choose(page, disk[:1])
    at_once = """select => ["as-is", "clean"].forEach(way => {
        select.value = way;
        select.dispatchEvent(new Event("change"));
    })"""
    page.get_by_label("What shall we do with this file?").evaluate(at_once)
    expect(page.locator(".told > li")).to_contain_text("Clean. Taken out: where it was taken", timeout=SLOW)
