"""Danger that a reader's browser has read of in a headline: from then on the case is due as one that asked for today.

The server knows of danger only what it is told, and this is the one thing that it has to know (D16).
"""

from collections.abc import Sequence

from reporting.accesslog import Tag
from reporting.cases import Status
from reporting.review.house import House

URGENT = "urgent"
"""What the entry is bound to."""


def mark_urgent(case_ids: Sequence[str], reader: str, house: House) -> None:
    """Those of these cases that this reader may read and nobody has acknowledged; others are passed over.

    Raises LogUnavailable, StoreUnavailable; then nothing was changed.
    """
    with house.desk.write() as session:
        cases, log = house.cases(session), house.log(session)
        for case in cases.some(reader, case_ids):
            if case.status is Status.RECEIVED and not case.urgent:
                cases.press(case)
                log.append(Tag.CASE_MOVE, person=reader, case=case.case_id, commits_to=URGENT.encode())
