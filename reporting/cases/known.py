"""What the desk knows of reports that the mailbox says it has taken; a backup that was put back knows less."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.cases.models import CaseRow


def known(session: Session, report_ids: Collection[str]) -> set[str]:
    """Those of these reports that are cases."""
    return set(session.scalars(select(CaseRow.report_id).where(CaseRow.report_id.in_(report_ids))))


def not_known_as_withdrawn(session: Session, report_ids: Collection[str]) -> set[str]:
    """Those of these reports that are cases and not withdrawn."""
    wanted = select(CaseRow.report_id).where(CaseRow.report_id.in_(report_ids), CaseRow.withdrawn_on.is_(None))
    return set(session.scalars(wanted))
