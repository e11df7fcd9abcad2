"""The desk's inbox: the server's time for a page, with many cases and with few."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reporting.intake.parts import Written, report_parts
from reporting.mailbox.box import Mailbox, SealedReport
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, seal
from tests.bench import Row
from tests.browser.chromium import chromium, executable
from tests.house import DESK, NOW, PASSPHRASE, House, Reader, build, locked
from tests.ports import free_port
from tests.served import served

MANY, FEW, AT_ONCE, TIMES, ROWS = 10_000, 100, 500, 15, 50


def fill(house: House, number: int) -> None:
    """Deposits that differ in all but their words: sealing each anew would take longer than what is measured."""
    readers = house.roster.reviewers
    written = Written("both", {"what_happened": "x", "risk": "no", "where": "forum"}, "", bytes(16), "2026-03-03")
    plain = report_parts(written, Receipt(bytes(16)), "0" * 32, [reader.fingerprint for reader in readers])
    parts = {
        name: seal(data, [Recipient.parse(reader.recipient) for reader in readers]) for name, data in plain.items()
    }
    parts["report"] = b"not opened here"
    store = house.mailbox()
    for _ in range(number // AT_ONCE or 1):
        with store.write() as session:
            for _ in range(min(number, AT_ONCE)):
                sealed = SealedReport(
                    report_id=os.urandom(16).hex(),
                    locator_hash=os.urandom(32),
                    words_mac=os.urandom(32),
                    readers=tuple(reader.fingerprint for reader in readers),
                    urgent=False,
                    parts=parts,
                )
                Mailbox(session).deposit(sealed, NOW.date())
    store.close()


def filled(folder: Path, number: int) -> House:
    """A house whose deposits have all become cases."""
    form, desk = (f"http://localhost:{free_port()}" for _ in range(2))
    house = build(folder / f"house-{number}", form=form, desk=desk)
    fill(house, number)
    for _ in range(number // 200 + 2):  # as many as one round takes
        house.work()
    return house


def server_seconds(house: House) -> float:
    """The server's part of one page of the inbox."""
    house = replace(house, environ={"REPORTING_DESK_ORIGIN": DESK})
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    ada.get("/inbox")
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        assert ada.get("/inbox").status_code == 200
        took.append(time.perf_counter() - started)
    return statistics.median(took)


# Taken in the page: who asks from outside looks twice a second, and would measure that.
TIMED = """
([page, rows]) => new Promise((resolve) => {
  const shown = () => document.querySelector("main").textContent.includes(`Page ${page}`);
  const headlines = () => [...document.querySelectorAll("main [data-case] [data-part=name]")];
  const read = () => headlines().filter((one) => one.textContent.startsWith("In the forum")).length;
  let from;
  const watch = new MutationObserver(() => {
    if (!shown() || read() < rows) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve((performance.now() - from) / 1000))); // painted
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  from = performance.now();
  [...document.links].find((link) => link.textContent.trim() === "The next page").click();
})
"""


def browser_seconds(house: House) -> float:
    """From the click on "The next page" until the last of its headlines is opened and painted."""
    origin, took = house.settings.desk().origin, []
    key_file = house.folder / "ada.age"
    key_file.write_bytes(locked("ada"))
    with served(house, "desk", port=int(origin.rpartition(":")[2])), chromium() as browser:
        page = browser.new_page()
        page.goto(origin)
        page.locator("#key-file").set_input_files(key_file)
        page.locator("#passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Open my key").click()
        last = page.get_by_role("link", name="In the forum").nth(ROWS - 1)
        last.wait_for()
        for number in range(2, 7):  # each page shows headlines that this tab has not opened yet
            took.append(page.evaluate(TIMED, [number, ROWS]))
    return statistics.median(took)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = filled(Path(folder), FEW), filled(Path(folder), MANY)
        yield Row(
            "inbox page, server time, 10,000 cases [100 cases]",
            server_seconds(many) * 1000,
            server_seconds(few) * 1000,
            "ms",
            "does not grow",
        )
        if executable():
            seconds = browser_seconds(many)
            yield Row("inbox page of 10,000 cases readable in chromium [limit]", seconds * 1000, 1000, "ms", "<= 1,000")
