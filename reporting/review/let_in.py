"""Letting the successor in: the reader who stays writes new headers in the browser, for everything that is sealed.

All of it is one step: either each part, message, reply and note has its new head, or nothing has changed.
"""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases import Case, MoveForbidden, NoSuchCase, Status
from reporting.cases.notes import Kind
from reporting.cases.recusals import Recusals
from reporting.review.all_sealed import AllSealed, fetch_all
from reporting.review.heads import NewHeads, Resealed, forget_old, put
from reporting.review.house import House
from reporting.review.open_report import enter
from reporting.review.successors import successor_now
from reporting.roster import Roster


@dataclass(frozen=True)
class ToLetIn:
    """Everything sealed in a case, and for whom new headers are wanted."""

    successor: str
    sealed: AllSealed = field(repr=False)


def fetch_sealed(case_id: str, reader: str, roster: Roster, house: House) -> ToLetIn:
    """After an entry for the report and one for the contact.

    Who was to be let in may have left, or hold another key: then it is somebody else by now.

    Raises NoSuchCase, MoveForbidden, WrongShape, LogUnavailable, StoreUnavailable.
    """
    with house.desk.write() as session:
        wanted = _wanted(house.cases(session).of(reader, case_id), roster, session)
    if wanted is None:
        raise MoveForbidden("Nobody is to be let in.")
    for tag in (Tag.REPORT_OPEN, Tag.CONTACT_OPEN):  # this browser opens all of it, to see that it belongs together
        case = enter(tag, case_id, reader, house)
    return ToLetIn(wanted, fetch_all(case, house))


def _wanted(case: Case, roster: Roster, session: Session) -> str | None:
    """Whom the roster in force lets in; written down where it is another than was chosen.

    Nobody is not written down: an alternate who comes to the roster later can still take the place.
    """
    if case.successor is None:
        return None
    recusals = Recusals(session)
    now = successor_now(case, recusals.of(case.case_id), roster)
    if now is not None and now != case.successor:
        recusals.expect(case, now)
    return now


def let_in(one: Resealed, reader: str, roster: Roster, house: House) -> None:
    """Put the new headers in and let the successor read. The note says so, signed by the reader who stays.

    Raises NoSuchCase, MoveForbidden, also when it is somebody else by now who is to be let in, WrongShape, AnotherCame
    when something came meanwhile that has no new header, LogUnavailable, StoreUnavailable; then nothing was changed.
    """
    with house.desk.write() as session:
        case = house.cases(session).of(reader, one.case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        successor = _wanted(case, roster, session)
        if successor is None or successor != one.joins or one.note.kind is not Kind.RECUSAL:
            raise MoveForbidden("Nobody is to be let in so.")
        Recusals(session).let_in(case, successor)
        heads = NewHeads(case, one.untrusted_headers, one.note, reader)
        put(heads, Tag.CONFLICT_DECLARE, session, house, lambda places: places.take(case.report_id, successor))
    forget_old(house)
