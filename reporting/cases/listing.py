"""Pages of a reader's inbox: each is a handful of short ranges of an index, however many cases there are.

    listing = Listing(session, ada.fingerprint)
    rows = listing.page(Status, Sort.DUE, number=1)
    late = listing.page(Status, Sort.DUE, number=1, due_by=yesterday)

One range for each wanted status and turn, cut to what a page can hold, then merged: no database can read several of
them out of one index in date order by itself, and sorting them all would grow with their number.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select, union_all
from sqlalchemy.orm import Session

from reporting.cases.case import Case, as_case
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.cases.statuses import Status
from reporting.cases.turns import Whose, place, turns_in

PAGE = 50
LAST_PAGE = 200


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

    def page(
        self,
        statuses: Iterable[Status],
        sort: Sort,
        number: int,
        *,
        turns: Collection[Whose] = tuple(Whose),
        due_by: date | None = None,
    ) -> Page:
        """Page `number`, from 1, of all cases or of those due by a day; past the last page offered it is empty.

        `due_by` is for `Sort.DUE`: another order has no range of days, and would be looked through from its beginning.
        """
        wanted = [(one, whose) for one in sorted(set(statuses)) for whose in turns_in(one) if whose in turns]
        if not wanted or not 1 <= number <= LAST_PAGE:
            return Page((), more=False)
        first = (number - 1) * PAGE
        limit = first + PAGE + 1
        ranges = (self._range(one, whose, sort, limit, due_by) for one, whose in wanted)
        merged = union_all(*ranges).subquery()
        ordered = select(CaseRow).join(merged, merged.c.case_id == CaseRow.case_id).limit(limit)
        ordered = ordered.order_by(merged.c.stage, *_order(merged.c.day, merged.c.case_id, sort))
        rows = self._session.scalars(ordered.offset(first).limit(PAGE + 1)).all()
        return Page([as_case(row) for row in rows[:PAGE]], more=len(rows) > PAGE and number < LAST_PAGE)

    def _range(
        self, status: Status, whose: Whose, sort: Sort, limit: int, due_by: date | None
    ) -> Select[str, date | None, int]:
        """The first of one status and turn in the wanted order: one range of one index."""
        key = (CaseReaderRow.due_on if sort is Sort.DUE else CaseReaderRow.received_on).expression
        found = (
            select(CaseReaderRow.case_id, key.label("day"))
            .where(
                CaseReaderRow.fingerprint == self._reader,
                CaseReaderRow.status == status,
                CaseReaderRow.turn == whose,
            )
            .order_by(*_order(key, CaseReaderRow.case_id, sort))
            .limit(limit)
        )
        if due_by is not None:
            found = found.where(CaseReaderRow.due_on <= due_by)
        cut = found.subquery()
        return select(cut.c.case_id, cut.c.day, literal(int(place(status, whose))).label("stage"))

    def soonest(self, limit: int) -> list[Case]:
        """The cases that are due first, in order of their dates."""
        due = select(CaseReaderRow.case_id, CaseReaderRow.due_on).where(
            CaseReaderRow.fingerprint == self._reader, CaseReaderRow.due_on.is_not(None)
        )
        due = due.order_by(CaseReaderRow.due_on, CaseReaderRow.case_id).limit(limit)
        first = due.subquery()
        rows = select(CaseRow).join(first, first.c.case_id == CaseRow.case_id)
        return [as_case(row) for row in self._session.scalars(rows.order_by(first.c.due_on, first.c.case_id))]

    def due_days(self, first: date, days: int) -> list[bool]:
        """For each of these days whether anything of this reader is due on it: a look-up each, never a count."""
        asked = [
            case((self._due_on(first + timedelta(days=after)), 1), else_=0).label(f"day{after}")
            for after in range(days)
        ]
        return [bool(found) for found in self._session.execute(select(*asked)).one()]

    def _due_on(self, day: date) -> ColumnElement[bool]:
        mine = CaseReaderRow.fingerprint == self._reader
        return select(CaseReaderRow.case_id).where(mine, CaseReaderRow.due_on == day).exists()


def _order(day: Any, case_id: Any, sort: Sort) -> tuple[Any, Any]:
    """The same order inside a range and over all of them: were ties broken otherwise, pages would repeat and lose rows.

    Where those without a date come differs from one database to the other, and is the same in both steps of one.
    """
    return (day.desc(), case_id.desc()) if sort is Sort.NEWEST else (day, case_id)
