"""Refused sign-ins: counted, and one entry of the access log for each hour that had any.

Strangers may knock as often as they like: they move a number, not the log.
"""

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog, Tag
from reporting.clock import Clock
from reporting.signin.models import RefusalRow

_HOUR = 3600


def count(session: Session, clock: Clock) -> None:
    """Count one refusal in this hour, and enter those of the hours before."""
    settle(session, clock)
    hour = _hour(clock)
    if session.get(RefusalRow, hour) is None:
        session.execute(insert(RefusalRow).values(hour=hour, count=1))
    else:
        session.execute(update(RefusalRow).where(RefusalRow.hour == hour).values(count=RefusalRow.count + 1))


def settle(session: Session, clock: Clock) -> None:
    """Append one entry for each hour that is over, and forget its count: one transaction, so both or neither."""
    past = RefusalRow.hour < _hour(clock)
    for hour, refused in session.execute(select(RefusalRow.hour, RefusalRow.count).where(past)).all():
        at = datetime.fromtimestamp(hour, UTC)
        AccessLog(session, clock).append(Tag.SIGN_IN_REFUSE, count=refused, at=at)
    session.execute(delete(RefusalRow).where(past))


def _hour(clock: Clock) -> int:
    return int(clock.now().timestamp()) // _HOUR * _HOUR
