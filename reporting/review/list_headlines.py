"""The headlines of the rows in view: one entry for the list, committed first, bound to the cases it showed."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House

AT_ONCE = 50


def list_headlines(
    case_ids: Sequence[str], reader: str, house: House, *, aside: Sequence[str] = ()
) -> Mapping[str, bytes]:
    """Sealed headlines by case id, and by report id of those that lie set aside. What this reader may not read is
    passed over like what does not exist."""
    with house.mailbox.read() as session:
        among = DeskMailbox(session).aside_among(reader, aside[:AT_ONCE])

    def append(session: Session) -> Mapping[str, str]:
        cases = house.cases(session).some(reader, case_ids[:AT_ONCE])
        named = {case.case_id: case.report_id for case in cases} | {report_id: report_id for report_id in among}
        shown = json.dumps(sorted(named), separators=(",", ":")).encode()
        house.log(session).append(Tag.INBOX_LIST, person=reader, commits_to=shown)
        return named

    named = house.desk.together(append)
    with house.mailbox.read() as session:
        sealed = DeskMailbox(session).headlines(named.values())
    return {name: sealed[report_id] for name, report_id in named.items() if report_id in sealed}
