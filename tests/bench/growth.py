"""What time and memory cost with 100 reports, and with up to a million, in the mailbox, at the desk and in the log.

REPORTING_GROWTH_MOST=10000 make bench    # stops there: to fill in a million takes minutes (`tests.bench.filling`)

Times are the server's part, in this process and on SQLite; memory is what a real process holds after 200 requests.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.tree import StoredTree
from reporting.cases.models import CaseReaderRow
from reporting.cases.statuses import Status
from reporting.db import DeskBase, Store
from tests.bench import Row
from tests.bench.filling import fill
from tests.bench.growth_page import show
from tests.bench.over_http import use_desk, use_form
from tests.form.sealing import Sender
from tests.house import DESK, FORM, House, Reader, Rosa, build
from tests.ports import free_port
from tests.served import served

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
TIMES, ROUNDS, REQUESTS = 15, 5, 200
WORDS = "He followed me to the station. " * 20


@dataclass(frozen=True)
class Asked:
    """What is measured, and what the design asks of it, if anything."""

    what: str
    unit: str
    reach: str = ""


ACCEPT = Asked("accept a sealed report", "ms")
LOOK_UP = Asked("look up a receipt", "ms")
ROUND = Asked("a round of the worker, nothing new", "ms")
INBOX = Asked("first page of the inbox", "ms", "does not grow")
CASE = Asked("open a case: its page, its sealed parts", "ms")
AUDIT = Asked("auditors' first page", "ms", "<= 200 ms")
APPEND = Asked("append to the access log", "ms")
PROOF = Asked("consistency proof", "ms", "<= 20 ms")
FORM_MB = Asked("memory of a process of the form", "MB", "<= 90 MB idle")
DESK_MB = Asked("memory of a process of the desk", "MB")
DISK = Asked("both stores on disk, sealed parts apart", "MB")
Figures = dict[Asked, float]


def milliseconds(action: Callable[[], object], times: int = TIMES) -> float:
    action()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def reporters(house: House) -> Figures:
    """What somebody with a concern waits for: a browser seals, and that is not the server's time."""
    took = []
    client = house.form().test_client()
    for _ in range(TIMES):
        sender = Sender(house, client)
        written = sender.written(what_happened=WORDS, act_without_me="ask-first", quote_me="no")
        fields, parts = sender.fields(written), sender.parts(written)
        started = time.perf_counter()
        assert sender.post(fields, parts).status_code == 201
        took.append(time.perf_counter() - started)
    words = {"words": " ".join(sender.receipt.words)}

    def look_up() -> None:
        answer = client.post("/receipt", data=words, base_url=FORM, headers=dict(Rosa.HEADERS))
        assert answer.status_code == 200

    return {ACCEPT: statistics.median(took) * 1000, LOOK_UP: milliseconds(look_up)}


def readers(house: House) -> Figures:
    """What Ada and Olu wait for."""
    with house.rooms().desk.read() as session:
        new = select(CaseReaderRow.case_id).where(
            CaseReaderRow.fingerprint == house.person("ada").fingerprint, CaseReaderRow.status == Status.RECEIVED
        )
        unopened = iter(session.scalars(new.limit(TIMES + 1)).all())
    desk = house.desk()
    ada, olu = (Reader(desk.test_client(), handle) for handle in ("ada", "olu"))
    assert {ada.sign_in().status_code, olu.sign_in().status_code} == {200}

    def look(reader: Reader, path: str) -> None:
        assert reader.get(path).status_code == 200

    def open_case() -> None:
        case = next(unopened)
        look(ada, f"/cases/{case}")
        assert ada.post(f"/cases/{case}/report").status_code == 200

    return {
        INBOX: milliseconds(lambda: look(ada, "/inbox")),
        CASE: milliseconds(open_case),
        AUDIT: milliseconds(lambda: look(olu, "/log"), ROUNDS),
    }


def log(house: House) -> Figures:
    store = Store.open(house.settings.desk().desk_url, DeskBase)

    def append() -> None:
        with store.write() as session:
            AccessLog(session, house.clock).append(Tag.INBOX_LIST, person=house.person("ada").fingerprint)

    with store.read() as session:
        tree = StoredTree(session)
        size = tree.size()
        proof = milliseconds(lambda: tree.consistency(size * 2 // 3, size))
    found = {APPEND: milliseconds(append), PROOF: proof}
    store.close()
    return found


def memory(house: House) -> Figures:
    """One process each: half of 200 requests to the form ask for the page, half for a receipt that nobody has."""
    form, desk = (int(one.rpartition(":")[2]) for one in (house.settings.form().origin, house.settings.desk().origin))
    with served(house, port=form, workers=1) as server:
        use_form(form, REQUESTS // 2)
        found = {FORM_MB: server.memory_mb()}
    with served(house, "desk", port=desk, workers=1) as server:
        use_desk(desk, {"/inbox": REQUESTS})
        return found | {DESK_MB: server.memory_mb()}


def on_disk(house: House) -> float:
    files = [file for store in ("mailbox", "desk") for file in (house.folder / "instance" / store).iterdir()]
    return sum(file.stat().st_size for file in files) / 1e6


def measure(folder: Path, size: int) -> Figures:
    origins = [f"http://localhost:{free_port()}" for _ in range(2)]
    house = build(folder / f"house-{size}", form=origins[0], desk=origins[1])
    fill(house, size)
    disk = {DISK: on_disk(house)}
    here = replace(house, environ={"REPORTING_FORM_ORIGIN": FORM, "REPORTING_DESK_ORIGIN": DESK})
    found = reporters(here)
    here.work()  # takes what was just sent, and closes the day
    found |= {ROUND: milliseconds(here.work, ROUNDS)}
    return found | readers(here) | log(here) | memory(house) | disk


def rows() -> Iterator[Row]:
    # Taken out: a program that is started here refuses settings that it does not know.
    most = int(os.environ.pop("REPORTING_GROWTH_MOST", SIZES[-1]))
    found: dict[int, Figures] = {}
    for size in (size for size in SIZES if size <= most):
        with tempfile.TemporaryDirectory() as folder:
            found[size] = measure(Path(folder), size)
        for asked, value in found[size].items():
            few = found[SIZES[0]][asked]
            yield Row(f"{asked.what}, {size:,} reports [{SIZES[0]}]", value, few, asked.unit, asked.reach)
    show({(one.what, one.unit, one.reach): {size: found[size][one] for size in found} for one in found[SIZES[0]]})
