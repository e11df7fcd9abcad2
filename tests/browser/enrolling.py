"""Somebody who makes their key at the desk's own page, and what they go away with.

made = Enrolling(windows.desk()).makes("Noor Haddad", "reviewer")
made.key_file, made.passphrase, made.public_file
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Made:
    """What a person takes home."""

    key_file: bytes
    passphrase: str
    public_file: bytes


@dataclass
class Enrolling:
    """A window on the page."""

    page: Page

    def fills_in(self, name: str, role: str, *, about: str = "", handle: str | None = None) -> None:
        self.page.fill("#name", name)
        self.page.select_option("#role", role)
        self.page.fill("#about", about)
        if handle is not None:
            self.page.fill("#handle", handle)
        self.page.get_by_role("button", name="Make my key").click()

    def makes(self, name: str, role: str, *, about: str = "", handle: str | None = None) -> Made:
        self.page.goto("/enrol")
        self.fills_in(name, role, about=about, handle=handle)
        return self.takes()

    def words(self) -> list[str]:
        """The passphrase as it is shown."""
        shown = self.page.locator('[data-part="words"] li')
        expect(shown).to_have_count(7)
        return shown.all_inner_texts()

    def takes(self) -> Made:
        """The passphrase, written down and typed once more; both files."""
        passphrase = "-".join(self.words())
        self.page.get_by_role("button", name="I have written them down").click()
        self.page.fill("#typed", passphrase.replace("-", " "))
        self.page.get_by_role("button", name="Check").click()
        expect(self.page.get_by_text("That is right")).to_be_focused()
        private = saved(self.page, self.page.locator('[data-part="save"]'))
        public = saved(self.page, self.page.locator('[data-part="hand-over"]'))
        return Made(private, passphrase, public)


def saved(page: Page, button: Locator) -> bytes:
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes()
