"""Stores as they look after very many reports, written in bulk past the program, in one pass of each table.

fill(house, 1_000_000)      # a minute or two

Every row is as the program writes it, with its reader rows, its place in the log and the log's tree. Only what is
sealed is short: 64 bytes in the place of each of the three parts and of the proof, since a million real ones
take some 30 GB. Nothing looks into them, and no statement that is measured reads more than one report's. Ids lie evenly
over their range; the days, of 300, are drawn by chance, so that neither order follows the other.
"""

import os
import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256, sha512
from itertools import chain
from pathlib import Path
from typing import Self

from reporting.accesslog import Facts, Tag
from reporting.accesslog.merkle import growth
from reporting.cases.dates import Standing, due
from reporting.cases.ids import LETTERS
from reporting.cases.statuses import Status, Turn, turn
from reporting.cases.turns import Whose
from reporting.config import Clocks
from reporting.mailbox.models import PARTS
from tests.house import House

DAYS = 300
SHORT = 64
STATUSES = (Status.RECEIVED, Status.ACKNOWLEDGED, Status.ASSESSING, Status.CONCLUDED)
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """One report, where its deposit lies in the log, and who reads it."""

    report_id: str
    case_id: str
    day: date
    leaf: int
    readers: tuple[str, ...]
    standing: Standing

    @classmethod
    def one(cls, at: int, many: int, day: date, leaf: int, readers: tuple[str, ...]) -> Self:
        """Report `at` of `many`."""
        drawn = (at << 40) // many
        letters = "".join(LETTERS[drawn >> shift & 31] for shift in range(35, -1, -5))
        report_id, case_id = f"{(at << 128) // many:032x}", f"{letters[:4]}-{letters[4:]}"
        return cls(report_id, case_id, day, leaf, readers, _standing(STATUSES[at % len(STATUSES)], day))

    def sealed(self, name: str) -> bytes:
        """In the place of a sealed part."""
        return sha512(f"{self.report_id} {name}".encode()).digest()

    @property
    def hash(self) -> str:
        return sha256(self.sealed("report")).hexdigest()


@cache
def _standing(status: Status, day: date) -> Standing:
    seen = None if status is Status.RECEIVED else day + timedelta(days=1)
    return Standing(status, received_on=day, status_on=seen or day, acknowledged_on=seen)


@cache
def _due_on(standing: Standing) -> str | None:
    found = due(standing, Clocks())
    return found and found.on.isoformat()


def fill(house: House, many: int) -> None:
    """Reports that became cases, three of four opened by Ada, all in the log and proven."""
    dice, today = random.Random(many), house.clock.today()
    by_day: dict[date, list[int]] = {today - timedelta(days=back): [] for back in range(DAYS + 1, 1, -1)}
    for at in range(many):
        by_day[today - timedelta(days=dice.randint(2, DAYS + 1))].append(at)
    readers = tuple(person.fingerprint for person in house.roster.reviewers)
    reports: list[Filled | None] = [None] * many
    log: list[tuple[bytes, Tag, str | None, str]] = []
    for day, came in by_day.items():  # the log's order: what came on a day, then what was read on the next morning
        for at in came:
            one = reports[at] = Filled.one(at, many, day, len(log), readers)
            said = Facts(Tag.REPORT_DEPOSIT, day.isoformat(), case=one.case_id, hash=one.hash)
            log.append((said.to_bytes(), said.tag, None, one.case_id))
        morning = f"{day + timedelta(days=1)}T09:00Z"
        for one in (one for at in came if (one := reports[at]) and one.standing.acknowledged_on):
            said = Facts(Tag.REPORT_OPEN, morning, person=readers[0], case=one.case_id)
            log.append((said.to_bytes(), said.tag, readers[0], one.case_id))
    every = [one for one in reports if one]
    _write(house.folder / "instance/mailbox/mailbox.db", _mailbox(every))
    _write(house.folder / "instance/desk/desk.db", chain(_cases(every), _log(log)))


def _mailbox(reports: list[Filled]) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "deposit", map(_deposit, reports)
    yield "reader", ({"report_id": one.report_id, "fingerprint": who} for one in reports for who in sorted(one.readers))
    yield (
        "part",
        (
            {"report_id": one.report_id, "name": name, "sealed": one.sealed(name)}
            for one in reports
            for name in sorted(PARTS)
        ),
    )
    yield (
        "proof",
        (
            {"report_id": one.report_id, "logged_on": str(one.day + timedelta(days=1)), "proof": os.urandom(SHORT)}
            for one in reports
        ),
    )


def _deposit(one: Filled) -> Row:
    standing = one.standing
    return {
        "report_id": one.report_id,
        "locator_hash": os.urandom(32),
        "report_hash": bytes.fromhex(one.hash),
        "words_mac": os.urandom(32),
        "received_on": str(one.day),
        "urgent": False,
        "status": str(standing.status),
        "status_on": str(standing.status_on),
        "taken": True,
        "proven": True,
        "opened": standing.acknowledged_on is not None,
    }


def _cases(reports: list[Filled]) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "desk_case", map(_case, reports)
    for who in sorted(reports[0].readers):
        yield "case_reader", (_right(one, who) for one in reports)


def _case(one: Filled) -> Row:
    standing, kept = one.standing, one.day + timedelta(days=2 * 365)
    return {
        "case_id": one.case_id,
        "report_id": one.report_id,
        "received_on": str(one.day),
        "urgent": False,
        "status": str(standing.status),
        "status_on": str(standing.status_on),
        "acknowledged_on": standing.acknowledged_on and str(standing.acknowledged_on),
        "concluded_on": str(standing.status_on) if standing.status is Status.CONCLUDED else None,
        "leaf": one.leaf,
        "erase_on": str(kept) if standing.status is Status.CONCLUDED else None,
    }


def _right(one: Filled, who: str) -> Row:
    return {
        "fingerprint": who,
        "case_id": one.case_id,
        "status": str(one.standing.status),
        "received_on": str(one.day),
        "due_on": _due_on(one.standing),
        "turn": str(Whose.NOBODY if turn(one.standing.status) is Turn.NOBODY else Whose.EITHER),
    }


def _log(entries: list[tuple[bytes, Tag, str | None, str]]) -> Iterator[tuple[str, Iterable[Row]]]:
    yield (
        "log_entry",
        (
            {"leaf": leaf, "entry": entry, "tag": str(tag), "person": person, "case_id": case}
            for leaf, (entry, tag, person, case) in enumerate(entries)
        ),
    )
    yield "log_node", _nodes(entry for entry, *_ in entries)


def _nodes(entries: Iterable[bytes]) -> Iterator[Row]:
    newest: dict[int, bytes] = {}  # all that an append needs: the last complete subtree of each level
    for leaf, entry in enumerate(entries):
        for (level, at), hashed in growth(leaf, entry, lambda nodes: {node: newest[node[0]] for node in nodes}).items():
            newest[level] = hashed
            yield {"level": level, "position": at, "hash": hashed}


def _write(file: Path, tables: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """In one transaction that waits for no disk: what is measured afterwards does."""
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        rows.execute("PRAGMA synchronous=OFF")
        rows.execute("PRAGMA cache_size=-1000000")
        rows.execute("BEGIN IMMEDIATE")
        for table, content in tables:
            waiting = iter(content)
            first = next(waiting)
            names = tuple(first)
            places = ", ".join("?" * len(names))
            adding = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
            rows.executemany(adding, (tuple(row.values()) for row in chain([first], waiting)))
        rows.execute("COMMIT")
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
