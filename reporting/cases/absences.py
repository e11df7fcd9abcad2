"""Reports that the log has entered and not erased, and that are not here as they were entered.

    Absences(session).all(limit=50)     # [Absence("7QK4-M2XR", What.REPORT, since=date(2026, 11, 24))]

The worker looks for them (`worker.comparing`), auditors and operator are told. It is the server's word about itself:
what the owner of both stores hides here, the reporter's own proof still shows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from reporting.cases.models import AbsenceRow, CaseRow, ComparisonRow


class What(StrEnum):
    """What is not as it was entered."""

    CASE = "case"
    REPORT = "report"
    OTHER = "other"

    @property
    def words(self) -> str:
        """For people."""
        return _WORDS[self]


_WORDS: Mapping[What, str] = {
    What.CASE: "the case itself is gone",
    What.REPORT: "its sealed report is gone",
    What.OTHER: "another sealed report lies in its place",
}


@dataclass(frozen=True)
class Absence:
    """One case, what is missing of it, and the day on which that was noticed."""

    case_id: str
    what: What
    since: date


@dataclass(frozen=True)
class Comparison:
    """How far the walk through the log has come, and the day on which one was last finished."""

    begun_on: date
    next_leaf: int
    done_on: date | None


class Absences:
    """Absences in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def comparison(self) -> Comparison | None:
        """None before the first walk."""
        row = self._session.get(ComparisonRow, 1, populate_existing=True)
        return Comparison(row.begun_on, row.next_leaf, row.done_on) if row else None

    def walked(self, now: Comparison) -> None:
        """So far the walk has come."""
        self._session.merge(ComparisonRow(only=1, **vars(now)))
        self._session.flush()

    def report_ids(self, case_ids: Collection[str]) -> dict[str, str]:
        """The reports of those of these cases that are there."""
        wanted = select(CaseRow.case_id, CaseRow.report_id).where(CaseRow.case_id.in_(case_ids))
        return {row.case_id: row.report_id for row in self._session.execute(wanted)}

    def note(self, found: Mapping[str, What | None], today: date) -> None:
        """What these cases miss, if anything. Of what is noted already the day stays."""
        known = {one.case_id: one.what for one in self.of(found)}
        gone = [case for case, what in known.items() if found[case] is not what]
        self._session.execute(delete(AbsenceRow).where(AbsenceRow.case_id.in_(gone)))
        new = [
            {"case_id": case, "what": what, "since": today}
            for case, what in found.items()
            if what is not None and known.get(case) is not what
        ]
        if new:
            self._session.execute(insert(AbsenceRow), new)

    def of(self, case_ids: Collection[str]) -> list[Absence]:
        """Those of these cases."""
        rows = self._session.scalars(select(AbsenceRow).where(AbsenceRow.case_id.in_(case_ids)))
        return [Absence(row.case_id, What(row.what), row.since) for row in rows]

    def all(self, limit: int) -> list[Absence]:
        """So many, the newest first."""
        newest = select(AbsenceRow).order_by(AbsenceRow.since.desc(), AbsenceRow.case_id).limit(limit)
        return [Absence(row.case_id, What(row.what), row.since) for row in self._session.scalars(newest)]

    def number(self) -> int:
        """How many there are."""
        return self._session.scalar(select(func.count()).select_from(AbsenceRow)) or 0
