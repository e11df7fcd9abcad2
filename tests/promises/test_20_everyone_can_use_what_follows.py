"""Promise 20 goes on when the report has arrived: the letters, the way back, the whole work on a case."""

import secrets
from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import delete

from reporting.mailbox.models import Message
from tests import sentences
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.keyboard import Keyboard
from tests.browser.mallory import Mallory
from tests.browser.measure import sound, translated_well
from tests.browser.people import AtTheDesk, case_of, deposit, key_file, send
from tests.browser.test_flood import flooded
from tests.browser.windows import Windows
from tests.cleaning.made import secretive
from tests.house import PASSPHRASE, House
from tests.worker.reading import MORNING

BOTH_WAYS = pytest.mark.parametrize("script", [True, False], ids=["sealed in the browser", "sealed on the server"])
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
SLOW = 60_000
"""Milliseconds: the first file waits until the box stands."""


def window(windows: Windows, script: bool) -> Page:
    """Without our script rather than without JavaScript, in which axe cannot wait: the pages are the same."""
    page = windows.form()
    if not script:
        page.route("**/*.js", lambda route: route.abort())
    return page


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


class Translated:
    """A reporter's window in another language, on which each page is measured."""

    def __init__(self, page: Page, tag: str) -> None:
        self.page, self.tag = page, tag

    def say(self, text: str) -> str:
        return str(sentences.translated(self.tag).get(text).string)

    def goes(self, path: str) -> None:
        self.page.goto(f"/{self.tag}{path}")

    def press(self, name: str, then: str = "") -> None:
        """The button of that English name; then the page has this heading."""
        self.page.get_by_role("button", name=self.say(name), exact=True).last.click()
        if then:
            self.sees(then)

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=self.say(heading), exact=True).first).to_be_visible()
        translated_well(self.page)

    def looks(self, words: str, then: str = "Where it stands") -> None:
        self.goes("/receipt")
        self.page.fill("#words", words)
        self.press("Show me where it stands", then)


OTHERS = pytest.mark.parametrize("tag", ["fr", "de", "ar"])


@OTHERS
def test_what_follows_sealed_in_the_browser_in_every_other_language(windows: Windows, home: House, tag: str) -> None:
    page = windows.form()
    rosas = Translated(page, tag)
    rosas.goes("/")
    expect(page.locator('[data-how="browser"]').first).to_be_visible()
    page.evaluate("document.forms[0].noValidate = true")
    rosa.fill(page, {"what_happened": "", "who": "x" * 10_001})
    rosas.press("Seal and send", "Please look at this again")
    rosa.fill(page, {"what_happened": "He waited for me.", "who": ""})
    answers = [{"status": 422, "json": {"text": rosas.say("This file is empty.")}}, {"status": 500}]
    page.route("**/clean", lambda route: route.fulfill(**answers.pop(0)))
    for way, name in (("as-is", "letter.txt"), ("clean", "chat.zip"), ("clean", "photo.jpg")):
        page.check(f'[name=files_as][value="{way}"]')
        page.set_input_files("#files", {"name": name, "mimeType": "", "buffer": b"Dear Ada"})
        page.get_by_label(rosas.say("What shall we do with this file?")).last.select_option(way)
    listed = page.locator("main ol.told > li")
    expect(listed.nth(1)).to_contain_text(rosas.say("It cannot be sent."))
    expect(listed.nth(2).get_by_role("button", name=rosas.say("Try again"))).to_be_visible()
    translated_well(page)
    listed.nth(2).get_by_role("button", name=rosas.say("Remove")).click()
    rosas.press("Seal and send", "Your files")
    words = " ".join(rosa.words(page))

    (report_id,) = home.report_ids()
    ada = Answering(home, "ada", report_id)
    ada.send(1, f"Thank you. {LONG}")
    ada.put(2, ada.sealed(2, "tell us who you are", thread_key=bytes(32)))
    home.clock.advance(MORNING)
    home.work()
    rosas.looks(words, "It cannot be made to vanish")
    expect(page.locator(".letters .warn")).to_have_count(1)
    page.locator("details.plain summary").click()
    translated_well(page)
    page.locator("#text").evaluate("field => field.removeAttribute('required')")
    rosas.press("Seal and send", "There is nothing written yet")
    page.fill("#text", "At 14:32.")
    expect(page.locator(".advice")).to_be_visible()
    translated_well(page)
    rosas.press("Seal and send", "It is sealed and sent")
    rosas.press("Take my report back", "Do you want to take it back?")
    rosas.press("Yes, take it back", "You took it back")
    home.clock.advance(timedelta(days=1))
    home.work()
    rosas.looks(words)


