"""A decision is taken by two: one proposes, the other agrees. Pure rules over a case, raising what a person is told.

    case = proposed(case, 3, ada.fingerprint)             # note 3 holds the proposal
    case = agreed(case, 3, ben.fingerprint, today)        # and it counts from now on

One alone may decide where somebody is in danger, and the other then looks at it within a day; or where there is no
other, since the reporter left one out and nobody could take the place. What is decided, the server does not know.
"""

from dataclasses import replace
from datetime import date, timedelta

from reporting.cases.case import Case
from reporting.cases.dates import CONFIRM_DAYS
from reporting.cases.statuses import Status
from reporting.errors import ReportingError

PROPOSED_IN = frozenset({Status.ASSESSING, Status.RECONSIDERING})
"""Not while what two agreed to is being done: a proposal made there by mistake would undo it."""
ANSWERED_IN = PROPOSED_IN | {Status.ADDRESSING}

REPLACED = "Something else was proposed meanwhile: load what came in to see it."


class DecisionRefused(ReportingError):
    """A decision cannot be taken like this; `why` is a sentence for the reader."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def check_answering(case: Case) -> None:
    """Raises DecisionRefused unless the checklist may be answered now: what was decided by stays as it was."""
    if case.status not in ANSWERED_IN:
        raise DecisionRefused("The checklist is answered while a case is being assessed. Move it there first.")


def proposed(case: Case, number: int, reader: str) -> Case:
    """The case once this reader has proposed something; raises DecisionRefused."""
    if case.status not in PROPOSED_IN:
        raise DecisionRefused("A decision is proposed while a case is being assessed. Move it there first.")
    if case.first_proposed_by == reader and case.takes_two:
        raise DecisionRefused("The other reader looks at it again, since the first decision was your proposal.")
    return replace(case, proposal=number, proposed_by=reader, agreed_on=None, confirm_by=None, told_on=None)


def may_take_back(case: Case, reader: str) -> bool:
    """Whether this reader has proposed what nobody agreed to yet."""
    return bool(case.proposal and case.proposed_by == reader and not case.agreed_on)


def taken_back(case: Case, number: int, reader: str) -> Case:
    """The case once this reader has taken back what note `number` proposes; raises DecisionRefused."""
    if case.proposal != number:
        raise DecisionRefused(REPLACED)
    if not may_take_back(case, reader):
        raise DecisionRefused("Only who proposed it takes it back, and not once it was agreed. Propose something else.")
    return replace(case, proposal=None, proposed_by=None)


def agreed(case: Case, number: int, reader: str, today: date, *, alone: bool = False) -> Case:
    """The case once this reader has agreed to what note `number` proposes; raises DecisionRefused."""
    if case.proposal is None or case.proposal != number:
        raise DecisionRefused(REPLACED)
    first = case.agreed_on is None
    if not first and not case.confirm_by:
        raise DecisionRefused("This was agreed already.")
    if case.proposed_by == reader and case.takes_two:
        if not alone or not first:
            raise DecisionRefused("Who proposes does not agree too: the other reader has to.")
        confirm_by = today + timedelta(days=CONFIRM_DAYS)
        return replace(case, agreed_on=today, confirm_by=confirm_by, first_proposed_by=None)
    return replace(case, agreed_on=case.agreed_on or today, confirm_by=None, first_proposed_by=None)


def may_conclude(case: Case) -> bool:
    """Decided by two, and the reporter was told since."""
    return case.agreed_on is not None and case.told_on is not None and case.confirm_by is None


def reopened(case: Case) -> Case:
    """The case as it is looked at again: what was decided counts no more, and who had proposed it is remembered."""
    undecided = replace(case, proposal=None, proposed_by=None, agreed_on=None, confirm_by=None, told_on=None)
    return replace(undecided, first_proposed_by=case.proposed_by, erase_on=None)
