"""Rosa's two ways, in English and in Arabic: with JavaScript her browser seals, without it the server does. Every page,
numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page, expect

from tests import sentences
from tests.browser import rosa
from tests.cleaning.made import secretive
from tests.pictures.album import Album

TOLD: Mapping[str, str | list[str]] = {
    "what_happened": "After my workshop one of the volunteers at the door kept coming back to my table. I said I was "
    "busy. He took a photo of my badge and wrote to me that evening, and the next two evenings.\n\nI did not answer. "
    "I left the dinner early because of it and I am not sure I will come to the spring meeting.",
    "risk": "ongoing",
    "kind": ["harassment", "privacy"],
    "where_named": "the autumn meeting",
    "when": "days",
    "who": "A volunteer at the door, tall, blue cap. Signs as “Teo”.",
    "involvement": "me",
    "exposure": "maybe",
    "limits": "Please do not name the workshop.",
    "others": "A friend who sat beside me.",
    "contact": "0700 555 0142, after six. Ask for Rosa.",
}
SLOW = 60_000
"""Milliseconds: the first file waits until the box stands."""


def files() -> list[FilePayload]:
    """One that is cleaned, one that is refused."""
    names = {"photo.jpg": secretive("JPEG"), "chat.zip": b"PK\x05\x06" + bytes(18)}
    return [{"name": name, "mimeType": "", "buffer": data} for name, data in names.items()]


@dataclass
class Way:
    """One of the two, in a window of its own."""

    album: Album
    view: Page
    java_script: bool
    tag: str = "en"

    @property
    def name(self) -> str:
        way = "with-javascript" if self.java_script else "without-javascript"
        return way if self.tag == "en" else f"{way}-{self.tag}"

    def goes(self, path: str) -> None:
        """In the language of this way."""
        self.view.goto(path if self.tag == "en" else f"/{self.tag}{path}")

    def say(self, text: str) -> str:
        """A sentence of ours as this way's pages have it."""
        return text if self.tag == "en" else str(sentences.translated(self.tag).get(text).string)

    def press(self, name: str) -> None:
        self.view.get_by_role("button", name=self.say(name)).click()

    def sees(self, heading: str) -> None:
        expect(self.view.get_by_role("heading", name=self.say(heading))).to_be_visible()

    def step(self, what: str, *, at: str = "", page: str = "") -> None:
        """A picture of what the window shows at that place; of the whole page too, if it has a name."""
        if at:
            self.view.locator(at).first.evaluate("one => scrollBy(0, one.getBoundingClientRect().top - 90)")
        else:
            self.view.evaluate("scrollTo(0, 0)")
        self.album.step(self.view, self.name, what)
        if page:
            self.album.page(self.view, f"form-{page}-{self.name}")

    def reports(self, where: str) -> str:
        """From the first view to the twelve words."""
        self.view.context.set_default_timeout(SLOW)
        self.goes("/")
        expect(self.view.locator(f'[data-how="{"browser" if self.java_script else "server"}"]').first).to_be_visible()
        self.step("the-form", page="first-view")
        self.step("what-happened", at="fieldset")
        rosa.fill(self.view, {**TOLD, "what_happened": "", "where": where})
        self.view.evaluate("document.forms[0].noValidate = true")
        self.press("Seal and send")
        expect(self.view.get_by_role("alert")).to_be_visible()
        self.step("nothing-written-yet", at="[role=alert]", page="refused")
        rosa.fill(self.view, {"what_happened": TOLD["what_happened"]})
        self.view.set_input_files("#files", files())
        if self.java_script:
            expect(self.view.locator(".told > li").nth(0)).to_contain_text(self.say("Clean."), timeout=SLOW)
            expect(self.view.locator(".told > li").nth(1)).to_contain_text(self.say("It cannot be sent."), timeout=SLOW)
        self.step("written", at="label[for=what_happened]", page="filled-in")
        self.step("files", at="label[for=files]")
        self.step("ready-to-send", at=".send")
        self.press("Seal and send")
        words = " ".join(rosa.words(self.view))
        self.step("twelve-words", page="confirmation")
        self.step("what-became-of-the-files", at=f"section:has(> h2:text-is('{self.say('Your files')}'))")
        return words

    def looks(self, words: str, what: str) -> None:
        """Come back with the words."""
        self.goes("/receipt")
        self.view.fill("#words", words)
        self.step(f"come-back-{what}", page="come-back")
        self.press("Show me where it stands")
        self.sees("Where it stands")
        expect(self.view.get_by_text(self.say("It is being opened."))).to_have_count(0)
        self.step(f"where-it-stands-{what}", page=f"standing-{what}")

    def writes(self, words: str) -> None:
        """A message to the readers."""
        self.view.fill("#text", "It was the small hall, on Saturday afternoon.")
        if not self.java_script:
            self.view.fill("#write-words", words)
        self.step("writes-again", at="label[for=text]")
        self.press("Seal and send")
        self.sees("It is sealed and sent")
        self.step("it-is-sent", page="message-sent")

    def takes_back(self, words: str) -> None:
        if not self.java_script:
            self.view.fill("#words", words)
        self.press("Take my report back")
        self.sees("Do you want to take it back?")
        self.step("takes-it-back", page="withdraw")
        self.press("Yes, take it back")
        self.sees("You asked us to take it back")
        self.step("asked-to-take-back", page="asked-back")


def front(album: Album, page: Page) -> None:
    """The first thing that anybody sees, for the README."""
    page.goto("/")
    expect(page.get_by_text("In your browser.")).to_be_visible()
    album.for_readme(page, "form", height=1000)


def other_pages(album: Album, page: Page) -> None:
    for name in ("guidelines", "safety", "mirror", "nowhere"):
        page.goto(f"/{name}")
        album.page(page, f"form-{name}")
