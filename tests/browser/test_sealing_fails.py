"""What can go wrong while Rosa's browser seals: no word is lost, and none goes in clear unasked.

Answers that are lost are in promise 11, networks and servers that fail in promise 12.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.sealing import BROKEN, arrive, kept, needs_one_more_press, sealing_form, told
from tests.browser.windows import Windows
from tests.browser.wire import Wire
from tests.house import House, key_of, write_roster

mine = sealing_form


def change_readers(home: House) -> None:
    for name in ("ines.pub", "noor.pub", "roster"):
        (home.keys / name).unlink()
    write_roster(home.keys, ("ada", "ben", "noor", "olu"))


def readers_changed(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING | {"readers": "not-ben"})
    change_readers(home)
    mine.wait_for_timeout(1_100)  # the form looks at the roster once a second
    rosa.press(mine)
    told(mine, "The people who read have changed")
    kept(mine)
    assert home.report_ids() == []
    expect(mine.locator('[name="readers"][value="not-ben"]')).to_be_checked()
    expect(mine.locator('label:has([value="not-ben"])')).to_contain_text("Noor")
    expect(mine.locator('[name="readers"][value="neither"]')).to_have_count(0)
    assert not faults(mine)
    rosa.press(mine)
    rosa.words(mine)
    assert home.open_as("noor", "report")["answers"]["who"] == rosa.EVERYTHING["who"]


def test_readers_that_changed_while_the_page_was_open_are_shown_and_nothing_goes_to_others(
    mine: Page, home: House
) -> None:
    readers_changed(mine, home)


def test_and_when_only_the_keys_come_late(windows: Windows, home: House) -> None:
    """The page names the old readers, the list has the new ones: nothing is sealed before the person has seen them."""
    page = windows.form()
    page.route("**/recipients.txt", lambda route: route.abort(), times=1)
    arrive(page)
    readers_changed(page, home)


def test_keys_that_do_not_come_are_said(windows: Windows, home: House) -> None:
    page = windows.form()
    page.route("**/recipients.txt", lambda route: route.abort())
    arrive(page)
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    told(page, "We could not reach our server")
    kept(page)
    assert not [url for url in windows.requests if url.endswith("/sealed")]


@pytest.mark.parametrize("breaks", BROKEN)
def test_a_browser_that_cannot_seal_sends_nothing_until_the_person_has_chosen(
    breaks: str, windows: Windows, home: House
) -> None:
    page = windows.form()
    page.add_init_script(BROKEN[breaks])
    page.goto("/")
    page.wait_for_load_state("networkidle")
    rosa.fill(page, rosa.EVERYTHING)
    posts: list[Any] = []
    page.on("request", lambda one: posts.append(one) if one.method == "POST" else None)
    rosa.press(page)
    told(page, "Your browser could not seal this")
    kept(page)
    assert not posts
    page.get_by_role("button", name="Go on writing").click()
    expect(page.locator("#what_happened")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)
    rosa.press(page)
    assert breaks != "none at all" or not faults(page)
    assert not posts
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    assert [one.url.removeprefix(windows.form_origin) for one in posts] == ["/"]
    report = home.open_as("ada", "report")
    assert report["sealed_by"] == "server"
    assert report["answers"]["what_happened"] == rosa.EVERYTHING["what_happened"]


def test_a_script_that_came_half_or_changed_does_not_run_and_the_page_says_so(windows: Windows, home: House) -> None:
    page = windows.form()

    def half(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(status=200, body=body[: len(body) // 2], content_type="text/javascript")

    page.route("**/form.js", half)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("or our script did not come")).to_be_visible()
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    rosa.words(page)
    assert home.open_as("ada", "report")["sealed_by"] == "server"


@pytest.mark.parametrize("after", [0, 300, 5_000, 20_000], ids="{} bytes".format)
def test_a_tab_that_is_closed_while_it_sends_leaves_no_half_report(
    after: int, watched: tuple[House, Windows, Wire]
) -> None:
    home, windows, wire = watched
    page = windows.form()
    arrive(page)
    rosa.fill(page, rosa.EVERYTHING)
    wire.halt(b"POST /sealed", after)
    rosa.press(page)
    assert wire.halted.wait(20), "it was sent before the tab was closed"
    page.close()
    other = windows.form()  # so that the server has done with the first
    arrive(other)
    rosa.fill(other, {"what_happened": "Another one."})
    wire.halt(b"never", 0)
    rosa.press(other)
    rosa.words(other)
    (report_id,) = home.report_ids()
    assert home.open_as("ada", "report", report_id)["answers"]["what_happened"] == "Another one."


def test_a_tab_that_is_closed_before_the_answer_comes_leaves_a_whole_report(windows: Windows, home: House) -> None:
    page = windows.form()
    arrive(page)
    rosa.fill(page, rosa.EVERYTHING)

    def close(route: Route) -> None:
        route.fetch()
        page.close()

    page.route("**/sealed", close)
    with page.expect_event("close"):
        rosa.press(page)
    assert home.open_as("ada", "report")["answers"]["who"] == rosa.EVERYTHING["who"]
    assert home.open_as("ben", "contact")["contact"] == rosa.EVERYTHING["contact"]
    assert len(home.report_ids()) == 1


def test_pressing_twice_sends_once(mine: Page, home: House) -> None:
    rosa.fill(mine, {"what_happened": "He waited for me."})
    posts: list[str] = []
    mine.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    mine.get_by_role("button", name="Seal and send").dblclick()
    rosa.words(mine)
    assert len(posts) == 1
    assert len(home.report_ids()) == 1


def test_a_field_that_no_person_sees_is_emptied_and_the_words_stay(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING)
    mine.evaluate("document.forms[0].elements.remark.value = 'https://pills.example'")
    needs_one_more_press(mine)
    assert len(home.report_ids()) == 1


def test_what_is_too_long_or_missing_is_said_beside_its_question(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING | {"what_happened": " \n ", "who": "🌊" * 10_001})
    mine.evaluate("document.querySelector('[name=who]').closest('details').open = false")
    rosa.press(mine)
    told(mine, "Please look at this again")
    expect(mine.get_by_role("alert").get_by_role("link")).to_have_text(["What happened?", "Who did it?"])
    expect(mine.locator("#what_happened-error")).to_contain_text("This needs an answer")
    expect(mine.locator("#who-error")).to_contain_text("10,001 characters are more than we can take: 10,000 fit")
    expect(mine.locator("#who")).to_be_visible()
    assert not faults(mine)
    rosa.fill(mine, {"what_happened": "He waited.", "who": "🌊" * 10_000})
    rosa.press(mine)
    rosa.words(mine)
    assert home.open_as("ada", "report")["answers"]["who"] == "🌊" * 10_000


def test_the_longest_report_in_any_script_is_taken(mine: Page, home: House) -> None:
    longest = {"what_happened": "漢" * 50_000, "contact": '"' * 2_000}
    long = ("who", "others", "limits", "links", "earlier")
    rosa.fill(mine, longest | dict.fromkeys(long, "🌊" * 10_000))
    rosa.press(mine)
    rosa.words(mine)
    assert home.open_as("ada", "contact")["contact"] == '"' * 2_000


def test_a_file_that_could_not_be_looked_at_goes_over_the_server_only_when_the_person_says_so(
    mine: Page, home: House
) -> None:
    mine.route("**/clean", lambda route: route.abort())
    rosa.fill(mine, {"what_happened": "He waited for me."})
    mine.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Dear Ada"})
    expect(mine.get_by_role("button", name="Try again")).to_be_visible()
    rosa.press(mine)
    told(mine, "One of your files could not be looked at")
    assert home.report_ids() == []
    mine.get_by_role("button", name="Let our server seal it").click()
    rosa.words(mine)
    assert home.open_as("ada", "report")["sealed_by"] == "server"
    assert key_of("ben").identity.open(home.file("file-1")).startswith(b"Dear Ada")
