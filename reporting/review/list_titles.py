"""The names that readers gave to the cases in view. Call it after the entry that lists them (`list_headlines`)."""

from collections.abc import Mapping, Sequence

from reporting.cases.notes import Notes
from reporting.review.house import House
from reporting.review.list_headlines import AT_ONCE


def list_titles(case_ids: Sequence[str], reader: str, house: House) -> Mapping[str, bytes]:
    """The newest sealed title of each of these cases that has one and that this reader may read."""
    with house.desk.read() as session:
        mine = [case.case_id for case in house.cases(session).some(reader, case_ids[:AT_ONCE])]
        return Notes(session).titles(mine)
