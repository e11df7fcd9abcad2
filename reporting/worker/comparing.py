"""What the log has entered is compared with what is there, every day from the first report to the last.

A report that was entered and not erased has its case, and its sealed report, whose hash is that of the newest entry
that holds one. It is done in slices, one a round, so that a round costs the same however many reports there are; with
very many a walk takes longer than a day, and the next one begins the day after.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from reporting.accesslog import MalformedEntry
from reporting.accesslog.entered import Said, deposits, said_of
from reporting.accesslog.entries import Entry
from reporting.cases.absences import Absences, Comparison, What
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House

AT_ONCE = 200
"""Sealed reports that one round reads."""


def compare(house: House) -> None:
    """One slice, unless today's walk is done. Raises StoreUnavailable."""
    today = house.clock.today()
    with house.desk.read() as session:
        last = Absences(session).comparison()
        if last and last.done_on == today:
            return
        is_on_its_way = last is not None and last.next_leaf > 0
        begun_on, start = (last.begun_on, last.next_leaf) if last and is_on_its_way else (today, 0)
        entries = deposits(session, start, AT_ONCE)
        cases = [case for entry in entries if (case := _case_of(entry))]
        noted = {one.case_id for one in Absences(session).of(cases)}
    found = _compared(cases, house)
    doubtful = [case for case, what in found.items() if what or case in noted]
    is_done = len(entries) < AT_ONCE
    with house.desk.write() as session:
        if doubtful:
            # Once more while nobody erases or seals anew: both change the mailbox inside a turn at the desk.
            Absences(session).note(_compared_in(session, doubtful, house), today)
        done_on, next_leaf = (today, 0) if is_done else (last.done_on if last else None, entries[-1].index + 1)
        Absences(session).walked(Comparison(begun_on, next_leaf, done_on))


def _case_of(entry: Entry) -> str | None:
    try:
        return entry.facts.case
    except MalformedEntry:
        return None


def _compared(cases: Collection[str], house: House) -> Mapping[str, What | None]:
    with house.desk.read() as session:
        return _compared_in(session, cases, house)


def _compared_in(desk: Session, cases: Collection[str], house: House) -> Mapping[str, What | None]:
    """What each of these cases misses, None where nothing is missing."""
    report_ids, said = Absences(desk).report_ids(cases), said_of(desk, cases)
    with house.mailbox.read() as session:
        hashes = DeskMailbox(session).hashes(report_ids.values())
    found = {case: hashes.get(report_id) for case, report_id in report_ids.items()}
    return {case: _missing(said[case], found.get(case), is_case=case in report_ids) for case in cases}


def _missing(said: Said, found: str | None, *, is_case: bool) -> What | None:
    if said.erased:
        return None
    if not is_case:
        return What.CASE
    if found is None:
        return What.REPORT
    return None if said.hash in (None, found) else What.OTHER