@OTHERS
def test_what_follows_sealed_on_the_server_in_every_other_language(windows: Windows, home: House, tag: str) -> None:
    page = window(windows, script=False)
    rosas = Translated(page, tag)
    rosas.goes("/")
    page.evaluate("document.forms[0].noValidate = true")
    rosas.press("Seal and send", "Please look at this again")
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosas.press("Seal and send", "Your twelve words")
    words = " ".join(rosa.words(page))
    Answering(home, "ada", home.report_ids()[0]).send(1, f"Thank you. {LONG}")
    rosas.looks(words, "What the readers wrote to you")
    page.locator("#text").evaluate("field => field.removeAttribute('required')")
    page.fill("#write-words", words)
    rosas.press("Seal and send", "There is nothing written yet")
    rosas.looks(words)
    page.fill("#words", words)
    rosas.press("Take my report back", "Do you want to take it back?")
    home.clock.advance(timedelta(days=3))
    rosas.press("Yes, take it back", "Do you want to take it back?")
    rosas.goes("/")
    rosa.fill(page, {"what_happened": "He came back."})
    flooded(page, home)
    rosas.press("Seal and send", "Please wait a little, then send it again")


@pytest.fixture
def worked_on(home: House, windows: Windows) -> tuple[str, AtTheDesk, AtTheDesk]:
    """A case with something of everything in it, with both readers at the desk: its id, Ada, Ben."""
    entropy = secrets.token_bytes(16)
    told = {name: answer for name, answer in rosa.EVERYTHING.items() if name not in ("readers", "contact", "risk")}
    send(home, {**told, "risk": "danger"}, entropy, contact="0700 555 0142")
    send(home, {"what_happened": f"He came back. {LONG}"}, entropy, as_message=True)
    (report_id,) = home.report_ids()
    Mallory(home).writes(report_id, 2)
    ada, ben = AtTheDesk(windows.desk()).comes(), AtTheDesk(windows.desk(), "ben").comes()
    return case_of(home, report_id), ada, ben


def says(page: Page, name: str, text: str) -> None:
    page.fill(f'main [data-part="{name}-text"]', text)
    page.click(f'main [data-part="{name}"]')


def stands_at(page: Page, status: str) -> None:
    expect(page.locator("#path [aria-current]")).to_have_text(status)


def answer_all(page: Page) -> None:
    for choice in page.locator('[data-part="checklist"] select').all():
        choice.select_option("unsure")
    for field in page.locator('[data-part="checklist"] input').all():
        field.fill(f"not known {LONG}")
    page.click('main [data-part="check"]')
    expect(page.locator("#announce")).to_have_text("The answers are kept")


def test_the_whole_work_on_a_case(home: House, worked_on: tuple[str, AtTheDesk, AtTheDesk]) -> None:
    case_id, ada, ben = worked_on
    main = ada.opens(case_id)
    page = ada.page
    expect(main.locator('[data-part="messages"] li')).to_have_count(2)
    sound(page)
    page.click('main [data-part="reply"]')
    expect(page.locator('[data-part="reply-said"]')).not_to_be_empty()
    says(page, "note", f"I have seen him there before. {LONG}")
    expect(page.locator('[data-part="note-list"] li')).to_have_count(1)
    says(page, "reply", f"Thank you. We have read it. {LONG}")
    stands_at(page, "acknowledged")
    page.click('main [data-part="move-assessing"]')
    stands_at(page, "assessing")
    page.get_by_text("Other steps").click()
    page.click('main [data-part="propose-title"]')
    for outcome in ("reminder", "suspended", "excluded-from-events"):
        page.check(f'[name=outcome][value="{outcome}"]')
    page.click('main [data-part="propose"]')
    expect(page.locator('[data-part="propose-said"]')).to_contain_text("cite a clause")
    sound(page)

    answer_all(page)
    for outcome in ("suspended", "excluded-from-events"):
        page.uncheck(f'[name=outcome][value="{outcome}"]')
    page.fill("[name=reminder-what]", f"all door volunteers {LONG}")
    page.fill("[name=reminder-clause]", "2.1")
    page.fill("[name=why]", f"It happened twice. {LONG}")
    page.click('main [data-part="propose"]')
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Waiting for Ben")
    expect(page.locator('[data-part="agree-alone"]')).to_be_visible()
    sound(page)

    ben.opens(case_id)
    expect(ben.page.locator('[data-part="agree"]')).to_be_visible()
    sound(ben.page)
    ben.page.click('main [data-part="agree"]')
    stands_at(ben.page, "addressing")
    says(ben.page, "reply", "All volunteers were reminded.")
    expect(ben.page.locator('[data-part="until-concluded"]')).not_to_have_value("")
    ben.page.get_by_text("Other steps").click()
    sound(ben.page)
    home.clock.advance(timedelta(days=1))
    ben.page.click('main [data-part="move-concluded"]')
    expect(ben.page.get_by_role("button", name="Sign in again")).to_be_visible()
    sound(ben.page)
    ben.page.get_by_role("button", name="Sign in again").click()
    stands_at(ben.page, "concluded")
    sound(ben.page)


