"""What stands above the entries on the room's first page: each card reads a few ranges, however long the log is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reporting.accesslog.search import LogSearch
from reporting.audit.absent import Absent, absent
from reporting.audit.activity import KINDS, Activity, activity
from reporting.audit.checkpoint import Latest, latest
from reporting.audit.clocks import MONTHS, ClockView, clocks
from reporting.audit.declared import Exceptions, declared
from reporting.audit.limits import InForce, in_force
from reporting.audit.room import AuditRoom
from reporting.roster import Roster


@dataclass(frozen=True)
class Overview:
    """The cards; `kinds` names the bars of the picture in their order."""

    latest: Latest | None
    clocks: Sequence[ClockView]
    limits: InForce
    months: int
    activity: Activity
    kinds: Sequence[str]
    declared: Sequence[Exceptions]
    absent: Absent


def overview(session: Session, here: AuditRoom, roster: Roster) -> Overview:
    """All cards, as of now."""
    search = LogSearch(session)
    return Overview(
        latest=latest(session, here, roster),
        clocks=clocks(session, here),
        limits=in_force(session, here),
        months=MONTHS,
        activity=activity(search, here.clock.today()),
        kinds=tuple(KINDS),
        declared=declared(search, roster),
        absent=absent(session),
    )
