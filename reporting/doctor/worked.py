"""Whether the worker has run lately, told by the newest checkpoint of the log: it makes one a day."""

from collections.abc import Iterator
from datetime import timedelta

from reporting.accesslog.stored import StoredCheckpoints
from reporting.db import DeskBase, Store, StoreRefused, StoreUnavailable
from reporting.doctor.findings import Asked, Finding, advice, fine, serious

LATE = timedelta(days=1)
"""A day's checkpoint is made from three o'clock on, so yesterday's may still be the newest."""


def look(asked: Asked) -> Iterator[Finding]:
    """The newest checkpoint's day."""
    try:
        store = Store.open(asked.settings().desk().desk_url, DeskBase, read_only=True)
        try:
            with store.read() as session:
                row = StoredCheckpoints(session).newest_row()
        finally:
            store.close()
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    if row is None:
        yield advice("The worker has not made a checkpoint of the access log yet.", "Start it: reporting worker")
    elif asked.clock.today() - row.made_on > LATE:
        yield serious(
            f"The newest checkpoint of the access log is of {row.made_on}: the worker does not do its work.",
            "See what it says on stderr, and start it: reporting worker",
        )
    else:
        yield fine(f"The worker made the newest checkpoint on {row.made_on}.")
