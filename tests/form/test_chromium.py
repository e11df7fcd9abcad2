"""The pages in Debian's Chromium: narrow, dark, by keyboard, without JavaScript; nothing asked of anybody else."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from reporting.clock import FixedClock
from reporting.config import FormSettings
from reporting.form import create_app


@pytest.fixture
def address(settings: FormSettings, clock: FixedClock) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    origin = f"http://localhost:{server.server_port}"
    app = create_app(replace(settings, origin=origin), clock)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield origin
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[(320, "light"), (1200, "dark")], ids=["320-light", "1200-dark"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=address)
    asked: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    yield context.new_page()
    context.close()
    assert all(url.startswith(address) for url in asked), asked


def sound(page: Page) -> None:
    """No finding of axe, nothing wider than the window, no target under 24 pixels."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not found.response["violations"], found.generate_report()
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, select, .opts label, footer a, .leave, .brand")]
        .filter(e => e.getClientRects().length && Math.min(e.getBoundingClientRect().height,
                                                           e.getBoundingClientRect().width) < 24)
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert not small


def test_a_report_from_the_first_view_to_where_it_stands(page: Page) -> None:
    page.goto("/")
    sound(page)
    for summary in page.locator("details > summary").all():
        summary.click()
    sound(page)
    page.fill("#what_happened", "He wrote to me again.")
    page.check("input[name=readers][value=not-ada]")
    page.fill("#who", "x" * 10_001)
    page.click("text=Seal and send")
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.input_value("#what_happened") == "He wrote to me again."
    sound(page)
    page.click("text=Who did it?")
    page.fill("#who", "somebody")
    page.click("text=Seal and send")
    words = page.inner_text(".line")
    sound(page)
    page.reload()
    assert page.inner_text(".line") == words
    page.goto("/receipt")
    page.fill("#words", "one two three")
    page.click("main button")
    sound(page)
    page.fill("#words", words)
    page.click("main button")
    assert "not yet read" in page.inner_text("h1")
    sound(page)


@pytest.mark.parametrize("path", ["/guidelines", "/safety", "/mirror", "/receipt", "/nowhere"])
def test_every_other_page(page: Page, path: str) -> None:
    page.goto(path)
    sound(page)


def test_the_first_view_is_one_request(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sizes = []
    context.on("requestfinished", lambda sent: sizes.append(sent.sizes()))
    page.goto("/", wait_until="networkidle")
    context.close()
    (size,) = sizes
    assert size["responseBodySize"] + size["responseHeadersSize"] <= 14_000


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")

    def reach(what: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("sought => document.activeElement.matches(sought)", what):
                return
        raise AssertionError(f"{what} cannot be reached")

    reach(".leave")
    reach("[name=readers]")
    page.keyboard.press("ArrowDown")
    reach("#what_happened")
    page.keyboard.type("He wrote to me again.")
    reach("summary")
    page.keyboard.press("Enter")
    reach("[name=tell_today]")
    page.keyboard.press("Space")
    reach(".send button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".line")
    assert "Ben Okafor and Ines Duarte" in page.inner_text("main")
    context.close()


def test_on_paper_only_the_words_and_the_dates(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.fill("#what_happened", "He wrote to me again.")
    page.click("text=Seal and send")
    words = page.inner_text(".line").split()
    page.emulate_media(media="print")
    seen = page.inner_text("body").split()
    assert set(words) <= set(seen)
    assert not {"report", "sealed", "Larkfield", "Ada", "log"} & set(seen)
    assert page.title() == "Notes"
    context.close()


def test_right_to_left_nothing_sticks_out(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
