"""Debian's chromium, told to ask nobody but this machine.

with chromium() as browser:
    page = browser.new_context(java_script_enabled=False).new_page()
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

LEFT_OUT = "LEFT OUT: tests in a real browser, since Debian's chromium is not installed"
ARGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt",  # pages live for seconds, and are gone before V8's last compiler has earned what it costs
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)


def executable() -> str | None:
    """The one without windows, where it is there: it spares a process and a second for each context."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGS))
        yield browser
        browser.close()
