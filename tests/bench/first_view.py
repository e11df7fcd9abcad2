"""What it takes until somebody can write, and until their browser has sealed it: requests and bytes."""

import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, Request

from tests.bench import Row
from tests.browser import rosa
from tests.browser.chromium import chromium, executable
from tests.house import build
from tests.ports import free_port
from tests.served import served

LIMIT = 14_000
SEALING_LIMIT, SEALING_REQUESTS = 80_000, 4


def in_a_browser(browser: Browser, origin: str) -> list[Request]:
    """Every request from the first view to the twelve words."""
    page = browser.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda one: asked.append(one))
    page.goto(origin)
    page.get_by_text("In your browser.").wait_for()
    rosa.fill(page, {"what_happened": "He followed me."})
    with page.expect_event("requestfinished", lambda one: one.url.endswith("/sealed")):
        rosa.press(page)
    rosa.words(page)
    return [one for one in asked if one.url.startswith("http")]


def milliseconds(browser: Browser, origin: str) -> float:
    """From the click to the twelve words."""
    page = browser.new_page()
    page.goto(origin)
    page.get_by_text("In your browser.").wait_for()
    rosa.fill(page, {"what_happened": "He followed me."})
    page.evaluate(
        """() => {
            document.forms[0].addEventListener("submit", () => { globalThis.from = performance.now(); }, true);
            new MutationObserver(() => { globalThis.took ??= performance.now() - globalThis.from; })
                .observe(document.querySelector("main"), {childList: true});
        }"""
    )
    rosa.press(page)
    rosa.words(page)
    took: float = page.evaluate("took")
    return took


def sealing(origin: str) -> Iterator[Row]:
    with chromium() as browser:
        asked = in_a_browser(browser, origin)
        sizes = [one.sizes() for one in asked]
        bodies = sum(int(one.all_headers().get("content-length", 0)) for one in asked)  # sizes leave sealed parts out
        took = sorted(milliseconds(browser, origin) for _ in range(5))[2]
    down = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
    up = bodies + sum(one["requestHeadersSize"] for one in sizes)
    yield Row("form with sealing in the browser, requests [limit]", len(asked), SEALING_REQUESTS, "", "<= 4")
    yield Row("  all that is loaded [limit]", down, SEALING_LIMIT, "bytes", "<= 80,000")
    yield Row("  all that is sent, sealed and padded [all that is loaded]", up, down, "bytes", "")
    yield Row("  from the click to the twelve words [limit]", took, 500, "ms", "<= 500")


def rows() -> Iterator[Row]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        house = build(Path(folder) / "house", form=f"http://localhost:{port}")
        with served(house, port=port) as server:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/", headers={"Host": f"localhost:{port}", "Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            size = len(answer.read()) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
            connection.close()
            yield Row("form, first view, all in one request [limit]", size, LIMIT, "bytes", "<= 14,000")
            if executable():
                yield from sealing(f"http://localhost:{port}")
            yield Row("form worker, idle [limit]", server.memory_mb(), 90, "MB", "<= 90")
