"""Letting the successor in: the reader who stays writes new headers in the browser, for everything that is sealed.

All of it is one step: either each part, message, reply and note can be opened by the successor, or nothing has changed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from reporting.accesslog import Tag
from reporting.cases import MoveForbidden, NoSuchCase, Status
from reporting.cases.notes import Kind, NewNote, Notes, NumberTaken
from reporting.cases.recusals import Recusals
from reporting.mailbox.places import Places
from reporting.review.house import House
from reporting.review.open_report import enter
from reporting.review.send_reply import AnotherCame
from reporting.review.write_note import LEAST, MOST, READERS
from reporting.sealing import check_shape


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
    check_shape(note.sealed, stanzas=READERS, least=LEAST, most=MOST)
    with house.desk.write() as session:
        case = house.cases(session).of(reader, case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        if case.successor is None or note.kind is not Kind.RECUSAL:
            raise MoveForbidden("Nobody is to be let in.")
        notes = Notes(session)
        digest = hashlib.sha256(b"".join(untrusted_headers[name] for name in sorted(untrusted_headers))).digest()
        house.log(session).append(Tag.CONFLICT_DECLARE, person=reader, case=case.case_id, commits_to=digest)
        own = {name: header for name, header in untrusted_headers.items() if name.startswith("note/")}
        if own.keys() != notes.headers(case.case_id).keys():
            raise AnotherCame
        notes.put_headers(case.case_id, own)
        try:
            notes.add(case.case_id, note, author=reader, today=house.clock.today())
        except NumberTaken:
            raise AnotherCame from None
        Recusals(session).let_in(case, case.successor)
        _reseal(
            case.report_id,
            case.successor,
            {name: untrusted_headers[name] for name in untrusted_headers.keys() - own.keys()},
            house,
        )
    # The old headers are gone from the rows; now from the files too.
    house.mailbox.flush_log()
    house.desk.flush_log()


def _reseal(report_id: str, successor: str, headers: Mapping[str, bytes], house: House) -> None:
    """Inside the desk's transaction: who dies between the two commits lets the successor in once more, and changes
    nothing by it."""
    with house.mailbox.write() as session:
        places = Places(session)
        if headers.keys() != places.headers(report_id).keys():
            raise AnotherCame
        places.put_headers(report_id, headers)
        places.take(report_id, successor)
