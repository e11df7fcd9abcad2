"""GET /log/openings: who opened which case, and when, in one look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from reporting.accesslog import Entry, MalformedEntry, Tag
from reporting.accesslog.models import LogEntry
from reporting.accesslog.search import LogSearch, Wanted
from reporting.audit.asked import index_of
from reporting.audit.room import AUDITORS, audit_room
from reporting.audit.view import name_of
from reporting.roster import Roster
from reporting.signin.doors import visitor

room = Blueprint("openings", __name__)
room.before_request(AUDITORS)

PAGE, AT_ONCE, MOST = 20, 100, 2_000
"""Cases on a page; openings looked at in one go, and on one page. A page of cases opened very often is shorter."""
OPENINGS = (Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.ATTACHMENT_OPEN, Tag.CASE_EXPORT, Tag.ROSTER_CHANGE)
"""Entries of a person in a case that stand for something sealed which their browser was given."""
HANDED = 500
"""Entries of one person's sealing anew in one case that are told apart: what was given out, and what came back."""


@dataclass(frozen=True)
class Opener:
    """What one person was given of one case. `first_at` and `last_at` are those of the report, minutes in UTC, empty
    where they opened it never; `handed_out` counts what was given for sealing it to other people."""

    name: str
    first_at: str
    last_at: str
    times: int
    contacts: int
    contact_at: str
    files: int
    bundles: int
    handed_out: int


@dataclass(frozen=True)
class OpenedCase:
    """A case and everybody who was given anything of it, the latest first; `newest` is the index of the newest time."""

    case_id: str
    newest: int
    openers: Sequence[Opener]


@dataclass(frozen=True)
class _Range:
    first: int
    last: int
    times: int


@room.get("/log/openings")
def openings_page() -> str:
    before = index_of(request.args.get("before", ""))
    with audit_room().store.read() as session:
        cases, end = opened_cases(session, before, visitor().roster)
        more = end is not None and bool(_older(LogSearch(session), end, 1))
    older = url_for("openings.openings_page", before=end) if more else None
    return render_template("audit/openings.html", page="openings", cases=cases, older=older, begun=before is None)


def opened_cases(session: Session, before: int | None, roster: Roster) -> tuple[list[OpenedCase], int | None]:
    """Up to PAGE cases whose newest opening lies below `before`, newest first, and from where to go on."""
    found: dict[str, OpenedCase] = {}
    passed: set[str] = set()
    end = before
    for entry in _newest(session, before):
        end, case_id = entry.index, _case_of(entry, session)
        if case_id is None or case_id in found or case_id in passed:
            continue
        if session.execute(_OPENED_SINCE, {"case_id": case_id, "leaf": entry.index}).first():
            passed.add(case_id)  # a page before this one shows it
        else:
            found[case_id] = OpenedCase(case_id, entry.index, _openers(session, case_id, roster))
        if len(found) == PAGE:
            break
    return list(found.values()), end


def _newest(session: Session, before: int | None) -> Iterator[Entry]:
    search, seen = LogSearch(session), 0
    while seen < MOST:
        leaves = _older(search, before, AT_ONCE)
        yield from search.entries(leaves)
        if len(leaves) < AT_ONCE:
            return
        before, seen = leaves[-1], seen + AT_ONCE


def _older(search: LogSearch, before: int | None, limit: int) -> list[int]:
    """The newest entries below `before` by which anybody was given anything."""
    every = [leaf for tag in OPENINGS for leaf in search.older(Wanted(tag=tag), before=before, limit=limit)]
    return sorted(every, reverse=True)[:limit]


# Most cases that are met deep in a log were opened since: the first such entry will do, where ranges take them all.
_OPENED_SINCE = (
    select(LogEntry.leaf)
    .where(LogEntry.case_id == bindparam("case_id"), LogEntry.tag.in_(OPENINGS), LogEntry.leaf > bindparam("leaf"))
    .limit(1)
    .with_hint(LogEntry, "INDEXED BY log_entry_by_case", "sqlite")
)


def _ranges(session: Session, case_id: str) -> Mapping[tuple[str, str | None], _Range]:
    """By tag and person: the first and the last index, and how many."""
    leaf = LogEntry.leaf
    wanted = (
        select(LogEntry.tag, LogEntry.person, func.min(leaf), func.max(leaf), func.count())
        .where(LogEntry.case_id == case_id, LogEntry.tag.in_(OPENINGS))
        .group_by(LogEntry.tag, LogEntry.person)
        .with_hint(LogEntry, "INDEXED BY log_entry_by_case", "sqlite")
    )
    return {(tag, person): _Range(*about) for tag, person, *about in session.execute(wanted)}


def _openers(session: Session, case_id: str, roster: Roster) -> list[Opener]:
    ranges = _ranges(session, case_id)
    last: dict[str, int] = {}
    for (_, person), one in ranges.items():
        if person:
            last[person] = max(one.last, last.get(person, 0))
    search, none = LogSearch(session), _Range(0, 0, 0)
    shown = [one for (tag, _), one in ranges.items() if tag in (Tag.REPORT_OPEN, Tag.CONTACT_OPEN)]
    ends = search.entries([leaf for one in shown for leaf in (one.first, one.last)])
    at = {entry.index: _at(entry) for entry in ends}
    openers = []
    for person in sorted(last, key=lambda one: last[one], reverse=True):
        report, contact, files, bundles, anew = (ranges.get((tag, person), none) for tag in OPENINGS)
        openers.append(
            Opener(
                name=name_of(person, roster),
                first_at=at[report.first] if report.times else "",
                last_at=at[report.last] if report.times else "",
                times=report.times,
                contacts=contact.times,
                contact_at=at[contact.last] if contact.times else "",
                files=files.times,
                bundles=bundles.times,
                handed_out=_handed_out(search, case_id, person) if anew.times else 0,
            )
        )
    return openers


def _handed_out(search: LogSearch, case_id: str, person: str) -> int:
    """Without what came back: that entry alone holds the hash of the report as it is sealed from then on."""
    wanted = Wanted(person=person, tag=Tag.ROSTER_CHANGE, case=case_id)
    return sum(not _is_back(entry) for entry in search.entries(search.older(wanted, limit=HANDED)))


def _is_back(entry: Entry) -> bool:
    try:
        return entry.facts.hash is not None
    except MalformedEntry:
        return False


def _case_of(entry: Entry, session: Session) -> str | None:
    """The roster itself changes without a case. One that cannot be read may not hide the others of its case."""
    try:
        return entry.facts.case
    except MalformedEntry:
        return session.scalar(select(LogEntry.case_id).where(LogEntry.leaf == entry.index))


def _at(entry: Entry) -> str:
    try:
        return entry.facts.at
    except MalformedEntry:
        return ""
