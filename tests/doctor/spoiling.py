"""An instance is spoilt in one way."""

import shutil
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from reporting.accesslog.merkle import growth
from reporting.clock import FixedClock
from reporting.worker import DailyExport
from tests.doctor.sound import SWAPS, Sound
from tests.form.test_roster import change
from tests.house import NOW


def add(well: Sound, text: str) -> None:
    with (well.instance / "reporting.toml").open("a") as settings:
        settings.write(text)


def sql(well: Sound, store: str, words: str) -> None:
    with closing(sqlite3.connect(well.instance / store / f"{store}.db")) as rows:
        rows.execute(words)
        rows.commit()


def spoil(well: Sound) -> None:
    """Rubbish over a page in the midst of the desk's store."""
    sql(well, "desk", "PRAGMA wal_checkpoint(TRUNCATE)")
    with (well.instance / "desk/desk.db").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\x55" * 4096)


def running(well: Sound, environ: str) -> None:
    process = well.proc / "4711"
    process.mkdir()
    (process / "cmdline").write_bytes(b"/opt/python\0/opt/reporting/.venv/bin/reporting\0serve\0form\0")
    (process / "environ").write_bytes(f"HOME=/\0{environ}\0".encode())


def swap(well: Sound) -> None:
    (well.proc / "swaps").write_text(f"{SWAPS}/dev/vda2\t\t\t\tpartition\t999420\t\t0\t\t-2\n")


def mounted(well: Sound, kind: str) -> None:
    with (well.proc / "mounts").open("a") as mounts:
        mounts.write(f"none {well.instance / 'mailbox'} {kind} rw 0 0\n")


def link(well: Sound) -> None:
    """A secret that lies where nobody looks."""
    (well.instance / "secrets/form-token").rename(well.house.folder / "token")
    (well.instance / "secrets/form-token").symlink_to(well.house.folder / "token")


def replaced(file: Path, old: str, new: str) -> None:
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def later(well: Sound, by: timedelta) -> None:
    well.clock = FixedClock(NOW + by)


def nobodys(well: Sound) -> None:
    """Made on a day that is still to come, as by a clock that was ahead."""
    sql(well, "mailbox", "INSERT INTO spent_token VALUES (x'00', '2027-02-01')")


def backed_up(well: Sound, day: str) -> None:
    add(well, '[backup]\nfolder = "/var/backups/reporting"\n')
    private(well.instance / "worker/last-backup", f"{day}\n".encode())


def written_out(well: Sound, days_ago: int = 0) -> Path:
    """The worker wrote the log out to a folder, and not on its days since."""
    folder = well.house.folder / "log"
    add(well, f'[log]\nfolder = "{folder}"\n')
    folder.mkdir()
    DailyExport(well.house.at_hand.rooms(well.house.clock), well.house.signing(), folder).make()
    for _ in range(days_ago):
        well.house.clock.advance(timedelta(days=1))
        well.house.work()
    return folder


def rolled_back(well: Sound) -> None:
    """Ines left, the log says so, and somebody brings her back without a signature."""
    before = shutil.copytree(well.keys, well.house.folder / "before")
    change(well.house, without="ines")
    well.house.work()
    shutil.rmtree(well.keys)
    shutil.copytree(before, well.keys)


MAIL = """[mail]
host = "a.example"
sender = "a@b.example"
[mail.addresses]
ada = "a@b.example"
ben = "b@b.example"
ines = "i@b.example"
noor = "n@b.example"
"""


def unsent(well: Sound, *mails: tuple[str, int]) -> None:
    """Mails that are still to go out: since when, and how often they were tried."""
    add(well, MAIL)
    for number, (day, attempts) in enumerate(mails):
        row = f"('{number:032x}', '{'a' * 52}', 'digest', '{day}', 'waiting', {attempts})"
        words = "INSERT INTO outbox (mail_id, fingerprint, kind, due_on, state, attempts) VALUES "
        sql(well, "desk", words + row)


def private(file: Path, content: bytes, mode: int = 0o600) -> None:
    file.write_bytes(content)
    file.chmod(mode)


def rewritten(well: Sound, column: str, value: object) -> None:
    """The entry 7 of the log, by somebody who takes away what forbids it."""
    with closing(sqlite3.connect(well.instance / "desk/desk.db")) as rows:
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            rows.execute(f"DROP TRIGGER {name}")
        rows.execute(f"UPDATE log_entry SET {column} = ? WHERE leaf = 7", (value,))
        rows.commit()


def rehashed(well: Sound) -> None:
    """An entry changed, and every hash over it, but for the checkpoint that was signed."""
    rewritten(well, "entry", b'{"tag":"filler"}')
    with closing(sqlite3.connect(well.instance / "desk/desk.db")) as rows:
        nodes: dict[tuple[int, int], bytes] = {}

        def known(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
            return {node: nodes[node] for node in wanted}

        for leaf, entry in rows.execute("SELECT leaf, entry FROM log_entry ORDER BY leaf").fetchall():
            nodes |= growth(leaf, entry, known)
        hashes = [(hashed, *node) for node, hashed in nodes.items()]
        rows.executemany("UPDATE log_node SET hash = ? WHERE level = ? AND position = ?", hashes)
        rows.commit()


def another_past(well: Sound) -> None:
    """As after a backup that was put back by hand: the worker has signed for more."""
    rehashed(well)
    sql(well, "desk", "DELETE FROM log_checkpoint")
