"""A concern that came another way is entered by a reader: the entry is committed first, then the mailbox takes it.

The entry names no report: the sealed report's hash stands among the day's shuffled entries, as that of every deposit.
"""

from reporting.accesslog import Tag
from reporting.review.house import House


def enter_concern(reader: str, house: House) -> None:
    """Enter that this reader brings a concern in. Raises LogUnavailable, StoreUnavailable; then nothing was entered."""
    house.desk.together(lambda session: house.log(session).append(Tag.REPORT_ENTER, person=reader))
