"""What stands in a reader's row of a case beside the right to read it: whose turn it is, and whether it waits."""

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from reporting.cases.case import Case
from reporting.cases.models import CaseReaderRow
from reporting.cases.turns import turn_of, waits


def write_turns(session: Session, case: Case) -> None:
    """Say in each row of a case whose turn it is now; after anything that changes that, in the same transaction."""
    mine = CaseReaderRow.case_id == case.case_id
    readers = tuple(session.scalars(select(CaseReaderRow.fingerprint).where(mine)))
    case = replace(case, readers=readers)
    for one in readers:
        whose, why = turn_of(case, one)
        row = update(CaseReaderRow).where(mine, CaseReaderRow.fingerprint == one)
        session.execute(row.values(turn=whose, waits=waits(whose, why)))
