"""The desk's inbox: the server's time for a page, with many cases and with few."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from reporting.intake.parts import Written, report_parts
from reporting.mailbox.box import Mailbox, SealedReport
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, seal
from tests.bench import Row
from tests.house import NOW, House, Reader, build

MANY, FEW, AT_ONCE, TIMES = 10_000, 100, 500, 15


def fill(house: House, number: int) -> None:
    """Deposits that differ in all but their words: sealing each anew would take longer than what is measured."""
    readers = house.roster.reviewers
    written = Written("both", {"what_happened": "x", "risk": "no", "where": "forum"}, "", bytes(16), "2026-03-03")
    plain = report_parts(written, Receipt(bytes(16)), "0" * 32)
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


def page_seconds(folder: Path, number: int) -> float:
    house = build(folder / f"house-{number}")
    fill(house, number)
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    for _ in range(number // 200 + 2):  # the first pages take the deposits
        ada.get("/inbox")
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        assert ada.get("/inbox").status_code == 200
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = page_seconds(Path(folder), FEW), page_seconds(Path(folder), MANY)
    yield Row("inbox page, server time, 10,000 cases [100 cases]", many * 1000, few * 1000, "ms", "does not grow")
