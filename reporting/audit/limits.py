"""Which limits the clocks have and since when, in words: whoever raised one would make what was missed vanish."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reporting.accesslog.limits import Entered, Limit, StoredLimits
from reporting.audit.room import AuditRoom

SHOWN = 6
"""Limits on the page, those in force among them; all are entries with the tag `settings:change`."""


@dataclass(frozen=True)
class LimitView:
    """Limits in words, since when (a minute in UTC) by which entry, and whether the entry holds their hash."""

    words: str
    since: str
    index: int
    sound: bool


@dataclass(frozen=True)
class InForce:
    """The limits that were entered, the newest first; `agrees` is whether the desk works with the newest."""

    entered: Sequence[LimitView]
    agrees: bool

    @property
    def wrong(self) -> bool:
        """Whether somebody should look at once: other limits than were entered, or an entry that is not theirs."""
        return not self.agrees or not all(one.sound for one in self.entered)

    @property
    def changed(self) -> bool:
        """Whether they are not those that the log began with."""
        return len(self.entered) > 1


def in_force(session: Session, here: AuditRoom) -> InForce:
    """As the worker entered them, beside those of this process."""
    entered = StoredLimits(session).entered(SHOWN)
    mine = Limit(here.clocks.acknowledge_days, here.clocks.feedback_months)
    return InForce([_view(one) for one in entered], agrees=not entered or entered[0].limit == mine)


def _view(one: Entered) -> LimitView:
    days, months = one.limit.acknowledge_days, one.limit.feedback_months
    words = f"acknowledged within {several(days, 'day')}, feedback within {several(months, 'month')} of that"
    return LimitView(words, one.entry.facts.at if one.sound else "", one.entry.index, one.sound)


def several(number: int, what: str) -> str:
    """`1 day`, `7 days`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
