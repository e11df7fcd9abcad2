"""All cases that a reader may read, a page at a time, for a search in their browser: their numbers, no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.review.house import House

AT_ONCE = 50


@dataclass(frozen=True)
class Known:
    """One case, and whether this reader has opened its report before."""

    case_id: str
    opened: bool


def all_of(after: str, reader: str, house: House) -> Sequence[Known]:
    """The next AT_ONCE after this number, none when there are no more. Raises StoreUnavailable."""
    with house.desk.read() as session:
        ids = house.cases(session).ids(reader, after=after, limit=AT_ONCE)
        opened = house.log(session).openers(ids)
    return [Known(one, reader in opened.get(one, ())) for one in ids]
