"""The auditors' room on a log of a million entries, beside the same pages of a log of a few."""

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import insert

from reporting.accesslog import AccessLog, Facts, Tag
from reporting.accesslog.entries import when
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.tree import StoredTree
from reporting.cases.models import CaseRow
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.bench import Row
from tests.bench.accesslog import MANY, fill, seconds
from tests.house import NOW, House, Reader, build, log_key

FEW, TIMES = 300, 9
A_DAY = MANY // (3 * 365)
ACTS = (Tag.SIGN_IN_ACCEPT, Tag.INBOX_LIST, Tag.REPORT_OPEN, Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.CASE_MOVE)


def lived(house: House) -> Callable[[int], Facts]:
    """Three years of a busy house: every day 64 entries of what reporters did, dated the day before, then people's."""
    dice = random.Random(7)
    people = [person.fingerprint for person in house.roster.people]
    cases = [f"{number:04d}-0000" for number in range(2_000)]
    start = NOW - timedelta(days=MANY // A_DAY)

    def facts(number: int) -> Facts:
        day, place = divmod(number, A_DAY)
        moment = start + timedelta(days=day, minutes=place)
        if place < 64:
            tag = Tag.REPORT_DEPOSIT if place % 9 == 0 else Tag.FILLER
            return Facts(tag, when(tag, moment - timedelta(days=1)))
        tag = Tag.ROSTER_CHANGE if number % 100_003 == 0 else dice.choice(ACTS)
        case = cases[min(len(cases) - 1, int(dice.gauss(number / MANY * len(cases), 12)) % len(cases))]
        of_a_case = tag.value.split(":")[0] in ("report", "contact", "case")
        return Facts(tag, when(tag, moment), person=dice.choice(people), case=case if of_a_case else None)

    return facts


def opened(folder: Path, *, many: bool) -> tuple[House, Reader]:
    """A house with a log of that length, and Olu in it."""
    house = build(folder)
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    said = lived(house)
    if many:
        fill(store, said)
    else:
        with store.write() as session:
            for number in range(MANY - FEW, MANY):
                one = said(number)
                AccessLog(session, FixedClock(NOW)).append(one.tag, person=one.person, case=one.case)
    sign(store, house)
    add_cases(store, house, 2_000 if many else 20)
    store.close()
    olu = Reader(house.desk().test_client(), "olu")
    assert olu.sign_in().status_code == 200
    return house, olu


def sign(store: Store, house: House) -> None:
    """The checkpoint of all entries."""
    with store.write() as session:
        tree = StoredTree(session)
        note = bytes(log_key().checkpoint(tree.size(), tree.root(tree.size())))
        session.execute(insert(LogCheckpoint).values(size=tree.size(), made_on=house.clock.today(), note=note))


def add_cases(store: Store, house: House, number: int) -> None:
    """Cases of the last year, half of them late."""
    day = house.clock.today() - timedelta(days=300)
    same = {"received_on": day, "urgent": False, "status": "assessing", "status_on": day}
    rows = [
        {
            "case_id": f"{at:04d}-0000",
            "report_id": f"{at:032x}",
            "acknowledged_on": day + timedelta(days=at % 14 + 1),
            **same,
        }
        for at in range(number)
    ]
    with store.write() as session:
        session.execute(insert(CaseRow), rows)


def pages(house: House) -> dict[str, str]:
    """What an auditor asks for, in words and as an address."""
    ada, olu = (house.person(handle).fingerprint for handle in ("ada", "olu"))
    asked: dict[str, dict[str, str]] = {
        "first page": {},
        "person": {"person": ada},
        "tag": {"tag": Tag.REPORT_OPEN},
        "a rare tag": {"tag": Tag.ROSTER_CHANGE},
        "case": {"case": "1990-0000"},
        "one day": {"from": "2024-11-05", "to": "2024-11-05"},
        "person, tag, case and days": {
            "person": ada,
            "tag": Tag.REPORT_OPEN,
            "case": "0900-0000",
            "from": "2024-01-01",
            "to": "2026-02-01",
        },
        "person and tag that never meet": {"person": olu, "tag": Tag.FILLER},
        "a page deep in the log": {"tag": Tag.REPORT_OPEN, "before": "1000"},
    }
    return {words: f"/log?{urlencode(query)}" for words, query in asked.items()} | {
        "who opened which case": "/log/openings",
        "the same, deep in the log": "/log/openings?before=500000",
        "clocks": "/log/clocks",
        "checkpoint, root computed anew": "/log/checkpoint?check=yes",
    }


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        few, many = (opened(Path(name) / size, many=size == "many") for size in ("few", "many"))
        for words, address in pages(many[0]).items():
            times = []
            for _, olu in (many, few):
                assert olu.get(address).status_code == 200
                times.append(seconds(lambda olu=olu, address=address: olu.get(address), TIMES) * 1000)  # type: ignore[misc]
            yield Row(f"auditors: {words}, 1,000,000 entries [{FEW}]", *times, "ms", "<= 200 ms")
