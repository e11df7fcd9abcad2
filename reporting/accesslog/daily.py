"""The day's entries: what reporters did, shuffled among fillers, so that the length of the log counts nothing.

    with store.write() as session:
        entries = append_day(AccessLog(session, clock), deposits, yesterday)

A day always grows the log to the next multiple of 64, and always by at least one filler: whoever sees two daily sizes
learns how many times sixty-four things happened, and a quiet day looks like any other.
"""

import secrets
from collections.abc import Sequence
from datetime import date

from reporting.accesslog.entries import Entry, Facts, Tag
from reporting.accesslog.log import AccessLog

STEP = 64


def append_day(log: AccessLog, facts: Sequence[Facts], day: date) -> list[Entry]:
    """Append these facts and their fillers in a random order; returns the entries of the facts. Raises LogUnavailable.

    `day` is the date that the fillers bear, which must be one that the facts may bear too.
    """
    fillers = STEP - (log.size() + len(facts)) % STEP
    filler = Facts(Tag.FILLER, day.isoformat())
    order = [*range(len(facts)), *[-1] * fillers]
    secrets.SystemRandom().shuffle(order)
    appended = {place: log.append_facts(facts[place] if place >= 0 else filler) for place in order}
    return [appended[place] for place in range(len(facts))]
