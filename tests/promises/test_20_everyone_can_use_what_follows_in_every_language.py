"""Promise 20 in every other language than English: what follows a report, whichever way it was sealed."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import sentences
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.measure import translated_well
from tests.browser.test_flood import flooded
from tests.browser.windows import Windows
from tests.house import House
from tests.promises.following import LONG, window
from tests.worker.reading import MORNING


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
