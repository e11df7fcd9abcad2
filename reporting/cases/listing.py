"""Pages of a reader's inbox: each is a handful of short ranges of an index, however many cases there are.

    listing = Listing(session, ada.fingerprint)
    rows = listing.page(frozenset(Status), Sort.DUE, number=1)

One range for each wanted status, cut to what a page can hold, then merged: no database can read several statuses of one
index in date order by itself, and sorting them all would grow with their number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select, union_all
from sqlalchemy.orm import Session

from reporting.cases.cases import Case, as_case
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.cases.statuses import Status, Turn, stage, turn

PAGE = 50
LAST_PAGE = 200
OPEN = tuple(status for status in Status if turn(status) is not Turn.NOBODY)


class Sort(StrEnum):
    """The orders that an inbox offers; groups come first in each."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Page:
    """Up to PAGE cases in order, and whether there are more."""

    cases: Sequence[Case]
    more: bool


class Listing:
    """What one reader's inbox holds."""

    def __init__(self, session: Session, reader: str) -> None:
        self._session = session
        self._reader = reader

    def page(self, statuses: Iterable[Status], sort: Sort, number: int) -> Page:
        """Page `number`, from 1; past the last page offered it is empty."""
        wanted = sorted(set(statuses))
        if not wanted or not 1 <= number <= LAST_PAGE:
            return Page((), more=False)
        first = (number - 1) * PAGE
        ordered = self._merged(wanted, sort, first + PAGE + 1, by_stage=True).offset(first).limit(PAGE + 1)
        rows = self._session.scalars(ordered).all()
        return Page([as_case(row) for row in rows[:PAGE]], more=len(rows) > PAGE and number < LAST_PAGE)

    def soonest(self, limit: int) -> list[Case]:
        """The cases that are due first, in order of their dates."""
        return [as_case(row) for row in self._session.scalars(self._merged(OPEN, Sort.DUE, limit, by_stage=False))]

    def _merged(self, statuses: Iterable[Status], sort: Sort, limit: int, *, by_stage: bool) -> Select[CaseRow]:
        merged = union_all(*(self._range(status, sort, limit) for status in statuses)).subquery()
        order = _order(merged.c.day, merged.c.case_id, sort)
        ordered = select(CaseRow).join(merged, merged.c.case_id == CaseRow.case_id).limit(limit)
        return ordered.order_by(merged.c.stage, *order) if by_stage else ordered.order_by(*order)

    def _range(self, status: Status, sort: Sort, limit: int) -> Select[str, date | None, int]:
        """The first of one status in the wanted order: one range of one index."""
        key = (CaseReaderRow.due_on if sort is Sort.DUE else CaseReaderRow.received_on).expression
        found = (
            select(CaseReaderRow.case_id, key.label("day"))
            .where(CaseReaderRow.fingerprint == self._reader, CaseReaderRow.status == status)
            .order_by(*_order(key, CaseReaderRow.case_id, sort))
            .limit(limit)
            .subquery()
        )
        return select(found.c.case_id, found.c.day, literal(int(stage(status))).label("stage"))

    def due_days(self, first: date, days: int) -> list[bool]:
        """For each of these days whether anything of this reader is due on it: a look-up each, never a count."""
        asked = [
            case((self._due_on(first + timedelta(days=after)), 1), else_=0).label(f"day{after}")
            for after in range(days)
        ]
        return [bool(found) for found in self._session.execute(select(*asked)).one()]

    def _due_on(self, day: date) -> ColumnElement[bool]:
        # Left to itself, SQLite walks all rows of the reader here: without statistics it thinks that they are few.
        mine = CaseReaderRow.fingerprint == self._reader
        found = select(CaseReaderRow.case_id).where(mine, CaseReaderRow.status.in_(OPEN), CaseReaderRow.due_on == day)
        return found.with_hint(CaseReaderRow, "INDEXED BY case_reader_by_due", "sqlite").exists()


def _order(day: Any, case_id: Any, sort: Sort) -> tuple[Any, Any]:
    """The same order inside a range and over all of them: were ties broken otherwise, pages would repeat and lose rows.

    A status has a date on all its cases or on none, so where the ones without come does not matter.
    """
    return (day.desc(), case_id.desc()) if sort is Sort.NEWEST else (day, case_id)
