"""The power is cut at any moment while reports come in: what the disk may then hold is made, and looked at.

strace(1) writes down what the form's worker writes to the mailbox's files and when it waits for the disk. At a moment
of our choice everything that was waited for is there; of each later write nothing, all, or some of its sectors, as
chance will have it. A store made of that has to be sound and to hold every report that was acknowledged by then.
"""

import random
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import Told, writing
from tests.house import House, build
from tests.ports import free_port
from tests.served import served

SECTOR = 512
REPORTS = 85
"""Enough for a small write-ahead log to be carried over once; more at a time the form takes for a flood."""
SMALL_LOG = "tests.faults.small_log"
STORE, AHEAD = "mailbox.db", "mailbox.db-wal"
_LINE = re.compile(
    r"^(?P<at>\d+\.\d+) (?P<call>\w+)\((?P<said>.*)\) += (?P<gave>-?\d+)[^<]*<(?P<took>[\d.]+)>$", re.DOTALL
)
_FILE = re.compile(r"^\d+<(?P<path>[^>]+)>(?:, (?P<rest>.*))?$", re.DOTALL)


@dataclass(frozen=True)
class Write:
    """Bytes into a file at a place, from this moment on perhaps on the disk."""

    at: float
    file: str
    place: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """A file cut to a size."""

    at: float
    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    """All that was written to a file before `began` is on the disk from `at` on."""

    began: float
    at: float
    file: str


Event = Write | Cut | Sync


@dataclass(frozen=True)
class Recorded:
    """What was on the disk before, what was done to it, who was told what, and what each report is."""

    before: Mapping[str, bytes]
    events: Sequence[Event]
    told: Sequence[Told]
    rows: Mapping[str, str]
    """The hash of everything that is stored of a report, by its id."""
    ids: Mapping[int, str]


def record(folder: Path, reports: int = REPORTS) -> tuple[House, Recorded]:
    """So many reports, written down."""
    port = free_port()
    house = build(folder / "house", form=f"http://localhost:{port}")
    place = house.folder / "instance" / "mailbox"
    before = {name: (place / name).read_bytes() if (place / name).exists() else b"" for name in (STORE, AHEAD)}
    calls = "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename"
    options = ["-D", "-f", "-ff", "-ttt", "-T", "-y", "-xx", "-s", "400000", "-qq", "-e", "signal=none", "-e", calls]
    paths = [word for name in (STORE, AHEAD) for word in ("-P", str(place / name))]
    under = ["strace", *options, *paths, "-o", str(folder / "seen")]
    with served(house, port=port, workers=1, under=under, program=SMALL_LOG), writing(port, 4) as told:
        while sum(one.kept for one in told) < reports:
            assert not any(one.wrong or one.honest for one in told)
    seen = sorted((event for file in folder.glob("seen.*") for event in _events(file.read_text())), key=lambda e: e.at)
    rows = rows_of(place / STORE)
    ids = {_number(house, report_id): report_id for report_id in rows}
    return house, Recorded(before, seen, told, rows, ids)


def _number(house: House, report_id: str) -> int:
    return int(house.open_as("ada", "report", report_id)["answers"]["what_happened"].rpartition(" ")[2])


def _events(text: str) -> Iterator[Event]:
    for line in text.splitlines():
        read = _LINE.match(line)
        assert read, line[:200]
        if int(read["gave"]) < 0:
            continue
        began, ended = float(read["at"]), float(read["at"]) + float(read["took"])
        if read["call"] == "unlink":  # by whoever closes the store last, once all is carried over
            yield Cut(began, _text(read["said"]).rpartition("/")[2], 0)
            continue
        named = _FILE.match(read["said"])
        assert named, line[:200]
        file, rest = _text(named["path"]).rpartition("/")[2], named["rest"]
        match read["call"]:
            case "pwrite64":
                written, _, place = rest.rsplit(", ", 2)
                data = _bytes(written)
                assert len(data) == int(read["gave"])
                yield Write(began, file, int(place), data)
            case "ftruncate":
                yield Cut(began, file, int(rest))
            case "fdatasync" | "fsync":
                yield Sync(began, ended, file)
            case other:
                raise AssertionError(f"{other} is not thought of")


def _bytes(hexed: str) -> bytes:
    return bytes.fromhex(hexed.strip('"').replace("\\x", ""))


def _text(hexed: str) -> str:
    return _bytes(hexed).decode() if "\\x" in hexed else hexed


