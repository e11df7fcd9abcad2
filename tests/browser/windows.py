"""Browser windows that remember what they did: each request, each line of the console, each dialog."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from tests.house import House

PATIENCE = 20_000
"""Milliseconds to wait for what is to come: a machine that does much else is slow, and that is no fault of a page."""
VIOLATION = ("Content Security Policy", "Trusted", "Refused to")


class Windows:
    """Profiles of one browser, each with a first page, all on one house."""

    def __init__(self, browser: Browser, house: House) -> None:
        self._browser, self._house = browser, house
        self._contexts: list[BrowserContext] = []
        self.requests: list[str] = []
        self.console: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []

    @property
    def form_origin(self) -> str:
        return self._house.settings.form().origin

    @property
    def desk_origin(self) -> str:
        return self._house.settings.desk().origin

    def form(self, *, java_script: bool = True, **how: Any) -> Page:
        """A reporter's window, on no page yet."""
        return self._open(self.form_origin, java_script_enabled=java_script, **how)

    def desk(self, **how: Any) -> Page:
        """A reviewer's window, on no page yet."""
        return self._open(self.desk_origin, **how)

    def _open(self, origin: str, **how: Any) -> Page:
        # Colours that are still on their way from one to the other have the contrast of neither.
        usual = {"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce"}
        context = self._browser.new_context(base_url=origin, **(usual | how))
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda sent: self.requests.append(sent.url))
        context.on("console", lambda said: self.console.append(said.text))
        context.on("weberror", lambda failed: self.errors.append(str(failed.error)))
        context.on("dialog", self._dialog)
        self._contexts.append(context)
        return context.new_page()

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    @property
    def strangers(self) -> list[str]:
        """Requests to anybody but our own two apps; what stays inside the browser is none."""
        ours = (f"{self.form_origin}/", f"{self.desk_origin}/", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(ours)]

    @property
    def violations(self) -> list[str]:
        return [line for line in self.console if any(word in line for word in VIOLATION)]

    def close(self) -> None:
        """Every window, and what must hold of them all."""
        for context in self._contexts:
            context.close()
        assert not self.strangers, self.strangers
        assert not self.violations, self.violations
        assert not self.errors, self.errors
        assert not self.dialogs, self.dialogs
