"""Cases that follow the roster, sealed anew in a real browser with a real server; and one case opened."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from browser.bundle import SOURCE
from tests.bench import Row
from tests.browser.chromium import chromium, executable
from tests.browser.people import AtTheDesk, deposit
from tests.changes import gets_new_key
from tests.house import build
from tests.node import node, node_modules
from tests.ports import free_port
from tests.served import served

CASES, BARE, OPENED = 100, 30, 9
PATIENT = 300_000

LISTEN = """() => {
    globalThis.longest = 0;
    const note = (list) => list.getEntries().forEach(({duration}) => { longest = Math.max(longest, duration); });
    new PerformanceObserver(note).observe({type: "longtask"});
}"""
OPEN = """(button) => new Promise((resolve) => {
    const from = performance.now(), place = document.querySelector('main [data-part="report"]');
    const readable = () => requestAnimationFrame(() => resolve(performance.now() - from));
    const look = () => place.textContent.includes("He followed me.") && readable();
    new MutationObserver(look).observe(place, {childList: true});
    button.click();
})"""


def bare() -> float:
    """Cases a second of the same code in Node."""
    node_modules()
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run([node(), script, SOURCE / "shared", str(BARE)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def renderers_mb(browser: Browser) -> float:
    """What the largest renderer has in memory: page and Worker are one process."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = []
    for one in found:
        if one["type"] == "renderer":
            lines = Path(f"/proc/{one['id']}/status").read_text().splitlines()
            sizes.append(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024)
    return max(sizes)


def opening_ms(ada: AtTheDesk) -> float:
    """From the click on "Open the report" until it can be read, each time another case."""
    took = []
    for number in range(OPENED):
        ada.row.nth(number).get_by_role("link").first.click()
        button = ada.page.get_by_role("button", name="Open the report")
        button.wait_for()
        took.append(float(button.evaluate(OPEN)))
        ada.goes_home()
        ada.row.nth(number).wait_for()
    return median(took)


def seals_all(page: Page) -> float:
    """Seconds from the press to the last case."""
    compared = page.locator('[data-part="resealing-groups"] input[type="checkbox"]')
    compared.first.wait_for(timeout=PATIENT)
    compared.first.check()
    button = page.locator('[data-part="reseal"]:not([disabled])')
    button.wait_for(timeout=PATIENT)
    page.evaluate(LISTEN)
    started = time.perf_counter()
    button.click()
    page.get_by_text(f"{CASES} cases are sealed anew.").wait_for(timeout=PATIENT)
    return time.perf_counter() - started


def rows() -> Iterator[Row]:
    if not executable():
        return
    reference = bare()
    with tempfile.TemporaryDirectory() as folder:
        form, desk = (f"http://localhost:{free_port()}" for _ in range(2))
        house = build(Path(folder) / "house", form=form, desk=desk)
        for _ in range(CASES):
            deposit(house, {"what_happened": "He followed me.", "where": "forum"})
        house.work()
        with served(house, "desk", port=int(desk.rpartition(":")[2])), chromium() as browser:
            page = browser.new_page(base_url=desk)
            page.set_default_timeout(PATIENT)
            ada = AtTheDesk(page)
            ada.comes()
            yield Row("a case opened in chromium, click to readable [limit]", opening_ms(ada), 150, "ms", "<= 150")
            gets_new_key(house, "ben", "ben-2")
            page.goto("/")
            ada.opens_key()
            page.get_by_role("heading", name="Inbox").wait_for()
            before = renderers_mb(browser)
            seconds = seals_all(page)
            yield Row("cases sealed anew in chromium [bare node]", CASES / seconds, reference, "cases/s", ">= 15")
            longest = float(page.evaluate("longest"))
            yield Row("longest that the page was busy meanwhile, 0 below 50 [limit]", longest, 100, "ms", "<= 100")
            yield Row("memory of the tab after it [before]", renderers_mb(browser), before, "MB", "bounded")
