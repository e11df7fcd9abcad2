"""Reports that were entered and are not here: what nobody should have to search for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from reporting.cases.absences import Absence, Absences

NAMED = 20


@dataclass(frozen=True)
class Absent:
    """The newest absences, how many there are besides, and when the worker last was through with all reports."""

    cases: Sequence[Absence]
    more: int
    done_on: date | None


def absent(session: Session) -> Absent:
    """As the worker last found it."""
    absences = Absences(session)
    cases, last = absences.all(NAMED), absences.comparison()
    more = absences.number() - NAMED if len(cases) == NAMED else 0
    return Absent(cases, more, last.done_on if last else None)