def picks(page: Page, file: FilePayload) -> None:
    """In the system's window for choosing files, which opens when a key asks for it."""
    page.on("filechooser", lambda window: window.set_files(file))


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


def test_ada_proposes_and_ben_agrees_without_a_mouse(windows: Windows, home: House) -> None:
    report_id = deposit(home, {"what_happened": "He followed me.", "where": "forum"})
    ada_proposes(windows.desk(), home, report_id)
    ben_answers_and_agrees(windows.desk(), home, report_id)


def ada_proposes(page: Page, home: House, report_id: str) -> None:
    """From her key file to a proposal: the checklist answered, an outcome with its clause."""
    hands = signs_in(page, "ada")
    hands.to(lambda at: "In the forum" in at["words"])
    hands.press("Enter")
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.locator('[data-part="report"]')).to_be_focused()
    hands.to(lambda at: at["id"] == "reply")
    page.keyboard.type("Thank you. We have read it.")
    hands.press("Control+Enter")
    stands_at(page, "acknowledged")
    hands.to(lambda at: at["words"] == "Assess it")
    hands.press("Enter")
    stands_at(page, "assessing")
    for field in page.locator('[data-part="checklist"] :is(select, input)').all():
        name = field.get_attribute("name")
        assert name
        hands.field(name)
        page.keyboard.type("2.1" if field.evaluate("one => one.localName") == "input" else "unsure")
    hands.to(lambda at: at["words"] == "Keep these answers")
    hands.press("Space")
    expect(page.locator("#announce")).to_have_text("The answers are kept")
    hands.to(lambda at: at["words"] == "Propose a decision")
    hands.press("Enter")
    hands.to(lambda at: at["value"] == "reminder")
    hands.press("Space")
    for name, text in (("what", "all door volunteers"), ("clause", "2.1")):
        hands.field(f"reminder-{name}")
        page.keyboard.type(text)
    hands.field("why")
    page.keyboard.type("It happened twice.")
    hands.to(lambda at: at["words"] == "Propose it")
    hands.press("Enter")
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Waiting for Ben")
    expect(page.locator('[data-part="decision-outcomes"]')).to_contain_text("clause 2.1")
    hands.to(lambda at: at["words"] == "Take it back")


def signs_in(page: Page, handle: str) -> Keyboard:
    picks(page, key_file(handle))
    page.goto("/")
    hands = Keyboard(page)
    hands.to(lambda at: at["id"] == "key-file")
    hands.press("Enter")
    page.wait_for_function("() => document.querySelector('#key-file').files.length === 1")
    hands.to(lambda at: at["id"] == "passphrase")
    page.keyboard.type(PASSPHRASE)
    hands.to(lambda at: at["words"] == "Open my key")
    hands.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    expect(page.locator("tbody [data-case]")).to_contain_text("In the forum")
    return hands


def ben_answers_and_agrees(page: Page, home: House, report_id: str) -> None:
    hands = signs_in(page, "ben")
    hands.to(lambda at: "In the forum" in at["words"])
    hands.press("Enter")
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.locator('[data-part="report"]')).to_be_focused()
    hands.to(lambda at: at["id"] == "reply")
    page.keyboard.type("We have talked about it.")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    expect(page.locator('[data-part="messages"] li')).to_have_count(2)
    hands.to(lambda at: at["id"] == "note")
    page.keyboard.type("I was there.")
    hands.to(lambda at: at["words"] == "Add the note")
    hands.press("Space")
    expect(page.locator('[data-part="note-list"] li')).to_have_count(1)
    hands.to(lambda at: at["words"] == "Agree")
    hands.press("Enter")
    expect(page.locator('[data-part="decision-state"]')).to_contain_text("Agreed by Ben")
    stands_at(page, "addressing")
    hands.to(lambda at: at["words"] == "Other steps")
    hands.press("Enter")
    hands.to(lambda at: at["words"] == "Hold: stop erasing")
    hands.press("Enter")
    stands_at(page, "held")
