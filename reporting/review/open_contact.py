"""Opening the contact: a part of its own with an entry of its own, since whoever opens it may learn who wrote."""

from reporting.accesslog import Tag
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.review.open_report import enter


def open_contact(case_id: str, reader: str, house: House) -> bytes | None:
    """The sealed contact, None when the mailbox has none; raises as `open_report` does."""
    case = enter(Tag.CONTACT_OPEN, case_id, reader, house)
    with house.mailbox.read() as session:
        return DeskMailbox(session).fetch(case.report_id, "contact")
