"""Whether each report that the log has entered is still there, as the worker last found it."""

from collections.abc import Iterator
from datetime import timedelta

from reporting.cases.absences import Absences
from reporting.db import StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, advice, fine, serious

NAMED = 10
LATE = timedelta(days=7)
"""A walk through very many reports takes days; through a few it takes a minute."""


def look(asked: Asked) -> Iterator[Finding]:
    """Each case that is not here as it was entered, and when it was last looked for."""
    try:
        with read_desk(asked) as session:
            absences = Absences(session)
            last, found, number = absences.comparison(), absences.all(NAMED), absences.number()
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    for one in found:
        yield serious(
            f"Entered, not erased, and not here: case {one.case_id} ({one.what.words}, noticed on {one.since}).",
            "Find out who did it and when, and tell both reviewers and the auditors. After only the desk was put "
            "back it may have been sealed anew since. Only where something is missing: reporting restore",
        )
    if number > len(found):
        yield serious(f"And {number - len(found):,} more cases like these.", "Put a backup back: reporting restore")
    if last is None or last.done_on is None:
        yield advice("The log was never compared with what is there.", "Let the worker run: reporting worker")
    elif asked.clock.today() - last.done_on > LATE:
        yield advice(f"The log was last compared with what is there on {last.done_on}.", "Let the worker run.")
    elif not number:
        yield fine(f"On {last.done_on} each report that the log has entered was there, or erased as it says.")
