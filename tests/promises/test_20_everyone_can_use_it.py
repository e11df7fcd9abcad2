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
from tests.attachments import Given, picture, put_chunks
from tests.attachments import deposit as deposit_files
from tests.browser import rosa
from tests.browser.at_home import at_home
from tests.browser.auditor import live
from tests.browser.keyboard import FOCUS, Keyboard
from tests.browser.measure import STICKS_OUT, resize, sound, translated_well
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.windows import Windows
from tests.house import House, build
from tests.ports import free_port

PREFIXES = ("", "/fr", "/de", "/ar")
TOLD = {name: answer for name, answer in rosa.EVERYTHING.items() if name not in ("readers", "contact")}


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
    rosa.fill(page, rosa.EVERYTHING)
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


def test_the_desk_from_sign_in_to_an_opened_report(windows: Windows, home: House) -> None:
    ada = AtTheDesk(windows.desk())
    ada.page.goto("/")
    sound(ada.page)
    ada.page.get_by_text("No file at hand").click()
    ada.page.fill("#key-text", "nonsense")
    ada.page.get_by_role("button", name="Open my key").click()
    expect(ada.page.locator('[data-part="say"] .wrong')).to_be_visible()
    sound(ada.page)

    ada.comes()
    expect(ada.page.get_by_text("Nothing has come in")).to_be_visible()
    sound(ada.page)
    entropy = secrets.token_bytes(16)
    send(home, TOLD, entropy, contact="0700 555 0142")
    send(home, {"what_happened": "He came back."}, entropy, as_message=True)
    (report_id,) = home.report_ids()
    deposit(home, {"what_happened": "He is here now.", "risk": "danger"})
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.locator("h1")).to_have_text("My entries")
    sound(ada.page)
    ada.goes_home()
    expect(ada.row.filter(has_text="At a live event")).to_be_visible()
    ada.page.get_by_text("This browser, and the keys it knows").click()
    expect(ada.page.get_by_text("You are signed in here, since")).to_be_visible()
    sound(ada.page)
    ada.walks_to(case_of(home, report_id))
    sound(ada.page)
    ada.goes_home()
    ada.opens(case_of(home, report_id))
    ada.page.get_by_role("button", name="Open the contact").click()
    expect(ada.page.locator("main")).to_contain_text("0700 555 0142")
    sound(ada.page)
    ada.page.get_by_role("button", name="Acknowledge").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    sound(ada.page)
    ada.page.goto("/cases/0000-0000")
    sound(ada.page)


def test_the_files_of_a_report(windows: Windows, home: House) -> None:
    report_id = deposit_files(
        home,
        Given("image/jpeg", picture(size=(3000, 2000))),
        Given("application/pdf", b"%PDF-1.7"),
        Given("image/png", picture("PNG"), cleaned=False),
        Given("image/gif", picture("GIF")),
        Given("image/webp", picture("WEBP")),
    )
    put_chunks(home, report_id, "file-4", [])
    put_chunks(home, report_id, "file-5", [b"not what it was"])
    page = AtTheDesk(windows.desk()).comes().page
    page.locator(f'[data-case="{case_of(home, report_id)}"] a').click()
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    hands = Keyboard(page)
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.get_by_text("file-4.gif is missing")).to_be_visible()
    sound(page)
    for name in ("file-1.jpg", "file-2.pdf", "file-3.png"):
        hands.to(lambda at, name=name: at["words"] == f"Open {name}")  # type: ignore[misc]
        hands.press("Enter")
        expect(page.locator("#announce")).to_have_text(f"{name} is open")
        expect(page.locator(f'[data-part="{name.split(".")[0]}"]')).to_be_focused()
    hands.to(lambda at: at["words"] == "Open file-5.webp")
    hands.press("Space")
    expect(page.locator("main").get_by_role("alert").filter(has_text="Forged.")).to_be_visible()
    sound(page)
    hands.to(lambda at: at["words"] == "Show it larger", key="Shift+Tab")
    hands.press("Enter")
    hands.to(lambda at: at["tag"] == "div", key="Shift+Tab")
    expect(page.get_by_role("region", name="file-1.jpg in its own size")).to_be_focused()
    hands.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    sound(page)


