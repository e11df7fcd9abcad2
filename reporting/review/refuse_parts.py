"""A reader's browser has refused parts of a case: forged, damaged or missing. Auditors learn that, and how many.

Which ones, and why, only the reader sees. A reporter can write a report whose parts do not fit, so it is no proof
against anybody; it is the reason to ask. Whoever runs the server can keep it out, so the reader is told all the same.
"""

from reporting.accesslog import Tag
from reporting.review.house import House


def refuse_parts(case_id: str, count: int, reader: str, house: House) -> None:
    """Enter it. Raises NoSuchCase, LogUnavailable, StoreUnavailable; then nothing was entered."""
    with house.desk.write() as session:
        case = house.cases(session).of(reader, case_id)
        house.log(session).append(Tag.PART_REFUSE, person=reader, case=case.case_id, count=count)
