"""Cases that their reporters took back, and cases whose report is erased.

Without its reader's rows a case is found by nobody (`Cases`); what stays of it are its dates and its place in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from reporting.cases.case import Case, as_case
from reporting.cases.models import WITHDRAWN, CaseReaderRow, CaseRow, ErasureRow, TellingRow
from reporting.cases.notes import Notes
from reporting.cases.statuses import MOVES, Status, check
from reporting.cases.turns import Whose


@dataclass(frozen=True)
class Erasure:
    """Ciphertext that is to go: the log has the entry already."""

    case_id: str
    report_id: str
    on: date


class Withdrawals:
    """Withdrawn and erased cases in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def withdraw(self, report_id: str, on: date, *, opened: bool) -> Case | None:
        """Hide an unopened case from its readers, or note what an opened one's reporter asks. Once only.

        The case, where its readers have something to decide now: whoever keeps it sets the day for that.
        """
        row = self._session.scalar(select(CaseRow).where(CaseRow.report_id == report_id))
        if row is None or row.withdrawn_on is not None:
            return None
        row.withdrawn_on = on
        row.replied_on = None  # days do not tell whether an answer of this one came before it was asked back
        if not opened and Status.WITHDRAWN in MOVES[Status(row.status)]:
            row.status, row.status_on = Status.WITHDRAWN, on
            self._leave(row.case_id)
            self._session.flush()
            return None
        self._session.flush()
        return as_case(row)

    def _leave(self, case_id: str) -> None:
        self._session.execute(delete(CaseReaderRow).where(CaseReaderRow.case_id == case_id))
        self._session.execute(delete(TellingRow).where(TellingRow.case_id == case_id))

    def unlogged(self, before: date, limit: int) -> list[Case]:
        """Cases withdrawn before a day whose withdrawal has no entry in the log yet."""
        wanted = select(CaseRow).where(CaseRow.withdrawn_on < before, CaseRow.withdrawal_leaf.is_(None))
        return [as_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.case_id).limit(limit))]

    def logged(self, leaves: Mapping[str, int]) -> None:
        """The withdrawals of these cases, by case id, have entries of these indexes in the log."""
        row = update(CaseRow.__table__).where(CaseRow.case_id == bindparam("one"))  # type: ignore[arg-type]
        if leaves:
            rows = [{"one": case_id, "at": leaf} for case_id, leaf in leaves.items()]
            self._session.connection().execute(row.values(withdrawal_leaf=bindparam("at")), rows)

    def to_erase(self, limit: int) -> list[Case]:
        """Withdrawn unopened, with both entries in the log: what was sealed is bound there, and may go."""
        wanted = select(CaseRow).where(
            WITHDRAWN,
            CaseRow.leaf.is_not(None),
            CaseRow.withdrawal_leaf.is_not(None),
            ~exists().where(CaseReaderRow.case_id == CaseRow.case_id),
        )
        return [as_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.case_id).limit(limit))]

    def outlived(self, today: date, limit: int) -> list[Case]:
        """Concluded cases whose day to be erased has come; what is held is not concluded, and stays.

        So does one whose reporter wrote again, until that was dealt with: they were told that it would be read.
        """
        unheard = CaseRow.heard_on.is_not(None)
        wanted = select(CaseRow).where(CaseRow.erase_on <= today, CaseRow.status == Status.CONCLUDED, ~unheard)
        # In the order of the days, which is the index's: in that of the ids SQLite walks all cases to find none.
        ordered = wanted.order_by(CaseRow.erase_on, CaseRow.case_id).limit(limit)
        return [as_case(row) for row in self._session.scalars(ordered)]

    def erase(self, case: Case, today: date) -> None:
        """Say that a case is erased, and what is to go for it; raises MoveForbidden."""
        check(case.status, Status.ERASED)
        self.erase_again(case, today)

    def erase_again(self, case: Case, on: date) -> None:
        """As `erase`, from any status: a backup of the desk knows of a case that was erased since."""
        at = {"status": Status.ERASED, "status_on": on, "heard_on": None}
        self._session.execute(update(CaseRow).where(CaseRow.case_id == case.case_id).values(at))
        mine = CaseReaderRow.case_id == case.case_id
        none = {"status": Status.ERASED, "due_on": None, "to_call": False, "turn": Whose.NOBODY, "waits": False}
        self._session.execute(update(CaseReaderRow).where(mine).values(none))
        self._session.execute(delete(TellingRow).where(TellingRow.case_id == case.case_id))
        Notes(self._session).erase(case.case_id)
        erasure = {"case_id": case.case_id, "report_id": case.report_id, "on_date": on}
        self._session.execute(insert(ErasureRow).values(erasure))

    def erasures(self, after: str, limit: int) -> list[Erasure]:
        """What is in the log as erased, and may still be there, by case id from `after` on."""
        wanted = select(ErasureRow.case_id, ErasureRow.report_id, ErasureRow.on_date)
        rows = self._session.execute(wanted.where(ErasureRow.case_id > after).order_by(ErasureRow.case_id).limit(limit))
        return [Erasure(*row) for row in rows]

    def erased(self, erasures: Sequence[Erasure]) -> None:
        """The ciphertext of these is gone from the files."""
        ids = [one.case_id for one in erasures]
        self._session.execute(delete(ErasureRow).where(ErasureRow.case_id.in_(ids)))
