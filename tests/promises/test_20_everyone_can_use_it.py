"""Promise 20: everyone can use it. Without JavaScript, by keyboard alone, 320 pixels wide, with text twice as large,
from right to left, in the dark, by ear: axe finds nothing on any page."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reporting.mailbox.receipt import Receipt
from tests import sentences
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.at_home import at_home
from tests.browser.measure import STICKS_OUT, resize, sound, translated_well
from tests.browser.people import AtTheDesk, deposit, send
from tests.browser.windows import Windows
from tests.house import House, build
from tests.ports import free_port
from tests.promises.told import TOLD

PREFIXES = ("", "/fr", "/de", "/ar")


def is_narrow_enough(page: Page) -> None:
    for width in (320, 1200):
        resize(page, width)
        assert page.evaluate(STICKS_OUT) == []


def test_the_form_from_the_first_view_to_where_it_stands(windows: Windows) -> None:
    page = windows.form()
    page.goto("/")
    sound(page)
    rosa.fill(page, {**rosa.EVERYTHING, "what_happened": "", "who": "x" * 10_001})
    sound(page)
    page.evaluate("document.forms[0].noValidate = true")
    rosa.press(page)
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page)
    rosa.fill_by_mouse(page, rosa.EVERYTHING)
    rosa.press(page)
    words = rosa.words(page)
    sound(page)
    page.goto("/receipt")
    sound(page)
    page.fill("#words", "one two three")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound(page)
    page.fill("#words", " ".join(words))
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_contain_text("not yet read")
    sound(page)


@pytest.mark.parametrize("tag", ["fr", "de", "ar"])
@pytest.mark.parametrize("java_script", [True, False], ids=["sealed by the browser", "sealed by the server"])
def test_the_same_in_every_other_language(tag: str, java_script: bool, windows: Windows, home: House) -> None:
    say = {message.id: message.string for message in sentences.translated(tag)}
    check = sound if java_script else is_narrow_enough  # axe is a script
    page = windows.form(java_script=java_script)
    page.goto(f"/{tag}/")
    expect(page.locator(f'html[lang="{tag}"][dir="{"rtl" if tag == "ar" else "ltr"}"]')).to_be_attached()
    how = "browser" if java_script else "server"
    expect(page.locator(f'[data-how="{how}"]').first).to_be_visible()
    check(page)
    rosa.fill(page, rosa.EVERYTHING)
    if java_script:
        page.fill('[name="others"]', "me@home.example")
        expect(page.locator(".advice")).to_be_visible()
        check(page)
    page.get_by_role("button", name=say["Seal and send"]).click()
    words = rosa.words(page)
    expect(page.locator("h1")).to_contain_text(say["It is sealed and stored."])
    expect(page.locator(".days time")).to_have_text(DAYS[tag])
    expect(page.locator("nav")).to_have_count(0)  # a link to another language would not have the words
    check(page)
    report = home.open_as("ada", "report")
    assert report["sealed_by"] == how
    assert report["answers"]["what_happened"] == rosa.EVERYTHING["what_happened"]

    page.goto(f"/{tag}/receipt")
    check(page)
    page.fill("#words", "one two three")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text(say["Please look at the words again"])
    page.fill("#words", " ".join(words))
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text(say["It is here, and not yet read"])
    expect(page.locator("main")).to_contain_text(DAYS[tag][0])
    check(page)


DAYS = {
    "fr": ["lundi 30 novembre 2026", "dimanche 28 février 2027"],
    "de": ["Montag, 30. November 2026", "Sonntag, 28. Februar 2027"],
    "ar": ["الاثنين، 30 نوفمبر 2026", "الأحد، 28 فبراير 2027"],
}


def test_the_browser_writes_the_day_of_an_answer_as_the_server_does(windows: Windows, home: House) -> None:
    entropy = secrets.token_bytes(16)
    send(home, {"what_happened": "He came back."}, entropy)
    (report_id,) = home.report_ids()
    Answering(home, "ada", report_id).send(1, "Thank you.")
    words = " ".join(Receipt(entropy).words)
    days = {"": "Monday 23 November 2026", "/fr": "lundi 23 novembre 2026", "/de": "Montag, 23. November 2026"}
    for prefix, day in (days | {"/ar": "الاثنين، 23 نوفمبر 2026"}).items():
        for java_script in (True, False):
            page = windows.form(java_script=java_script)
            page.goto(f"{prefix}/receipt")
            page.fill("#words", words)
            page.get_by_role("button").click()
            expect(page.locator(".letters time")).to_have_text(day)
            expect(page.locator(".letter")).to_have_text("Thank you.")


@pytest.mark.parametrize("path", ["/guidelines", "/safety", "/mirror", "/nowhere"])
def test_every_other_page_of_the_form(path: str, windows: Windows) -> None:
    page = windows.form()
    for prefix in PREFIXES:
        page.goto(prefix + path)
        expect(page.locator(f'html[lang="{prefix[1:] or "en"}"]')).to_be_attached()
        (sound if prefix in ("", "/ar") else translated_well)(page)


@pytest.fixture
def not_open_yet(tmp_path: Path, browser: Browser) -> Iterator[Windows]:
    """Nobody has signed a roster yet."""
    house = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    for file in house.keys.iterdir():
        file.unlink()
    with at_home(house):
        windows = Windows(browser, house)
        yield windows
        windows.close()


def test_before_there_is_a_roster(not_open_yet: Windows) -> None:
    for page in (not_open_yet.form(), not_open_yet.desk()):
        page.goto("/")
        expect(page.locator("h1")).to_contain_text("not open yet")
        sound(page)
    page = not_open_yet.form()
    for prefix in PREFIXES[1:]:
        page.goto(f"{prefix}/")
        expect(page.locator("h1")).to_have_text(
            sentences.translated(prefix[1:]).get("This page is not open yet").string
        )
        translated_well(page)


def test_from_right_to_left_nothing_sticks_out(windows: Windows, home: House) -> None:
    deposit(home, TOLD)
    pages = [windows.form(), AtTheDesk(windows.desk()).comes().page]
    pages[0].goto("/")
    for page in pages:
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in (320, 1200):
            resize(page, width)
            assert page.evaluate(STICKS_OUT) == []


@pytest.mark.parametrize(
    ("java_script", "most", "paths"),
    [
        (False, 14_000, ["/"]),
        (True, 80_000, ["/", "/form.js", "/recipients.txt"]),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/fr", "/de", "/ar"])
def test_the_first_view_is_one_request_and_sealing_two_more(
    prefix: str, java_script: bool, most: int, paths: list[str], windows: Windows
) -> None:
    page = windows.form(java_script=java_script)
    sizes = []
    page.on("requestfinished", lambda sent: sizes.append(sent.sizes()))
    with page.expect_event("requestfinished", lambda sent: sent.url.endswith(paths[-1])):
        page.goto(f"{prefix}/")
    page.wait_for_load_state("networkidle")
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= most
    asked = [url for url in windows.requests if url != "data:,"]
    assert asked == [f"{windows.form_origin}{prefix}{path}" for path in paths]


def test_on_paper_there_are_the_words_and_the_days_and_nothing_else(windows: Windows) -> None:
    page = windows.form(java_script=False)
    page.goto("/")
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    words = rosa.words(page)
    days = page.locator("time").all_inner_texts()
    assert len(days) == 2
    page.emulate_media(media="print")
    seen = page.inner_text("body")
    numbers = [one.strip() for one in page.locator(".days svg").all_text_contents()]
    for allowed in ("Your twelve words", "Two days to come back", *days):
        assert allowed in seen
        seen = seen.replace(allowed, "", 1)
    assert sorted(seen.split()) == sorted([*words, *numbers])  # one of the twelve may be "word", or stand in another
    assert page.title() == "Notes"
    assert not page.locator("a[href]").filter(visible=True).count()
