"""Opening a file: a part of its own with an entry of its own, bound to its name; then its chunks, one at a time."""

from collections.abc import Iterator
from itertools import chain

from reporting.accesslog import Tag
from reporting.cases import NoSuchCase
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.models import ATTACHMENTS
from reporting.review.house import House
from reporting.review.open_report import enter


def open_attachment(case_id: str, name: str, reader: str, house: House) -> Iterator[bytes]:
    """The sealed file in chunks.

    Raises NoSuchCase, also for a file that is not there, and otherwise as `open_report` does, before the first chunk is
    given. A store that fails later raises StoreUnavailable from the iterator.
    """
    if name not in ATTACHMENTS:
        raise NoSuchCase
    case = enter(Tag.ATTACHMENT_OPEN, case_id, reader, house, commits_to=name.encode())
    return chunks_of(case.report_id, name, house)


def chunks_of(report_id: str, name: str, house: House) -> Iterator[bytes]:
    """A sealed file, after its entry. Raises NoSuchCase when it is not there."""
    chunks = _chunks(report_id, name, house)
    # The first one now: what is missing can be said in words only before the answer has begun.
    first = next(chunks, None)
    if first is None:
        raise NoSuchCase
    return chain([first], chunks)


def _chunks(report_id: str, name: str, house: House) -> Iterator[bytes]:
    with house.mailbox.read() as session:
        for sealed in DeskMailbox(session).stream(report_id, name):
            # Between chunks nothing is held: a reader on a slow line would keep the store from being tidied, and what
            # was erased meanwhile in its files.
            session.rollback()
            yield sealed
