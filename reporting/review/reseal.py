"""Cases follow the roster: what is sealed to a key that reads no more is sealed to whoever reads in its place.

    due = waiting(ada.fingerprint, roster, house)                     # "3 cases are still sealed to Ben's old key"
    batch = hand_out("", ada.fingerprint, roster, house)              # entries first, then what Ada's browser needs
    refused = reseal([Resealed(...), ...], ada.fingerprint, roster, house)

Nothing remembers that it is due: it follows from the roster and from who has a place at a case. So nothing is lost when
a tab is closed half way, and a case that is done is not offered again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases import Case, MoveForbidden, NoSuchCase, Status
from reporting.cases.notes import Kind
from reporting.cases.recusals import Recusals
from reporting.mailbox.models import ATTACHMENTS, VACANT
from reporting.review.all_sealed import AllSealed, fetch_all
from reporting.review.heads import NewHeads, Resealed, forget_old, put
from reporting.review.house import House
from reporting.review.open_attachment import chunks_of
from reporting.review.send_reply import AnotherCame
from reporting.review.successors import Place, place_to_take
from reporting.review.withdrawals import settle_all
from reporting.roster import Roster
from reporting.sealing import WrongShape

AT_ONCE = 10
"""Cases handed out by one request: what a closed tab has done in vain, at most."""
COUNTED = 500


@dataclass(frozen=True)
class ToReseal:
    """What a browser needs to give a case other heads: the report says who may read it, the notes what changed since.

    Nothing of it is shown. `sealed` is None where what is stored is damaged.
    """

    case_id: str
    report_id: str
    place: Place
    gone: Sequence[str]
    sealed: AllSealed | None = field(repr=False)


def is_waiting(reader: str, roster: Roster, house: House) -> bool:
    """Whether any case of this reader is sealed to a key that reads no more: one look, however many there are."""
    former = roster.past.former_readers
    if not former:
        return False
    with house.desk.read() as session:
        return bool(house.cases(session).left_by(former, reader, after="", limit=1))


def waiting(reader: str, roster: Roster, house: House) -> Mapping[Place, int]:
    """How many cases of this reader wait, by the place that is to be taken."""
    with house.desk.read() as session:
        return Counter(place for _, place, _ in _all(reader, roster, house, session))


Waiting = tuple[Case, Place, Sequence[str]]


def _all(reader: str, roster: Roster, house: House, session: Session) -> Iterator[Waiting]:
    after: str | None = ""
    while after is not None:
        found = _some(after, COUNTED, reader, roster, house, session)
        yield from found
        after = found[-1][0].case_id if len(found) == COUNTED else None


def _some(after: str, limit: int, reader: str, roster: Roster, house: House, session: Session) -> list[Waiting]:
    """Cases, the place that is to be taken at each, and who stepped back from it."""
    cases = house.cases(session).left_by(roster.past.former_readers, reader, after=after, limit=limit)
    gone = Recusals(session).among([case.case_id for case in cases])
    places = [(case, place_to_take(case, gone.get(case.case_id, []), roster)) for case in cases]
    return [(case, place, gone.get(case.case_id, [])) for case, place in places if place]


def hand_out(after: str, reader: str, roster: Roster, house: House) -> list[ToReseal]:
    """The next cases by id, none when all were handed out. Their entries are committed before anything is fetched.

    It counts as no opening: nobody has read the report, so its reporter can still take it back unread, and whoever
    opens it first is still asked whether it is about somebody close. Raises LogUnavailable, StoreUnavailable.
    """
    settle_all(house, reader)

    def enter(session: Session) -> list[Waiting]:
        found = _some(after, AT_ONCE, reader, roster, house, session)
        for case, _, _ in found:
            house.log(session).append(Tag.ROSTER_CHANGE, person=reader, case=case.case_id)
        return found

    return [_fetched(case, place, gone, house) for case, place, gone in house.desk.together(enter)]


def _fetched(case: Case, place: Place, gone: Sequence[str], house: House) -> ToReseal:
    try:
        sealed = fetch_all(case, house)
    except WrongShape:
        sealed = None
    return ToReseal(case.case_id, case.report_id, place, gone, sealed)


def fetch_file(case_id: str, name: str, reader: str, roster: Roster, house: House) -> Iterator[bytes]:
    """A sealed file of a case that waits, in chunks, after an entry bound to its name.

    The entry of the case went before, but nothing here remembers to whom it was handed out. Raises NoSuchCase, also for
    a file that is not there and for a case that does not wait, LogUnavailable, StoreUnavailable.
    """
    if name not in ATTACHMENTS:
        raise NoSuchCase
    settle_all(house, reader)

    def enter(session: Session) -> Case:
        case = house.cases(session).of(reader, case_id)
        if case.status is Status.ERASED or place_to_take(case, Recusals(session).of(case_id), roster) is None:
            raise NoSuchCase
        house.log(session).append(Tag.ROSTER_CHANGE, person=reader, case=case.case_id, commits_to=name.encode())
        return case

    return chunks_of(house.desk.together(enter).report_id, name, house)


def reseal(given: Sequence[Resealed], reader: str, roster: Roster, house: House) -> Mapping[str, str]:
    """Each case is a step of its own. Gives the cases that were refused, and why; of these nothing was changed.

    Raises LogUnavailable, StoreUnavailable; what was done until then is done.
    """
    refused = {}
    try:
        for one in given:
            try:
                _reseal_one(one, reader, roster, house)
            except (NoSuchCase, MoveForbidden):
                refused[one.case_id] = "moved-on"
            except AnotherCame:
                refused[one.case_id] = "another-came"
            except WrongShape:
                refused[one.case_id] = "damaged"
    finally:
        forget_old(house)
    return refused


def _reseal_one(one: Resealed, reader: str, roster: Roster, house: House) -> None:
    with house.desk.write() as session:
        case = house.cases(session).of(reader, one.case_id)
        recusals = Recusals(session)
        place = place_to_take(case, recusals.of(case.case_id), roster)
        if (
            case.status is Status.ERASED
            or place is None
            or place.joins != one.joins
            or one.note.kind is not Kind.RECUSAL
        ):
            raise MoveForbidden("This place is not to be taken so.")
        same = place.joins in roster.past.same(place.leaves)
        recusals.replace(case, place.leaves, place.joins, same_person=same, today=house.clock.today())
        heads = NewHeads(case, one.untrusted_headers, one.note, reader)
        joins = place.joins or VACANT
        put(
            heads,
            Tag.ROSTER_CHANGE,
            session,
            house,
            lambda places: places.take_beside(case.report_id, reader, joins),
        )
