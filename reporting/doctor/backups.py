"""Whether there is a backup of yesterday or today."""

from collections.abc import Iterator
from datetime import date, timedelta

from reporting.doctor.findings import Asked, Finding, advice, fine, serious

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
    try:
        last = date.fromisoformat(settings.last_backup.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        yield advice("The worker has not made a backup yet.", "See what it says on stderr from 3:00 UTC on.")
        return
    if asked.clock.today() - last > LATE:
        yield serious(f"The worker's last backup is of {last}.", "See what it says on stderr.")
    else:
        yield fine(f"The worker made a backup on {last}. Keep a copy on another machine.")
