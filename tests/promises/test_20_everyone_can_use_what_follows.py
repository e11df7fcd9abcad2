"""Promise 20 goes on when the report has arrived: letters, the way back, what became of files, all by keyboard too."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from reporting.mailbox.models import Message
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.keyboard import Keyboard
from tests.browser.measure import sound
from tests.browser.windows import Windows
from tests.cleaning.made import secretive
from tests.house import House
from tests.promises.following import LONG, picks, window

BOTH_WAYS = pytest.mark.parametrize("script", [True, False], ids=["sealed in the browser", "sealed on the server"])
SLOW = 60_000
"""Milliseconds: the first file waits until the box stands."""


def reports(page: Page) -> str:
    page.goto("/")
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    return " ".join(rosa.words(page))


def looks(page: Page, words: str) -> None:
    page.goto("/receipt")
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()


@BOTH_WAYS
def test_where_it_stands_with_letters_a_forged_one_and_a_gap(windows: Windows, home: House, script: bool) -> None:
    page = window(windows, script)
    words = reports(page)
    (report_id,) = home.report_ids()
    ada, ben = (Answering(home, one, report_id) for one in ("ada", "ben"))
    ada.send(1, f"Thank you.\n\nWas it the small hall? {LONG}")
    ada.put(2, ada.sealed(2, "tell us who you are", thread_key=bytes(32)))
    ben.send(3, "We dropped this.")
    ben.send(4, "We have spoken with him.")
    with home.mailbox().write() as session:
        session.execute(delete(Message).where(Message.number == 3))
    looks(page, words)
    letters = page.locator(".letters li")
    expect(letters).to_have_count(4)
    expect(letters.nth(1)).to_contain_text("This is not from the readers.")
    expect(letters.nth(3)).to_contain_text("We have spoken with him.")
    sound(page)
    page.fill("#text", "Yes.")
    if not script:
        page.fill("#write-words", words)
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    sound(page)


@BOTH_WAYS
def test_a_message_that_is_refused_is_told_beside_it(windows: Windows, home: House, script: bool) -> None:
    page = window(windows, script)
    words = reports(page)
    looks(page, words)
    page.locator("#text").evaluate("field => field.removeAttribute('required')")
    if not script:
        page.fill("#write-words", words)
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".again")).to_contain_text("nothing written yet")
    expect(page.locator(".again")).to_be_focused()
    sound(page)


@BOTH_WAYS
def test_taking_it_back_on_a_page_that_is_too_old(windows: Windows, home: House, script: bool) -> None:
    page = window(windows, script)
    words = reports(page)
    looks(page, words)
    if not script:
        page.fill("#words", words)
    page.get_by_role("button", name="Take my report back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")
    home.clock.advance(timedelta(days=3))
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")
    expect(page.locator(".again")).to_be_visible()
    sound(page)


def test_what_became_of_files_without_javascript(windows: Windows) -> None:
    page = window(windows, script=False)
    page.context.set_default_timeout(SLOW)
    page.goto("/")
    rosa.fill(page, {"what_happened": "He followed me."})
    files = {"Rosa 2041.jpg": secretive("JPEG"), "chat.zip": b"PK\x05\x06" + bytes(18), "letter.txt": b"Dear Ada\n"}
    kind = "application/octet-stream"
    page.set_input_files("#files", [{"name": one, "mimeType": kind, "buffer": data} for one, data in files.items()])
    rosa.press(page)
    rosa.words(page)
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()
    sound(page)


def test_there_and_back_by_tab_space_and_enter_alone(windows: Windows, home: House) -> None:
    page = windows.form()
    picks(page, {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear Ada\n"})
    page.goto("/")
    expect(page.get_by_text("In your browser.")).to_be_visible()
    hands = Keyboard(page)
    hands.field("what_happened")
    page.keyboard.type("He waited for me.")
    hands.field("risk")
    hands.press("Space")
    hands.to(lambda at: at["tag"] == "summary" and "Screenshots" in at["words"])
    hands.press("Enter")
    hands.field("files")
    hands.press("Enter")
    expect(page.locator(".told > li")).to_contain_text("Clean.", timeout=SLOW)
    hands.to(lambda at: at["words"] == "Remove")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    words = " ".join(rosa.words(page))
    told = home.open_as("ada", "report")["answers"]
    assert (told["what_happened"], told["risk"]) == ("He waited for me.", "danger")
    Answering(home, "ada", home.report_ids()[0]).send(1, "Was it the small hall?")

    hands.to(lambda at: at["words"] == "Come back with twelve words")
    hands.press("Enter")
    expect(page.get_by_text("Your words stay in it.")).to_be_visible()
    hands.field("words")
    page.keyboard.type(words)
    hands.to(lambda at: at["words"] == "Show me where it stands")
    hands.press("Space")
    expect(page.locator(".letters li")).to_contain_text("Was it the small hall?")
    expect(page.locator("h1")).to_be_focused()
    hands.field("text")
    page.keyboard.type("Yes.")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    expect(page.locator(".again")).to_be_focused()
    hands.to(lambda at: at["words"] == "Take my report back")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")
    expect(page.locator("h1")).to_be_focused()
    hands.to(lambda at: at["words"] == "Yes, take it back")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You took it back")
