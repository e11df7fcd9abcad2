"""Every case is found through one of its readers; there is no way to ask for a case without saying who asks.

cases = Cases(session, settings.clocks)
case = cases.of(ada.fingerprint, "7QK4-M2XR")     # NoSuchCase for anybody who may not read it
cases.move(case, Status.ACKNOWLEDGED, clock.today())
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from reporting.cases.dates import Standing, due
from reporting.cases.ids import new_case_id
from reporting.cases.models import CaseReaderRow, CaseRow, TellingRow
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


@dataclass(frozen=True, kw_only=True)
class Case(Standing):
    """One case as one of its readers may know it. `readers` are fingerprints, none when not asked for."""

    case_id: str
    report_id: str
    readers: tuple[str, ...] = ()
    withdrawn_on: date | None = None
    concluded_on: date | None = None
    proposal: int | None = None
    proposed_by: str | None = None
    agreed_on: date | None = None
    told_on: date | None = None
    erase_on: date | None = None
    held_from: Status | None = None
    successor: str | None = None

    @property
    def takes_two(self) -> bool:
        """Whether a decision takes two: there is another reader, or somebody is about to take a place."""
        return len(self.readers) > 1 or self.successor is not None


@dataclass(frozen=True)
class Telling:
    """A status that the mailbox should show the reporter."""

    case_id: str
    report_id: str
    status: str
    on: date


WORKING = ("replied_on", "wait_until", "confirm_by", "proposal", "proposed_by", "agreed_on", "told_on", "erase_on")
"""Columns that the readers' work changes, beside the status; the same names in a row and in its frozen value."""


def as_case(found: CaseRow, readers: Sequence[str] = ()) -> Case:
    """The frozen value of a row."""
    return Case(
        status=Status(found.status),
        received_on=found.received_on,
        status_on=found.status_on,
        acknowledged_on=found.acknowledged_on,
        urgent=found.urgent,
        case_id=found.case_id,
        report_id=found.report_id,
        readers=tuple(readers),
        withdrawn_on=found.withdrawn_on,
        concluded_on=found.concluded_on,
        held_from=Status(found.held_from) if found.held_from else None,
        successor=found.successor,
        **{name: getattr(found, name) for name in WORKING},
    )


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
        case_id = self._free_id()
        day = arrived.received_on
        standing = Standing(Status.RECEIVED, received_on=day, status_on=day, urgent=arrived.urgent)
        self._session.execute(
            insert(CaseRow).values(
                case_id=case_id,
                report_id=arrived.report_id,
                received_on=day,
                urgent=arrived.urgent,
                status=standing.status,
                status_on=day,
            )
        )
        first = due(standing, self._clocks)
        rights = {"case_id": case_id, "status": standing.status, "received_on": day, "due_on": first and first.on}
        rights["to_call"] = arrived.urgent
        if arrived.readers:  # none when it was withdrawn before the desk took it
            self._session.execute(insert(CaseReaderRow), [{"fingerprint": one, **rights} for one in arrived.readers])

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
        # Not a join: SQLite would walk all cases of the reader, in each look at the inbox, to find one that waits.
        mine = exists().where(CaseReaderRow.fingerprint == reader, CaseReaderRow.case_id == TellingRow.case_id)
        rows = self._session.execute(
            select(TellingRow.case_id, TellingRow.report_id, TellingRow.status, TellingRow.on_date)
            .where(mine)
            .limit(limit)
        )
        return [Telling(*row) for row in rows]

    def told(self, tellings: Iterable[Telling]) -> None:
        """The mailbox shows these now."""
        ids = [telling.case_id for telling in tellings]
        self._session.execute(delete(TellingRow).where(TellingRow.case_id.in_(ids)))


def readable(reader: str) -> Select[CaseRow]:
    """The cases of one reader: every look-up begins here."""
    right = CaseReaderRow.case_id == CaseRow.case_id
    return select(CaseRow).join(CaseReaderRow, right).where(CaseReaderRow.fingerprint == reader)
