"""The headlines of the rows in view: one entry for the list, committed first, bound to the cases it showed."""

import json
from collections.abc import Mapping, Sequence

from reporting.accesslog import Tag
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House

AT_ONCE = 50


def list_headlines(case_ids: Sequence[str], reader: str, house: House) -> Mapping[str, bytes]:
    """Sealed headlines by case id; what this reader may not read is passed over like what does not exist."""
    with house.desk.write() as session:
        cases = house.cases(session).some(reader, case_ids[:AT_ONCE])
        shown = json.dumps(sorted(case.case_id for case in cases), separators=(",", ":")).encode()
        house.log(session).append(Tag.INBOX_LIST, person=reader, commits_to=shown)
    with house.mailbox.read() as session:
        sealed = DeskMailbox(session).headlines([case.report_id for case in cases])
    return {case.case_id: sealed[case.report_id] for case in cases if case.report_id in sealed}
