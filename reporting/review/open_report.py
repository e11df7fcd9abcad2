"""Opening a report: the entry is committed, and only then is ciphertext fetched."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases import Case, NoSuchCase, Status
from reporting.cases.notes import Notes, SealedNote
from reporting.db import StoreUnavailable
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.desk_thread import DeskThread, SealedMessage
from reporting.mailbox.statements import TO_READERS
from reporting.mailbox.withdrawal import DeskWithdrawals, Hidden
from reporting.review.house import House

SHOWN = ("report", "headline")
"""What leaves with a report; the contact is opened on its own, with an entry of its own."""


@dataclass(frozen=True)
class SealedCase:
    """All that the reader's browser needs to open a report; sealed as it was handed in."""

    report_id: str
    received_on: date
    sealed: Mapping[str, bytes]
    present: Sequence[str]
    messages: Sequence[SealedMessage]
    notes: Sequence[SealedNote]


def open_report(case_id: str, reader: str, house: House, *, searched: bool = False) -> SealedCase:
    """The sealed report and thread; raises NoSuchCase, LogUnavailable, StoreUnavailable, then nothing was fetched.

    What is only `searched` is shown to nobody, so no message in it has been read.
    """
    case = enter(Tag.REPORT_OPEN, case_id, reader, house)
    with house.desk.read() as session:
        notes = Notes(session).of(case.case_id)
    with house.mailbox.read() as session:
        box = DeskMailbox(session)
        fetched = {part: box.fetch(case.report_id, part) for part in SHOWN}
        found = SealedCase(
            report_id=case.report_id,
            received_on=case.received_on,
            sealed={part: sealed for part, sealed in fetched.items() if sealed is not None},
            present=box.parts(case.report_id),
            messages=DeskThread(session).messages(case.report_id),
            notes=notes,
        )
    if searched:
        return found
    with suppress(StoreUnavailable):  # then a message waits once more, which is less than not being read
        _hand(case.case_id, reader, found.messages, house)
    return found


def _hand(case_id: str, reader: str, messages: Sequence[SealedMessage], house: House) -> None:
    """Note up to which message this reader has been handed them: only who was can say that none waits any more."""
    number = max((one.number for one in messages if one.direction == TO_READERS), default=0)
    if not number:
        return
    with house.desk.read() as session:
        known = house.cases(session).handed(case_id, reader)
    if number > known:
        with house.desk.write() as session:
            house.cases(session).hand(case_id, reader, number)


def enter(tag: Tag, case_id: str, reader: str, house: House, *, commits_to: bytes | None = None) -> Case:
    """Append the entry of one opening; it is durable when this returns. Raises NoSuchCase and leaves no entry then.

    The mailbox notes inside the entry's transaction that the report is opened. A reporter who takes it back at this
    moment is first, and then there is no entry and nothing to read, or second, and then is told that it was opened. Who
    dies between the two commits leaves it noted as opened and unread: withdrawing then asks, and hides nothing.

    Entries of several readers at once are committed together, each before its own reading.
    """

    def append(session: Session) -> Case:
        case = house.cases(session).of(reader, case_id)
        if case.status is Status.ERASED:
            raise NoSuchCase
        house.log(session).append(tag, person=reader, case=case.case_id, commits_to=commits_to)
        _note_opened(case.report_id, house)
        return case

    return house.desk.together(append)


def _note_opened(report_id: str, house: House) -> None:
    with house.mailbox.read() as session:
        if DeskWithdrawals(session).is_opened(report_id):
            return
    try:
        with house.mailbox.write() as session:
            DeskWithdrawals(session).mark_opened(report_id)
    except Hidden:
        raise NoSuchCase from None
