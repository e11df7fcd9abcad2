"""Every case is found through one of its readers; there is no way to ask for a case without saying who asks.

cases = Cases(session, settings.clocks)
case = cases.of(ada.fingerprint, "7QK4-M2XR")     # NoSuchCase for anybody who may not read it
cases.move(case, Status.ACKNOWLEDGED, clock.today())
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from reporting.cases.case import WORKING, Case, as_case, told_days
from reporting.cases.dates import due
from reporting.cases.ids import new_case_id
from reporting.cases.models import CaseReaderRow, CaseRow, TellingRow
from reporting.cases.rights import write_turns
from reporting.cases.statuses import Status, check
from reporting.config import Clocks
from reporting.errors import ReportingError

DRAWS = 20
"""Case ids drawn before giving up; with a million cases two draws in a row fail once in a trillion."""


class NoSuchCase(ReportingError):
    """This person may read no case of this id, whether or not there is one."""


@dataclass(frozen=True)
class Arrived:
    """A deposit that becomes a case."""

    report_id: str
    received_on: date
    readers: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True)
class Telling:
    """A status that the mailbox should show the reporter, with the days that belong to it."""

    case_id: str
    report_id: str
    status: str
    on: date
    wait_until: date | None
    erase_on: date | None


class Cases:
    """The cases in one session; whoever opened the session commits."""

    def __init__(self, session: Session, clocks: Clocks) -> None:
        self._session = session
        self._clocks = clocks

    def take(self, arrived: Arrived) -> None:
        """Make a case of a deposit, once: doing it again changes nothing. In a writing session only."""
        known = select(CaseRow.case_id).where(CaseRow.report_id == arrived.report_id)
        if self._session.scalar(known) is not None:
            return
        day = arrived.received_on
        case = Case(
            case_id=self._free_id(),
            report_id=arrived.report_id,
            received_on=day,
            urgent=arrived.urgent,
            status=Status.RECEIVED,
            status_on=day,
        )
        names = ("case_id", "report_id", "received_on", "urgent", "status", "status_on")
        self._session.execute(insert(CaseRow).values({name: getattr(case, name) for name in names}))
        first = due(case, self._clocks)
        rights = {"case_id": case.case_id, "status": case.status, "received_on": day, "due_on": first and first.on}
        rights["to_call"] = arrived.urgent
        if arrived.readers:  # none when it was withdrawn before the desk took it
            self._session.execute(insert(CaseReaderRow), [{"fingerprint": one, **rights} for one in arrived.readers])
            write_turns(self._session, case)

    def _free_id(self) -> str:
        # The writing transaction holds the store alone, so an id that is free now is free at the insert.
        for _ in range(DRAWS):
            drawn = new_case_id()
            if self._session.get(CaseRow, drawn) is None:
                return drawn
        raise RuntimeError("no free case id was drawn")

    def of(self, reader: str, case_id: str) -> Case:
        """One case of this reader; raises NoSuchCase for unknown ones and for those of others, by the same look-up."""
        row = self._session.scalar(readable(reader).where(CaseReaderRow.case_id == case_id))
        if row is None:
            raise NoSuchCase
        return as_case(row, self.readers([case_id])[case_id])

    def some(self, reader: str, case_ids: Iterable[str]) -> list[Case]:
        """Those of these cases that this reader may read; the others are passed over."""
        rows = self._session.scalars(readable(reader).where(CaseReaderRow.case_id.in_(list(case_ids))))
        return [as_case(row) for row in rows]

    def ids(self, reader: str, *, after: str, limit: int) -> list[str]:
        """The next of this reader's cases in which there is something to read, by their ids."""
        gone = CaseRow.status.in_((Status.ERASED, Status.WITHDRAWN))
        wanted = readable(reader).with_only_columns(CaseRow.case_id).where(CaseReaderRow.case_id > after, ~gone)
        return list(self._session.scalars(wanted.order_by(CaseReaderRow.case_id).limit(limit)))

    def readers(self, case_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Who may read each of these cases, by case id: ask only for cases of the reader who asks."""
        rows = self._session.execute(
            select(CaseReaderRow.case_id, CaseReaderRow.fingerprint).where(CaseReaderRow.case_id.in_(list(case_ids)))
        )
        found: dict[str, tuple[str, ...]] = {}
        for case_id, fingerprint in rows:
            found[case_id] = (*found.get(case_id, ()), fingerprint)
        return found

    def left_by(self, former: Collection[str], reader: str, *, after: str, limit: int) -> list[Case]:
        """Cases of this reader, by id from `after` on, where a key among `former` has a place; none that is erased."""
        mine, theirs = aliased(CaseReaderRow), aliased(CaseReaderRow)
        wanted = (
            select(CaseRow)
            .join(theirs, theirs.case_id == CaseRow.case_id)
            .join(mine, and_(mine.case_id == CaseRow.case_id, mine.fingerprint == reader))
            .where(theirs.fingerprint.in_(former), theirs.status != Status.ERASED, theirs.case_id > after)
            .order_by(theirs.case_id)
            .limit(limit)
        )
        rows = list(self._session.scalars(wanted)) if former else []
        readers = self.readers([row.case_id for row in rows])
        return [as_case(row, readers[row.case_id]) for row in rows]

    def move(self, case: Case, to: Status, today: date) -> Case:
        """Move a case read in this same session; raises MoveForbidden. The reporter's side hears of it by a telling."""
        check(case.status, to)
        moved = replace(case, status=to, status_on=today)
        if to is Status.ACKNOWLEDGED and case.acknowledged_on is None:
            moved = replace(moved, acknowledged_on=today)
        if to is Status.CONCLUDED and case.concluded_on is None and case.status is not Status.HELD:
            moved = replace(moved, concluded_on=today)
        self.keep(moved)
        self._session.execute(delete(TellingRow).where(TellingRow.case_id == case.case_id))
        telling = {"case_id": case.case_id, "report_id": case.report_id, "status": to, "on_date": today}
        self._session.execute(insert(TellingRow).values(telling))
        return moved

    def keep(self, case: Case) -> None:
        """Write what changed of a case that was read in this same session, and when something is due for it next."""
        values = {
            name: getattr(case, name)
            for name in ("status", "status_on", "acknowledged_on", "concluded_on", "held_from", *WORKING)
        }
        self._session.execute(update(CaseRow).where(CaseRow.case_id == case.case_id).values(values))
        upcoming = due(case, self._clocks)
        mine = update(CaseReaderRow).where(CaseReaderRow.case_id == case.case_id)
        self._session.execute(mine.values(status=case.status, due_on=upcoming and upcoming.on))
        write_turns(self._session, case)

    def hear(self, report_id: str, number: int, on: date) -> None:
        """The reporter has written up to this message; hearing of it again changes nothing. In a writing session."""
        row = self._session.scalar(select(CaseRow).where(CaseRow.report_id == report_id))
        if row is None or number <= row.heard:
            return
        erased = row.status == Status.ERASED
        self.keep(replace(as_case(row), heard=number, heard_on=None if erased else on))

    def hand(self, case_id: str, reader: str, number: int) -> None:
        """This reader was handed the reporter's messages up to this one."""
        mine = CaseReaderRow.case_id == case_id, CaseReaderRow.fingerprint == reader
        self._session.execute(update(CaseReaderRow).where(*mine).values(handed=number))

    def handed(self, case_id: str, reader: str) -> int:
        """Up to which of the reporter's messages this reader was handed them, 0 for none."""
        mine = CaseReaderRow.case_id == case_id, CaseReaderRow.fingerprint == reader
        return self._session.scalar(select(CaseReaderRow.handed).where(*mine)) or 0

    def attended(self, case: Case, reader: str) -> Case:
        """The case once this reader has answered, moved it or noted something: no message waits any more.

        Unless one came that this reader was not handed: who writes a note while it comes has not seen it.
        """
        if case.heard_on is None or self.handed(case.case_id, reader) < case.heard:
            return case
        return replace(case, heard_on=None)

    def unlogged(self, before: date, limit: int) -> list[Case]:
        """Cases received before a day whose deposit has no entry in the log yet, in the order of their random ids."""
        wanted = select(CaseRow).where(CaseRow.leaf.is_(None), CaseRow.received_on < before)
        return [as_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.case_id).limit(limit))]

    def logged(self, leaves: Mapping[str, int]) -> None:
        """The deposits of these cases, by case id, have entries of these indexes in the log."""
        row = update(CaseRow.__table__).where(CaseRow.case_id == bindparam("one")).values(leaf=bindparam("at"))  # type: ignore[arg-type]
        if leaves:
            self._session.connection().execute(row, [{"one": case_id, "at": leaf} for case_id, leaf in leaves.items()])

    def leaves(self, report_ids: Collection[str]) -> dict[str, int]:
        """Where the log has these reports' deposits: indexes by report id, those without an entry left out."""
        wanted = select(CaseRow.report_id, CaseRow.leaf).where(CaseRow.report_id.in_(report_ids))
        return {report_id: leaf for report_id, leaf in self._session.execute(wanted) if leaf is not None}

    def untold(self, reader: str, limit: int) -> list[Telling]:
        """Moves of this reader's cases that the mailbox does not show yet."""
        # The rights are no join: SQLite would walk all cases of the reader, in each look at the inbox, to find one that
        # waits.
        mine = exists().where(CaseReaderRow.fingerprint == reader, CaseReaderRow.case_id == TellingRow.case_id)
        told = select(TellingRow, CaseRow).join(CaseRow, CaseRow.case_id == TellingRow.case_id)
        return [
            Telling(row.case_id, row.report_id, row.status, row.on_date, *told_days(as_case(case)))
            for row, case in self._session.execute(told.where(mine).limit(limit))
        ]

    def told(self, tellings: Iterable[Telling]) -> None:
        """The mailbox shows these now."""
        ids = [telling.case_id for telling in tellings]
        self._session.execute(delete(TellingRow).where(TellingRow.case_id.in_(ids)))


def readable(reader: str) -> Select[CaseRow]:
    """The cases of one reader: every look-up begins here."""
    right = CaseReaderRow.case_id == CaseRow.case_id
    return select(CaseRow).join(CaseReaderRow, right).where(CaseReaderRow.fingerprint == reader)