def left(recorded: Recorded, moment: float, chance: random.Random) -> dict[str, bytes]:
    """What the disk may hold of each file after a cut at this moment."""
    done = [event for event in recorded.events if event.at <= moment]
    synced = {
        name: max((e.began for e in done if isinstance(e, Sync) and e.file == name), default=0.0)
        for name in recorded.before
    }
    held = {name: bytearray(content) for name, content in recorded.before.items()}
    for event in done:
        if isinstance(event, Sync):
            continue
        content = held[event.file]
        is_sure = event.at < synced[event.file]
        if isinstance(event, Cut):
            if is_sure or chance.random() < 0.5:
                del content[event.size :]
            continue
        for start, piece in _kept(event, chance, whole=is_sure):
            if len(content) < start + len(piece):
                content.extend(bytes(start + len(piece) - len(content)))
            content[start : start + len(piece)] = piece
    return {name: bytes(content) for name, content in held.items()}


def _kept(write: Write, chance: random.Random, *, whole: bool) -> Iterable[tuple[int, bytes]]:
    """Which pieces of a write arrived: surely all of it, or else none, all, or some sectors."""
    how = "all" if whole else chance.choice(("none", "all", "some"))
    if how == "all":
        yield write.place, write.data
    elif how == "some":
        for start in range(0, len(write.data), SECTOR):
            if chance.random() < 0.5:
                yield write.place + start, write.data[start : start + SECTOR]


def rows_of(store: Path) -> dict[str, str]:
    """Everything that a store holds of each report, hashed; raises sqlite3.DatabaseError for one that is damaged."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(store)) as rows:
        if rows.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError("not sound")
        for (report_id,) in rows.execute("SELECT report_id FROM deposit").fetchall():
            hashed = sha256()
            for table, order in (("deposit", "1"), ("reader", "fingerprint"), ("part", "name")):
                for row in rows.execute(f"SELECT * FROM {table} WHERE report_id = ? ORDER BY {order}", (report_id,)):
                    hashed.update(repr(row).encode())
            found[report_id] = hashed.hexdigest()
    return found


@dataclass(frozen=True)
class Found:
    """What one cut left: acknowledged reports that are gone, and whether anything there is damaged."""

    acknowledged: int
    lost: int
    corrupt: int


def cut(recorded: Recorded, moment: float, chance: random.Random) -> Found:
    """One cut of the power."""
    acknowledged = {recorded.ids.get(one.number, "?") for one in recorded.told if one.kept and one.at < moment}
    with tempfile.TemporaryDirectory() as name:
        for file, content in left(recorded, moment, chance).items():
            Path(name, file).write_bytes(content)
        try:
            there = rows_of(Path(name, STORE))
        except sqlite3.DatabaseError:
            return Found(len(acknowledged), 0, 1)
    changed = sum(recorded.rows.get(report_id) != hashed for report_id, hashed in there.items())
    return Found(len(acknowledged), len(acknowledged - there.keys()), changed)


def moments(recorded: Recorded, times: int, chance: random.Random) -> list[float]:
    """Around each thing that was done, in turn, so that none is passed over while there are enough."""
    edges = [event.at for event in recorded.events]
    chosen = edges if times >= len(edges) else chance.sample(edges, times)
    return [edge + chance.uniform(0, 0.002) for edge in chosen] + [
        chance.uniform(edges[0], edges[-1]) for _ in range(times - len(chosen))
    ]


def without_waiting(recorded: Recorded) -> Recorded:
    """The same as if commits did not wait for the disk (`synchronous=NORMAL`)."""
    kept = [event for event in recorded.events if not (isinstance(event, Sync) and event.file == AHEAD)]
    return replace(recorded, events=kept)


def cuts(recorded: Recorded, times: int) -> list[Found]:
    """So many cuts of the power."""
    chance = random.Random(times)
    return [cut(recorded, moment, chance) for moment in moments(recorded, times, chance)]


def run(folder: Path, times: int) -> Outcome:
    """Reports that are written down, and so many cuts of the power."""
    house, recorded = record(folder)
    last = max(one.at for one in recorded.told if one.kept)
    into_the_store = (one for one in recorded.events if isinstance(one, Write) and one.file == STORE)
    assert any(one.at < last for one in into_the_store), "the log was never carried over"
    found = cuts(recorded, times)
    for file in folder.glob("seen.*"):
        file.unlink()
    shutil.rmtree(folder / "left", ignore_errors=True)
    outcome = looked_at(
        "the power is cut; writes that were not waited for are dropped or torn", times, house, recorded.told
    )
    return replace(
        outcome,
        acknowledged=sum(one.acknowledged for one in found),
        lost=outcome.lost + sum(one.lost for one in found),
        corrupt=outcome.corrupt + sum(one.corrupt for one in found),
    )
