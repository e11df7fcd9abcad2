"""Both stores: whether they open, are at the newest schema, and outlive a power cut."""

import re
from collections.abc import Iterator
from pathlib import Path

from reporting.cases.recount import differs
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused, StoreUnavailable, postgresql
from reporting.db.errors import StoreHeld
from reporting.db.sqlite import PREFIX
from reporting.doctor.findings import Asked, Finding, advice, fine, refused, serious

IN_FORCE = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}
"""What a connection of ours has to have, as SQLite tells it."""
FLEETING = ("tmpfs", "ramfs", "overlay", "aufs")
LOGGED = {"log_statement": ("none", "ddl"), "log_min_duration_statement": ("-1",), "log_duration": ("off",)}
"""What PostgreSQL's own log has to be set to, for it writes a time beside each statement."""
REMOTE = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs")


def look(asked: Asked) -> Iterator[Finding]:
    """The mailbox, then the desk's."""
    settings = asked.settings().desk()
    for url, tables in ((settings.mailbox_url, MailboxBase), (settings.desk_url, DeskBase)):
        try:
            store = Store.open(url, tables, read_only=True)
        except StoreRefused as error:
            yield refused(error)
            continue
        try:
            if postgresql.is_one(url):
                yield from _on_postgresql(store, tables.SCHEMA)
            else:
                yield from _in_force(store, url, asked.proc)
            if tables is DeskBase:
                yield from _counted(store)
        except StoreHeld:
            yield advice(f"{_name(url)} is held by another program.", "Run this again once that has ended.")
        except StoreUnavailable:
            if postgresql.is_one(url):
                yield serious("The database does not answer.", "See that its server runs, and run this again.")
                continue
            yield serious(f"{_name(url)} cannot be read.", "Move it away, and put a backup back: reporting restore")
        finally:
            store.close()


def _name(url: str) -> str:
    return Path(url).name if url.startswith(PREFIX) else "the database"


def _on_postgresql(store: Store, schema: str) -> Iterator[Finding]:
    """A server that may lose what it acknowledged was refused already."""
    told = [name for name, quiet in LOGGED.items() if store.scalar(f"SELECT current_setting('{name}')") not in quiet]
    if told:
        yield serious(
            f"PostgreSQL's log is told when something is written to {schema}: {', '.join(told)}.",
            "Run what reporting db roles prints, or switch it off in postgresql.conf.",
        )
    else:
        yield fine(f"Schema {schema} is at the newest schema and durable.")
    if not store.scalar("SELECT current_setting('synchronous_standby_names')"):
        yield advice(
            f"What is acknowledged in {schema} lies on one machine.",
            "See docs/operations.md for a synchronous standby.",
        )


def _in_force(store: Store, url: str, proc: Path) -> Iterator[Finding]:
    file = Path(url.removeprefix(PREFIX))
    wrong = [name for name, value in IN_FORCE.items() if store.scalar(f"PRAGMA {name}") != value]
    if wrong:
        yield serious(f"{file.name} is opened without {', '.join(wrong)}.", "Use the SQLite that Python came with.")
    damaged = store.scalar("PRAGMA quick_check(1)")
    if damaged != "ok":
        yield serious(f"{file.name} is damaged.", "Move it away, and put a backup back: reporting restore")
    kind = _file_system(file, proc)
    if kind in FLEETING:
        yield serious(f"{file.name} lies on {kind}, which a restart may empty.", "Move the instance to a disk.")
    elif kind in REMOTE:
        yield serious(f"{file.name} lies on {kind}, where SQLite's locks do not hold.", "Move the instance to a disk.")
    if not wrong and damaged == "ok" and kind not in (*FLEETING, *REMOTE):
        yield fine(f"{file.name} is at the newest schema, whole and durable.")
    if len(list(file.parent.glob("*.db"))) > 1:
        yield advice(f"More than one store lies in {file.parent}.", "A copy there is a copy of everything: move it.")


def _counted(store: Store) -> Iterator[Finding]:
    with store.read() as session:
        if differs(session):
            yield serious(
                "The count of clocks that auditors read is not that of the cases.",
                "Count anew: reporting db recount. Somebody has written into the store, or removed a trigger of it.",
            )


def _file_system(file: Path, proc: Path) -> str:
    """The type of what is mounted nearest above the file (proc(5), mounts)."""
    best, kind = -1, ""
    for line in (proc / "mounts").read_text().splitlines():
        _, place, found, *_ = line.split(" ")
        place = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place)
        if file.is_relative_to(place) and len(place) >= best:
            best, kind = len(place), found
    return kind
