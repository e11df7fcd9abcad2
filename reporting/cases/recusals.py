"""Stepping back from a case: for good. Another takes the place once the reader who stays has let them in.

recusals = Recusals(session)
recusals.step_back(case, ben.fingerprint, successor=ines.fingerprint, today=today)    # Ben finds no case any more
recusals.let_in(case, ines.fingerprint)                                               # and now Ines does
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from reporting.cases.case import Case
from reporting.cases.models import CaseReaderRow, CaseRow, RecusalRow
from reporting.cases.rights import write_turns

PROPOSERS = ("proposed_by", "first_proposed_by")


class Recusals:
    """Recusals in one session; whoever opened the session commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, case_id: str) -> list[str]:
        """Fingerprints of those who stepped back from a case; ask only for a case of the reader who asks."""
        return list(self._session.scalars(select(RecusalRow.fingerprint).where(RecusalRow.case_id == case_id)))

    def among(self, case_ids: Collection[str]) -> dict[str, list[str]]:
        """The same of several, by case id, without those that nobody stepped back from."""
        rows = self._session.execute(
            select(RecusalRow.case_id, RecusalRow.fingerprint).where(RecusalRow.case_id.in_(case_ids))
        )
        found: dict[str, list[str]] = {}
        for case_id, fingerprint in rows:
            found.setdefault(case_id, []).append(fingerprint)
        return found

    def step_back(self, case: Case, reader: str, *, successor: str | None, today: date) -> None:
        """Take a reader's right to a case that was read in this same session. The row goes: no row, no case."""
        mine = CaseReaderRow.case_id == case.case_id, CaseReaderRow.fingerprint == reader
        self._session.execute(delete(CaseReaderRow).where(*mine))
        row = {"case_id": case.case_id, "fingerprint": reader, "on_date": today}
        self._session.execute(insert(RecusalRow).values(row))
        wanted = CaseRow.case_id == case.case_id
        self._session.execute(update(CaseRow).where(wanted).values(successor=successor))
        write_turns(self._session, replace(case, successor=successor))

    def replace(self, case: Case, leaves: str, joins: str | None, *, same_person: bool, today: date) -> None:
        """Give the place of a key that reads no more to another, with its dates, or to nobody. In a writing session.

        Unless it is the same person's, who left is remembered as one who stepped back, and does not come to it again.
        """
        place = CaseReaderRow.case_id == case.case_id, CaseReaderRow.fingerprint == leaves
        wanted = CaseRow.case_id == case.case_id
        if joins is None:
            self._session.execute(delete(CaseReaderRow).where(*place))
        else:
            self._session.execute(update(CaseReaderRow).where(*place).values(fingerprint=joins))
        case = replace(case, successor=None)
        if not same_person:
            row = {"case_id": case.case_id, "fingerprint": leaves, "on_date": today}
            self._session.execute(insert(RecusalRow).values(row))
            anew = update(CaseReaderRow).where(CaseReaderRow.case_id == case.case_id)
            self._session.execute(anew.where(CaseReaderRow.fingerprint == joins).values(handed=0))
        else:  # a new key does not make two of somebody who has to be one of two
            now = {name: joins for name in PROPOSERS if getattr(case, name) == leaves}
            case = replace(case, **now)  # type: ignore[arg-type]
        changed = {name: getattr(case, name) for name in ("successor", *PROPOSERS)}
        self._session.execute(update(CaseRow).where(wanted).values(changed))
        write_turns(self._session, case)

    def expect(self, case: Case, successor: str) -> None:
        """Somebody else is to be let in than was chosen first."""
        self._session.execute(update(CaseRow).where(CaseRow.case_id == case.case_id).values(successor=successor))

    def let_in(self, case: Case, successor: str) -> None:
        """Give the successor the same right to a case, with the same dates, as the reader who stays has."""
        stays = select(CaseReaderRow).where(CaseReaderRow.case_id == case.case_id).limit(1)
        row = self._session.scalars(stays).one()
        self._session.execute(
            insert(CaseReaderRow).values(
                fingerprint=successor,
                case_id=case.case_id,
                status=row.status,
                received_on=row.received_on,
                due_on=row.due_on,
                to_call=case.urgent,
            )
        )
        self._session.execute(update(CaseRow).where(CaseRow.case_id == case.case_id).values(successor=None))
        write_turns(self._session, replace(case, successor=None))
