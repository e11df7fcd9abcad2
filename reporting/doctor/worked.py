"""Whether the worker has run lately, and daily, told by the checkpoints of the log: it makes one a day."""

from collections.abc import Iterator
from datetime import timedelta

from reporting.accesslog.stored import StoredCheckpoints
from reporting.db import StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, advice, fine, serious
from reporting.worker.erase import STEADY, gap_before

LATE = timedelta(days=1)
"""A day's checkpoint is made from three o'clock on, so yesterday's may still be the newest."""


def look(asked: Asked) -> Iterator[Finding]:
    """The newest checkpoint's day, and the few before it: where days are missing, retention stands still."""
    try:
        with read_desk(asked) as session:
            row = StoredCheckpoints(session).newest_row()
            gap = gap_before(asked.clock.today(), session)
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    if row is None:
        yield advice("The worker has not made a checkpoint of the access log yet.", "Start it: reporting worker")
    elif asked.clock.today() - row.made_on > LATE:
        yield serious(
            f"The newest checkpoint of the access log is of {row.made_on}: the worker does not do its work.",
            "See what it says on stderr, and start it: reporting worker",
        )
    elif gap is not None:
        yield serious(
            f"The worker did nothing between {gap[0]} and {gap[1]}: nothing is erased by its date now.",
            f"Check the clock, and let the worker run each day. After {STEADY} days one by one it erases what is due; "
            "run less than weekly it never does.",
        )
    else:
        yield fine(f"The worker made the newest checkpoint on {row.made_on}.")
