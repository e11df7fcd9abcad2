"""What became of the reports of one fault, by looking at all that is left."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.faults.reporters import MARK, Told
from tests.house import House, key_of

_NUMBER = re.compile(r"report number (\d+)$")


@dataclass(frozen=True)
class Outcome:
    """`lost` and `doubled` count acknowledged reports, `corrupt` stored ones that do not open as they were written or
    stores that are not sound, `readable` files in which a reporter's words lie, `honest` answers that nothing was
    stored and `wrong` those that no promise knows."""

    what: str
    times: int
    acknowledged: int
    lost: int
    doubled: int
    corrupt: int
    readable: int
    honest: int
    wrong: int

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.corrupt or self.readable or self.wrong)


def looked_at(what: str, times: int, house: House, told: Iterable[Told], logs: Iterable[Path] = ()) -> Outcome:
    """What is left in the house, beside what its reporters were told."""
    told = list(told)
    stored, corrupt = stored_numbers(house)
    acknowledged = [one.number for one in told if one.kept]
    return Outcome(
        what=what,
        times=times,
        acknowledged=len(acknowledged),
        lost=sum(not stored[number] for number in acknowledged),
        doubled=sum(count > 1 for count in stored.values()),
        corrupt=corrupt + (0 if house.database else not_sound(house)),
        readable=readable(house.folder, *logs),
        honest=sum(one.honest for one in told),
        wrong=sum(one.wrong for one in told),
    )


def stored_numbers(house: House) -> tuple[Counter[int], int]:
    """How often each report is there, as both of its readers find it, and how many are not whole."""
    stored: Counter[int] = Counter()
    corrupt = 0
    for report_id in house.report_ids():
        try:
            numbers = {_number_in(house, handle, report_id) for handle in ("ada", "ben")}
        except Exception:  # noqa: BLE001  (whatever keeps a report from opening makes it one that is not whole)
            corrupt += 1
        else:
            stored.update(numbers)
    del stored[0]
    return stored, corrupt


def _number_in(house: House, handle: str, report_id: str) -> int:
    report = house.open_as(handle, "report", report_id)
    for named in report["manifest"]:
        sealed = house.sealed(named["part"], report_id)
        if sha256(sealed).hexdigest() != named["sha256"]:
            json.loads(key_of(handle).identity.open(sealed))
    number = _NUMBER.search(report["answers"]["what_happened"])
    return int(number[1]) if number else 0  # a request that was malformed, and well enough to be taken


def not_sound(house: House) -> int:
    """Stores that SQLite itself finds damaged."""
    damaged = 0
    for store in ("mailbox", "desk"):
        with closing(sqlite3.connect(house.folder / "instance" / store / f"{store}.db")) as rows:
            damaged += rows.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    return damaged


def readable(folder: Path, *logs: Path) -> int:
    """Files that hold what somebody wrote."""
    files = [file for file in (*folder.rglob("*"), *logs) if file.is_file()]
    return sum(MARK.encode() in file.read_bytes() for file in files)
