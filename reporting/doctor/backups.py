"""Whether there is a backup of yesterday or today, and room for the next one."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from reporting.db.sqlite import PREFIX
from reporting.doctor.findings import Asked, Finding, advice, fine, serious

FULL = 20 * 2**20
"""Bytes for what stands in a backup beside the stores."""
LATE = timedelta(days=1)
"""A day's backup is made from three o'clock on, so yesterday's may still be the newest."""


def look(asked: Asked) -> Iterator[Finding]:
    """By the day that the worker writes down; the backup itself may be on another machine by now, and should be."""
    settings = asked.settings().worker()
    if settings.backups is None:
        yield advice(
            "The worker makes no backup.", "Name a folder: [backup] folder, or run reporting backup from cron."
        )
        return
    yield from _room(asked, settings.backups.folder)
    try:
        last = date.fromisoformat(settings.last_backup.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        yield advice("The worker has not made a backup yet.", "See what it says on stderr from 3:00 UTC on.")
        return
    if asked.clock.today() - last > LATE:
        yield serious(f"The worker's last backup is of {last}.", "See what it says on stderr.")
    else:
        yield fine(f"The worker made a backup on {last}. Keep a copy on another machine.")


def _room(asked: Asked, folder: Path) -> Iterator[Finding]:
    """A backup takes as much as both stores; the weight of a database only its own machine knows."""
    try:
        left = asked.free_bytes(folder)
    except OSError:
        return  # the worker makes the folder, or says why it cannot
    desk = asked.settings().desk()
    stores = [Path(url.removeprefix(PREFIX)) for url in (desk.mailbox_url, desk.desk_url) if url.startswith(PREFIX)]
    if left < FULL + sum(store.stat().st_size for store in stores if store.exists()):
        yield serious(f"{folder} has no room for another backup.", "Make room on that disk.")
