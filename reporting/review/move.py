"""Moving a case: the status and its entry are one transaction, and the reporter is told after it.

    move(case_id, Wish("waiting", seen="assessing", until=date(2026, 12, 20)), ada.fingerprint, house)

The table of `cases.statuses` says where a case may go; here stands what each step needs besides.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reporting.accesslog import Tag
from reporting.cases import Case, MoveForbidden, Status
from reporting.cases.decisions import may_conclude, reopened
from reporting.cases.statuses import MOVES, check_seen
from reporting.db import StoreUnavailable
from reporting.errors import ReportingError
from reporting.review.house import House
from reporting.review.take import tell

OFFERED = frozenset(
    {
        Status.ACKNOWLEDGED,
        Status.ASSESSING,
        Status.ADDRESSING,
        Status.WAITING,
        Status.CONCLUDED,
        Status.HELD,
        Status.RECONSIDERING,
    }
)
"""Where a case goes by a button. It is decided upon, withdrawn and erased in ways of its own."""
LONGEST = timedelta(days=3660)
"""How far ahead a day may lie until which is waited, or on which is erased."""


class DayNeeded(ReportingError):
    """This step needs a day, not before tomorrow and not more than ten years from now."""


class NotYetConcluded(ReportingError):
    """A case ends when two have decided and the reporter was told since."""


@dataclass(frozen=True)
class Wish:
    """Where a case shall go, where it was on the page, and until when it waits or when it is erased.

    Days are chosen by the reader's browser.
    """

    to: str
    seen: str
    until: date | None = None


def offered(case: Case) -> list[Status]:
    """Where this case may go by a button, in the order of the statuses."""
    return [status for status in Status if status in OFFERED and _allows(case, status)]


def _allows(case: Case, to: Status) -> bool:
    if to not in MOVES[case.status]:
        return False
    if case.status is Status.HELD:
        return to is case.held_from
    if (
        case.status is Status.WAITING
        and to is not Status.HELD
        and case.looked_at_again is not (to is Status.RECONSIDERING)
    ):
        return False
    if to is Status.ADDRESSING:
        return case.agreed_on is not None
    return to is not Status.CONCLUDED or may_conclude(case)


def move(case_id: str, wish: Wish, reader: str, house: House) -> Status:
    """Move a case; raises NoSuchCase, MovedOn, MoveForbidden, NotYetConcluded, DayNeeded, LogUnavailable,
    StoreUnavailable; then nothing was changed."""
    with house.desk.write() as session:
        cases = house.cases(session)
        case = cases.of(reader, case_id)
        check_seen(case.status, wish.seen)
        to = _wanted(case, wish.to)
        prepared = _prepared(cases.attended(case, reader), to, wish.until, house.clock.today())
        moved = cases.move(prepared, to, house.clock.today())
        tag = Tag.CASE_HOLD if Status.HELD in (case.status, to) else Tag.CASE_MOVE
        house.log(session).append(tag, person=reader, case=case.case_id, commits_to=to.encode())
    tell_now(reader, house)
    return moved.status


def _wanted(case: Case, untrusted_status: str) -> Status:
    if untrusted_status not in OFFERED:
        raise MoveForbidden("This step is not offered here.")
    to = Status(untrusted_status)
    ends = to is Status.CONCLUDED and to in MOVES[case.status] and case.status is not Status.HELD
    if ends and not may_conclude(case):
        raise NotYetConcluded
    if not _allows(case, to):
        raise MoveForbidden(f"A case that is {case.status} cannot become {to} now.")
    return to


def _prepared(case: Case, to: Status, until: date | None, today: date) -> Case:
    """What the step changes beside the status."""
    waits = case.wait_until if Status.HELD in (case.status, to) else None
    case = replace(case, wait_until=waits, held_from=case.status if to is Status.HELD else None)
    if case.status is Status.HELD:
        return replace(case, erase_on=erase_after_hold(case, today))  # else with the dates that it had
    if to is Status.WAITING:
        return replace(case, wait_until=_day(until, today))
    if to is Status.CONCLUDED:
        return replace(case, erase_on=_day(until, today))
    return reopened(case) if case.status is Status.CONCLUDED and to is Status.RECONSIDERING else case


def erase_after_hold(case: Case, today: date) -> date | None:
    """The day that was chosen; the day after tomorrow, where it came during the hold.

    Ended by mistake, a hold would else cost what a court asks for within the minutes of one round of the worker.
    Tomorrow may begin in a minute: days are those of UTC.
    """
    return max(case.erase_on, today + timedelta(days=2)) if case.erase_on else None


def _day(day: date | None, today: date) -> date:
    if day is None or not today < day <= today + LONGEST:
        raise DayNeeded
    return day


def tell_now(reader: str, house: House) -> None:
    """Show reporters what has changed, if the mailbox can be reached; otherwise `take` does it when it can."""
    with suppress(StoreUnavailable):
        tell(reader, house)
