"""Whose turn it is in a case, as one of its readers sees it, and why.

    turn_of(case, ada.fingerprint)      # (Whose.OTHER, Why.PROPOSED): what Ada proposed waits for Ben

From the status, and from what each of the two has done: who proposed, who decided alone, who stepped back.
"""

from enum import StrEnum

from reporting.cases.case import Case
from reporting.cases.statuses import Stage, Status, Turn, stage, turn


class Whose(StrEnum):
    """Whose move a case waits for, seen by one of its readers."""

    ME = "me"
    OTHER = "other"
    EITHER = "either"
    REPORTER = "reporter"
    NOBODY = "nobody"


class Why(StrEnum):
    """What makes it so; `STATUS` where nobody has done anything that waits for somebody."""

    LET_IN = "let in"
    DECIDED_ALONE = "decided alone"
    PROPOSED = "proposed"
    LOOK_AGAIN = "look again"
    HEARD = "heard"
    STATUS = "status"


def turn_of(case: Case, me: str) -> tuple[Whose, Why]:
    """A reader's own turn goes before what either may do, and that before what only the other may."""
    if case.status is Status.ERASED:
        return Whose.NOBODY, Why.STATUS
    if case.successor:
        return Whose.ME, Why.LET_IN
    whose, why = _among_readers(case, me)
    mine_for_a_reason = whose is Whose.ME and why is not Why.STATUS
    if case.heard_on and case.status is not Status.WITHDRAWN and not mine_for_a_reason:
        return _either(case), Why.HEARD
    return whose, why


def _among_readers(case: Case, me: str) -> tuple[Whose, Why]:
    second = _second(case, me, case.proposed_by)
    if case.confirm_by and case.status is not Status.WITHDRAWN:
        return second, Why.DECIDED_ALONE
    if turn(case.status) is not Turn.READERS:
        return (Whose.REPORTER if turn(case.status) is Turn.REPORTER else Whose.NOBODY), Why.STATUS
    if case.proposal and not case.agreed_on:
        return second, Why.PROPOSED
    if case.looked_at_again:
        return _second(case, me, case.first_proposed_by), Why.LOOK_AGAIN
    return _either(case), Why.STATUS


def _either(case: Case) -> Whose:
    return Whose.EITHER if len(case.readers) > 1 else Whose.ME


def _second(case: Case, me: str, proposer: str | None) -> Whose:
    """The turn of who has not proposed; anybody's, where who proposed reads no more."""
    if len(case.readers) < 2 or proposer not in case.readers:
        return _either(case)
    return Whose.OTHER if proposer == me else Whose.ME


def waits(whose: Whose, why: Why) -> bool:
    """Whether somebody's act waits for this reader: what a mail may be sent for before any date is near."""
    return whose in (Whose.ME, Whose.EITHER) and why is not Why.STATUS


def turns_in(status: Status) -> tuple[Whose, ...]:
    """Those that a case of this status can have."""
    if status is Status.ERASED:
        return (Whose.NOBODY,)
    among = (Whose.ME, Whose.OTHER, Whose.EITHER)
    if turn(status) is Turn.READERS:
        return among
    return (*among, Whose.REPORTER if turn(status) is Turn.REPORTER else Whose.NOBODY)


def place(status: Status, whose: Whose) -> Stage:
    """The group of the inbox: what is at rest stands among the others while it waits for somebody."""
    found = stage(status)
    return Stage.UNDER_WAY if found is Stage.AT_REST and whose is not Whose.NOBODY else found
