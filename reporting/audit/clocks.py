"""GET /log/clocks: what was promised to reporters, kept and missed, and in which cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from reporting.audit.limits import in_force, several
from reporting.audit.room import AUDITORS, AuditRoom, audit_room
from reporting.cases.kept import Kept, kept
from reporting.clock import add_months

room = Blueprint("clocks", __name__)
room.before_request(AUDITORS)

MONTHS = 12
SHOWN = 200
"""Cases named on the page; beyond them the number alone says enough."""


@dataclass(frozen=True)
class ClockView:
    """One clock: its promise in words, the verdicts, and for the picture the part that was kept, 0 to 100."""

    promise: str
    kept: int
    missed: int
    running: int
    untold: int
    cases: Sequence[str]

    @property
    def share(self) -> float:
        return 100 * self.kept / max(1, self.kept + self.missed)


@room.get("/log/clocks")
def clocks_page() -> str:
    here = audit_room()
    with here.store.read() as session:
        found, limits = clocks(session, here, SHOWN), in_force(session, here)
    return render_template("audit/clocks.html", page="clocks", clocks=found, limits=limits, months=MONTHS)


def clocks(session: Session, here: AuditRoom, named: int = 0) -> list[ClockView]:
    """Every clock over the cases that were received in the last MONTHS; so many that missed it are named."""
    promised, today = here.clocks, here.clock.today()
    seen, answered = kept(session, promised, add_months(today, -MONTHS), today, named)
    return [
        _view(f"Acknowledged within {several(promised.acknowledge_days, 'day')}", seen),
        _view(f"Feedback within {several(promised.feedback_months, 'month')} of that", answered),
    ]


def _view(promise: str, found: Kept) -> ClockView:
    return ClockView(
        promise=promise,
        kept=found.kept,
        missed=found.missed,
        running=found.running,
        untold=found.untold,
        cases=found.cases,
    )
