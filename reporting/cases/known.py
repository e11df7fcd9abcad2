"""What the desk knows of reports that the mailbox says it has taken; a backup that was put back knows less."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from reporting.cases.case import Case, as_case, told_days
from reporting.cases.models import CaseReaderRow, CaseRow, TellingRow
from reporting.cases.statuses import Status


def known(session: Session, report_ids: Collection[str]) -> set[str]:
    """Those of these reports that are cases."""
    return set(session.scalars(select(CaseRow.report_id).where(CaseRow.report_id.in_(report_ids))))


def not_known_as_withdrawn(session: Session, report_ids: Collection[str]) -> set[str]:
    """Those of these reports that are cases and not withdrawn."""
    wanted = select(CaseRow.report_id).where(CaseRow.report_id.in_(report_ids), CaseRow.withdrawn_on.is_(None))
    return set(session.scalars(wanted))


def not_known_as_heard(session: Session, numbers: Mapping[str, int]) -> set[str]:
    """Those of these reports of which not all messages are known, up to the number given for each."""
    wanted = select(CaseRow.report_id, CaseRow.heard).where(CaseRow.report_id.in_(numbers))
    known = {row.report_id: row.heard for row in session.execute(wanted)}
    return {report_id for report_id, number in numbers.items() if number > known.get(report_id, 0)}


def tell_again(session: Session, shown: Mapping[str, tuple[str, date | None, date | None]]) -> None:
    """Have the reporters told how far the desk is, where the mailbox shows something else. In a writing session.

    What it shows is a status, until when somebody is waited for, and when it is erased, by report id.

    A case without readers is nobody's to tell of: whoever took it back is told so by the mailbox itself.
    """
    has_readers = exists().where(CaseReaderRow.case_id == CaseRow.case_id)
    wanted = select(CaseRow).where(CaseRow.report_id.in_(shown), CaseRow.status != Status.ERASED, has_readers)
    for case in session.scalars(wanted):
        if (case.status, *told_days(as_case(case))) != shown[case.report_id]:
            session.execute(delete(TellingRow).where(TellingRow.case_id == case.case_id))
            telling = {"case_id": case.case_id, "report_id": case.report_id, "status": case.status}
            session.execute(insert(TellingRow).values(**telling, on_date=case.status_on))


def not_known_as_erased(session: Session, report_ids: Collection[str]) -> list[Case]:
    """The cases of these reports that the desk does not know to be erased."""
    wanted = select(CaseRow).where(CaseRow.report_id.in_(report_ids), CaseRow.status != Status.ERASED)
    return [as_case(row) for row in session.scalars(wanted.order_by(CaseRow.case_id))]
