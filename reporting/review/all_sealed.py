"""All that is sealed in a case, whole: a browser gives other heads only to what it opened and found to belong there.

A head alone says nothing of what it is the head of. Whoever runs the server could put that of another report beside
these, and have its key written down for somebody whom that report leaves out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reporting.cases import Case
from reporting.cases.notes import Notes, SealedNote, headers_of
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.desk_thread import DeskThread, SealedMessage
from reporting.mailbox.places import Places
from reporting.review.house import House

FILE = "file/"


@dataclass(frozen=True)
class AllSealed:
    """What a browser needs to give a case other heads. Of files only the heads: these are large, and fetched singly."""

    parts: Mapping[str, bytes] = field(repr=False)
    messages: Sequence[SealedMessage] = field(repr=False)
    notes: Sequence[SealedNote] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)


def fetch_all(case: Case, house: House) -> AllSealed:
    """Call only after an entry was committed. Raises WrongShape where something that is stored is no sealed file."""
    with house.desk.read() as session:
        notes = Notes(session).of(case.case_id)
    headers_of(notes)
    with house.mailbox.read() as session:
        heads = Places(session).headers(case.report_id)
        box = DeskMailbox(session)
        parts = {name: box.fetch(case.report_id, name) for name in box.parts(case.report_id)}
        messages = DeskThread(session).messages(case.report_id)
    files = {name.removeprefix(FILE): head for name, head in heads.items() if name.startswith(FILE)}
    return AllSealed({name: part for name, part in parts.items() if part is not None}, messages, notes, files)
