"""What tests of promise 20 share once a report has arrived: a long word, a window, files that are picked by key."""

from playwright.sync_api import FilePayload, Page

from tests.browser.windows import Windows

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3


def window(windows: Windows, script: bool) -> Page:
    """Without our script rather than without JavaScript, in which axe cannot wait: the pages are the same."""
    page = windows.form()
    if not script:
        page.route("**/*.js", lambda route: route.abort())
    return page


def picks(page: Page, file: FilePayload) -> None:
    """In the system's window for choosing files, which opens when a key asks for it."""
    page.on("filechooser", lambda window: window.set_files(file))
