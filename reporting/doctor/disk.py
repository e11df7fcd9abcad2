"""Room for what is still to come."""

from collections.abc import Iterator
from pathlib import Path

from reporting.db import postgresql
from reporting.db.sqlite import PREFIX
from reporting.doctor.findings import Asked, Finding, advice, fine, serious

FULL, NARROW = 500 * 2**20, 5 * 2**30
"""Bytes. One report with its files takes 55 MB at most, and its mailbox is written anew once a day."""


def look(asked: Asked) -> Iterator[Finding]:
    """What is left on the file system of each SQLite store, beyond a second copy of it.

    Where a database lies only its own superuser may know.
    """
    settings = asked.settings().desk()
    if any(map(postgresql.is_one, (settings.mailbox_url, settings.desk_url))):
        yield advice(
            "Room on the disk of the database cannot be seen from here.",
            "Watch it on the database's machine: reports are refused once it is full.",
        )
    stores = (settings.mailbox_url, "reports will be refused"), (settings.desk_url, "readers will be shown nothing")
    for url, then in stores:
        file = Path(url.removeprefix(PREFIX))
        if not url.startswith(PREFIX) or not file.exists():
            continue
        left = asked.free_bytes(file.parent) - file.stat().st_size
        size = f"{max(left, 0) / 2**30:,.1f} GiB"
        if left < FULL:
            yield serious(f"{size} are left for {file.name}: {then}.", f"Make room on the disk of {file.parent}.")
        elif left < NARROW:
            yield advice(f"{size} are left for {file.name}.", f"Make room on the disk of {file.parent}.")
        else:
            yield fine(f"{size} are left for {file.name}.")
