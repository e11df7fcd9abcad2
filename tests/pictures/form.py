"""Rosa's two ways: with JavaScript her browser seals, without it the server does. Every page on them, numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page, expect

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

    @property
    def name(self) -> str:
        return "with-javascript" if self.java_script else "without-javascript"

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
        self.view.goto("/")
        expect(
            self.view.get_by_text("In your browser." if self.java_script else "On our server, because")
        ).to_be_visible()
        self.step("the-form", page="first-view")
        self.step("what-happened", at="fieldset")
        rosa.fill(self.view, {**TOLD, "what_happened": "", "where": where})
        self.view.evaluate("document.forms[0].noValidate = true")
        rosa.press(self.view)
        expect(self.view.get_by_role("alert")).to_be_visible()
        self.step("nothing-written-yet", at="[role=alert]", page="refused")
        rosa.fill(self.view, {"what_happened": TOLD["what_happened"]})
        self.view.set_input_files("#files", files())
        if self.java_script:
            expect(self.view.locator(".told > li").nth(0)).to_contain_text("Clean.", timeout=SLOW)
            expect(self.view.locator(".told > li").nth(1)).to_contain_text("cannot be sent", timeout=SLOW)
        self.step("written", at="label[for=what_happened]", page="filled-in")
        self.step("files", at="label[for=files]")
        self.step("ready-to-send", at=".send")
        rosa.press(self.view)
        words = " ".join(rosa.words(self.view))
        self.step("twelve-words", page="confirmation")
        self.step("what-became-of-the-files", at="section:has(> h2:text-is('Your files'))")
        return words

    def looks(self, words: str, what: str) -> None:
        """Come back with the words."""
        self.view.goto("/receipt")
        self.view.fill("#words", words)
        self.step(f"come-back-{what}", page="come-back")
        self.view.get_by_role("button", name="Show me where it stands").click()
        expect(self.view.get_by_role("heading", name="Where it stands")).to_be_visible()
        expect(self.view.get_by_text("It is being opened.")).to_have_count(0)
        self.step(f"where-it-stands-{what}", page=f"standing-{what}")

    def writes(self, words: str) -> None:
        """A message to the readers."""
        self.view.fill("#text", "It was the small hall, on Saturday afternoon.")
        if not self.java_script:
            self.view.fill("#write-words", words)
        self.step("writes-again", at="label[for=text]")
        self.view.get_by_role("button", name="Seal and send").click()
        expect(self.view.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
        self.step("it-is-sent", page="message-sent")

    def takes_back(self, words: str) -> None:
        if not self.java_script:
            self.view.fill("#words", words)
        self.view.get_by_role("button", name="Take my report back").click()
        expect(self.view.get_by_role("heading", level=1)).to_have_text("Do you want to take it back?")
        self.step("takes-it-back", page="withdraw")
        self.view.get_by_role("button", name="Yes, take it back").click()
        expect(self.view.get_by_role("heading", name="You asked us to take it back")).to_be_visible()
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
