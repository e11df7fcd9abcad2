"""Letting the successor in: the reader who stays writes new headers in the browser, for everything that is sealed.

All of it is one step: either each part, message, reply and note can be opened by the successor, or nothing has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.accesslog import Tag
from reporting.cases import MoveForbidden, NoSuchCase, Status
from reporting.cases.notes import Kind, NewNote, Notes
from reporting.cases.recusals import Recusals
from reporting.mailbox.places import Places
from reporting.review.heads import NewHeads, forget_old, put
from reporting.review.house import House
from reporting.review.open_report import enter


@dataclass(frozen=True)
class Headers:
    """The headers of everything sealed in a case, and for whom new ones are wanted."""

    successor: str
    headers: Mapping[str, bytes]


def fetch_headers(case_id: str, reader: str, house: House) -> Headers:
    """After an entry, since headers hold the keys.

    Raises NoSuchCase, MoveForbidden, LogUnavailable, StoreUnavailable.
    """
    with house.desk.read() as session:
        wanted = house.cases(session).of(reader, case_id).successor
    if wanted is None:
        raise MoveForbidden("Nobody is to be let in.")
    case = enter(Tag.REPORT_OPEN, case_id, reader, house)
    with house.desk.read() as session:
        noted = Notes(session).headers(case.case_id)
    with house.mailbox.read() as session:
        return Headers(wanted, Places(session).headers(case.report_id) | noted)


def let_in(case_id: str, untrusted_headers: Mapping[str, bytes], note: NewNote, reader: str, house: House) -> None:
    """Put the new headers in and let the successor read. `note` says so, signed by the reader who stays.

    Raises NoSuchCase, MoveForbidden, WrongShape, AnotherCame when something came meanwhile that has no new header,
    LogUnavailable, StoreUnavailable; then nothing was changed.
    """
    with house.desk.write() as session:
        case = house.cases(session).of(reader, case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        successor = case.successor
        if successor is None or note.kind is not Kind.RECUSAL:
            raise MoveForbidden("Nobody is to be let in.")
        Recusals(session).let_in(case, successor)
        heads = NewHeads(case, untrusted_headers, note, reader)
        put(heads, Tag.CONFLICT_DECLARE, session, house, lambda places: places.take(case.report_id, successor))
    forget_old(house)
