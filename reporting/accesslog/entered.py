"""What the log says of reports: which were entered, and which sealed bytes are to be there for each of these cases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog.entries import Entry, MalformedEntry, Tag
from reporting.accesslog.models import LogEntry
from reporting.accesslog.search import LogSearch, Wanted

_HASHED = (Tag.REPORT_DEPOSIT, Tag.ROSTER_CHANGE, Tag.CONFLICT_DECLARE)
"""Entries of a case that may hold the hash of its sealed report: as it came, and as it was sealed to other people."""


@dataclass(frozen=True)
class Said:
    """`hash` is the SHA-256 of what was sealed last, in hexadecimal; None where no entry holds one.

    `anew`: other people read it than when it came. A deposit may be entered after that, and says how it came.
    """

    hash: str | None = None
    erased: bool = False
    anew: bool = False


def deposits(session: Session, since: int, limit: int) -> list[Entry]:
    """So many entries of reports that came, in the log's order, from this index on."""
    search = LogSearch(session)
    leaves = search.newer(Wanted(tag=Tag.REPORT_DEPOSIT, nobody=True), after=since - 1, limit=limit)
    return search.entries(leaves)


def said_of(session: Session, case_ids: Collection[str]) -> Mapping[str, Said]:
    """What the newest entries say of these cases, all of them."""
    found = dict.fromkeys(case_ids, Said())
    wanted = select(LogEntry.case_id, LogEntry.leaf, LogEntry.entry).where(
        LogEntry.case_id.in_(case_ids), LogEntry.tag.in_((*_HASHED, Tag.REPORT_ERASE))
    )
    rows = [(leaf, str(case_id), stored) for case_id, leaf, stored in session.execute(wanted)]
    for leaf, case_id, stored in sorted(rows):
        try:
            facts = Entry(leaf, stored).facts
        except MalformedEntry:
            continue
        before = found[case_id]
        is_newer = facts.tag is not Tag.REPORT_DEPOSIT or not before.anew
        found[case_id] = Said(
            hash=(facts.hash if is_newer else None) or before.hash,
            erased=before.erased or facts.tag is Tag.REPORT_ERASE,
            anew=before.anew or bool(facts.hash and facts.tag is not Tag.REPORT_DEPOSIT),
        )
    return found
