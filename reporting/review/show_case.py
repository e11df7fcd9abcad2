"""The page of one case, without a word of its report."""

from datetime import date, timedelta

from reporting.cases import Case, Status
from reporting.cases.dates import deadlines
from reporting.cases.decisions import may_take_back
from reporting.cases.recusals import Recusals
from reporting.cases.statuses import Stage, path, stage
from reporting.cases.turns import turn_of
from reporting.config import Clocks
from reporting.review.erase_case import may_erase
from reporting.review.hear import hear
from reporting.review.house import House
from reporting.review.move import LONGEST, erase_after_hold, offered
from reporting.review.successors import successor_now
from reporting.review.view import CaseView, other_reader
from reporting.review.withdrawals import settle
from reporting.roster import Person, Roster


def show_case(case_id: str, reader: Person, roster: Roster, house: House) -> CaseView:
    """What the case page shows; raises NoSuchCase for what is unknown and for what is another's."""
    me = reader.fingerprint
    settle(house, me)
    hear(house, me)
    with house.desk.read() as session:
        case = house.cases(session).of(me, case_id)
        gone = Recusals(session).of(case_id)
        opened = house.log(session).openers([case_id]).get(case_id, frozenset())
    today = house.clock.today()
    turn, why = turn_of(case, me)
    return CaseView(
        case_id=case.case_id,
        received_on=case.received_on,
        status=case.status,
        path=path(case.status),
        readers=[person for person in roster.people if person.fingerprint in case.readers],
        opened_by_me=me in opened,
        opened_by_other=bool(opened - {me}),
        other=other_reader(case.readers, me, roster),
        acknowledged_on=case.acknowledged_on,
        clocks=deadlines(case, house.clocks, today),
        turn=turn,
        why=why,
        heard_on=case.heard_on,
        moves=offered(case),
        proposal=case.proposal,
        proposed_by_me=case.proposed_by == me,
        may_take_back=may_take_back(case, me),
        agreed_on=case.agreed_on,
        confirm_by=case.confirm_by,
        told_on=case.told_on,
        wait_until=case.wait_until,
        erase_on=case.erase_on,
        feedback_by=_unmoved(case, house.clocks),
        erase_after_hold=erase_after_hold(case, today) if case.held_from is Status.CONCLUDED else None,
        withdrawn_on=case.withdrawn_on,
        may_erase=may_erase(case),
        gone=gone,
        successor=_name(successor_now(case, gone, roster), roster),
        today=today,
        tomorrow=today + timedelta(days=1),
        latest=today + LONGEST,
    )


def _unmoved(case: Case, clocks: Clocks) -> date | None:
    """The day of the feedback that a hold hides: it was promised, and auditors count by it (`cases/kept.py`)."""
    if case.held_from is None or stage(case.held_from) is not Stage.UNDER_WAY:
        return None
    if case.acknowledged_on is None or case.concluded_on or case.withdrawn_on:
        return None
    return clocks.feedback_by(case.acknowledged_on)


def _name(fingerprint: str | None, roster: Roster) -> str:
    person = roster.by_fingerprint(fingerprint) if fingerprint else None
    return person.name if person else ""