def test_the_auditors_room(windows: Windows, home: House) -> None:
    live(home)
    olu = AtTheDesk(windows.desk(), "olu")
    olu.page.goto("/")
    olu.opens_key()
    expect(olu.page.locator("h1")).to_have_text("Who looked at what")
    olu.page.get_by_text("The same figures as a table").click()
    sound(olu.page)
    for link, heading in (
        ("Openings", "Who opened which case"),
        ("Clocks", "Clocks kept and missed"),
        ("Checkpoint", "The latest checkpoint"),
    ):
        olu.page.get_by_role("link", name=link, exact=True).click()
        expect(olu.page.locator("h1")).to_have_text(heading)
        sound(olu.page)


def test_a_warning_is_as_usable_as_the_rest(windows: Windows, home: House) -> None:
    ada = AtTheDesk(windows.desk())
    ada.page.goto("/")
    ada.page.evaluate("localStorage.setItem('reporting.roster', JSON.stringify({serial: 1, sha256: '0'}))")
    ada.opens_key()
    expect(ada.page.locator(".alarm")).to_be_visible()
    sound(ada.page)


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


def test_a_whole_report_by_keyboard_alone(windows: Windows, home: House) -> None:
    page = windows.form(java_script=False)
    page.goto("/")
    hands = Keyboard(page)
    hands.to(lambda at: "Go to the form" in at["words"])
    hands.press("Enter")
    hands.field("readers")
    hands.press("ArrowDown", "ArrowDown")
    hands.field("what_happened")
    page.keyboard.type("He followed me.")
    hands.field("risk")
    hands.press("Space", "ArrowDown")
    folded = page.locator("form details").count()
    for turn in range(folded):
        hands.to(lambda at: at["tag"] == "summary")
        hands.press("Space" if turn % 2 else "Enter")
        assert page.locator("form details[open]").count() == turn + 1
    hands.field("earlier")
    page.keyboard.type("In spring.")
    for name, key in (("quote_me", "ArrowDown"), ("where", "ArrowDown"), ("kind", "Space"), ("tell_today", "Space")):
        hands.field(name, key="Shift+Tab")
        hands.press(key)
    hands.field("contact")
    page.keyboard.type("0700 555 0142")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    page.wait_for_selector("ol.words")
    hands.to(lambda at: len(at["words"].split()) > 3 and at["tag"] == "p")  # the line to copy

    told = home.open_as("ada", "report")["answers"]
    assert home.open_as("ada", "contact")["contact"] == "0700 555 0142"
    assert told == {
        "what_happened": "He followed me.",
        "risk": "ongoing",
        "tell_today": "yes",
        "kind": ["other"],
        "where": "live-event",
        "act_without_me": "ask-first",
        "quote_me": "yes",
        "earlier": "In spring.",
    }


def test_a_refusal_takes_the_focus_and_its_links_lead_to_the_fields(windows: Windows) -> None:
    page = windows.form(java_script=False)
    page.goto("/")
    rosa.fill(page, {"what_happened": "y" * 50_001, "who": "x" * 10_001, "contact": "z" * 2_001})
    rosa.press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    links = page.get_by_role("alert").get_by_role("link")
    targets = []
    for link in links.all():
        link.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        targets.append(at["name"])
        assert at["inView"] and at["ring"]
        described = page.locator(f"#{at['id']}").get_attribute("aria-describedby") or ""
        assert "Please look again" in " ".join(page.locator(f"#{one}").inner_text() for one in described.split())
    assert targets == ["what_happened", "who", "contact"]


def test_the_desk_by_keyboard_alone(windows: Windows, home: House) -> None:
    report_id = deposit(home, TOLD, contact="0700 555 0142")
    page = AtTheDesk(windows.desk()).comes().page
    expect(page.locator("tbody [data-case]")).to_contain_text("At a live event")
    hands = Keyboard(page)
    hands.to(lambda at: "At a live event" in at["words"])
    hands.press("Enter")
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator('[data-part="report"]')).to_be_focused()  # whoever goes on before is taken back there
    hands.to(lambda at: at["words"] == "Acknowledge")
    hands.press("Space")
    expect(page.locator("#path [aria-current]")).to_have_text("acknowledged")
    expect(page.locator("#path")).to_be_focused()  # the button is gone: to where the case stands
    hands.to(lambda at: at["words"] == "Open the contact")
    hands.press("Enter")
    expect(page.locator("main")).to_contain_text("0700 555 0142")


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
