"""New heads for all that is sealed in a case, written by the browser of a reader who can open it, put in in one step.

Either each part, file, message, reply and note has its new head, or nothing has changed.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases import Case
from reporting.cases.notes import NewNote, Notes, NumberTaken
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.places import Places
from reporting.review.house import House
from reporting.review.send_reply import AnotherCame
from reporting.review.write_note import LEAST, MOST, READERS
from reporting.sealing import check_shape, with_header


@dataclass(frozen=True)
class NewHeads:
    """What a browser hands in for a case; `note` says to the readers who takes whose place, signed by `reader`."""

    case: Case
    untrusted_headers: Mapping[str, bytes] = field(repr=False)
    note: NewNote
    reader: str


@dataclass(frozen=True)
class Resealed:
    """What came back of one case: for whom its new heads are, and the note that says so."""

    case_id: str
    joins: str | None
    untrusted_headers: Mapping[str, bytes] = field(repr=False)
    note: NewNote


def put(heads: NewHeads, tag: Tag, session: Session, house: House, change_places: Callable[[Places], None]) -> None:
    """Enter it and put all in, last in a writing session of the desk that read the case.

    The mailbox commits inside the desk's transaction: who dies between the two commits hands in once more, and changes
    nothing by it. Raises WrongShape, LogUnavailable, StoreUnavailable, and AnotherCame when something came meanwhile
    that has no new head.
    """
    case, headers = heads.case, heads.untrusted_headers
    check_shape(heads.note.sealed, stanzas=READERS, least=LEAST, most=MOST)
    digest = hashlib.sha256(b"".join(headers[name] for name in sorted(headers))).digest()
    anew = _report_anew(heads, house)
    house.log(session).append(tag, person=heads.reader, case=case.case_id, commits_to=digest, hash_of=anew)
    notes = Notes(session)
    own = {name: header for name, header in headers.items() if name.startswith("note/")}
    if not notes.put_headers(case.case_id, own):
        raise AnotherCame
    try:
        notes.add(case.case_id, heads.note, author=heads.reader, today=house.clock.today())
    except NumberTaken:
        raise AnotherCame from None
    others = {name: headers[name] for name in headers.keys() - own.keys()}
    with house.mailbox.write() as mailbox:
        places = Places(mailbox)
        if not places.put_headers(case.report_id, others):
            raise AnotherCame
        change_places(places)


def _report_anew(heads: NewHeads, house: House) -> bytes | None:
    """The sealed report as it will lie there: the log has to know what it is to be found as from now on."""
    header = heads.untrusted_headers.get("part/report")
    with house.mailbox.read() as mailbox:
        sealed = DeskMailbox(mailbox).fetch(heads.case.report_id, "report")
    return with_header(sealed, header) if sealed is not None and header is not None else None


def forget_old(house: House) -> None:
    """The old heads are gone from the rows; now from the files too."""
    house.mailbox.flush_log()
    house.desk.flush_log()
