"""Saying something of a case: the entry and the sealed note are one transaction. A decision is two such notes.

write_note(case_id, NewNote(4, Kind.NOTE, sealed), ada.fingerprint, house)
write_note(case_id, NewNote(5, Kind.AGREEMENT, sealed), ben.fingerprint, house, Agreement(to=3), seen="assessing")
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.accesslog import Tag
from reporting.cases import Case, NoSuchCase, Status
from reporting.cases.decisions import DecisionRefused, agreed, check_answering, proposed, taken_back
from reporting.cases.notes import Kind, NewNote, Notes, NumberTaken
from reporting.cases.statuses import MOVES, check_seen
from reporting.review.house import House
from reporting.review.move import tell_now
from reporting.review.send_reply import AnotherCame
from reporting.sealing import check_shape

LEAST, MOST = 4096, 2**19
READERS = 2
TAGS: Mapping[Kind, Tag] = {
    Kind.NOTE: Tag.NOTE_ADD,
    Kind.TITLE: Tag.NOTE_ADD,
    Kind.CHECKLIST: Tag.NOTE_ADD,
    Kind.PROPOSAL: Tag.DECISION_PROPOSE,
    Kind.AGREEMENT: Tag.DECISION_AGREE,
    Kind.RETRACTION: Tag.NOTE_ADD,
}
ATTENDS = frozenset({Kind.NOTE, Kind.AGREEMENT})
"""Notes after which a message of the reporter's does not wait any more: that there is nothing to answer, or a move."""

OF_A_STATUS = frozenset({Kind.CHECKLIST, Kind.PROPOSAL, Kind.AGREEMENT, Kind.RETRACTION})
"""Kinds that belong to where the case is: who writes one says where the page showed it."""


@dataclass(frozen=True)
class Agreement:
    """To which note an agreement is, or which one is taken back.

    `alone` where its writer proposed it too, since somebody is in danger.
    """

    to: int
    alone: bool = False


def write_note(
    case_id: str,
    note: NewNote,
    reader: str,
    house: House,
    agreement: Agreement | None = None,
    *,
    seen: str = "",
) -> Status:
    """Where the case stands then: what is agreed is addressed. `seen` is where it was on the page.

    Raises NoSuchCase, WrongShape, MovedOn, DecisionRefused, AnotherCame, LogUnavailable, StoreUnavailable; then
    nothing was written.
    """
    check_shape(note.sealed, stanzas=READERS, least=LEAST, most=MOST)
    with house.desk.write() as session:
        cases = house.cases(session)
        case = cases.of(reader, case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        log, today = house.log(session), house.clock.today()
        if note.kind in OF_A_STATUS:
            check_seen(case.status, seen)
        changed = _decided(case, note, reader, house, agreement)
        if note.kind in ATTENDS:
            changed = cases.attended(changed, reader)
        try:
            Notes(session).add(case.case_id, note, author=reader, today=today)
        except NumberTaken:
            raise AnotherCame from None
        log.append(TAGS[note.kind], person=reader, case=case.case_id, commits_to=note.sealed)
        if changed is not case:
            cases.keep(changed)
        if note.kind is Kind.AGREEMENT and Status.ADDRESSING in MOVES[changed.status]:
            changed = cases.move(changed, Status.ADDRESSING, today)
            log.append(Tag.CASE_MOVE, person=reader, case=case.case_id, commits_to=changed.status.encode())
    tell_now(reader, house)
    return changed.status


def _decided(case: Case, note: NewNote, reader: str, house: House, agreement: Agreement | None) -> Case:
    if note.kind is Kind.PROPOSAL:
        return proposed(case, note.number, reader)
    if note.kind is Kind.AGREEMENT:
        if agreement is None:
            raise DecisionRefused("An agreement has to say to what.")
        return agreed(case, agreement.to, reader, house.clock.today(), alone=agreement.alone)
    if note.kind is Kind.RETRACTION:
        return taken_back(case, agreement.to if agreement else 0, reader)
    if note.kind is Kind.CHECKLIST:
        check_answering(case)
    return case
