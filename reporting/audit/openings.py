"""GET /log/openings: who opened which case, and when, in one look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from reporting.accesslog import Entry, Tag
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
OPENINGS = (Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.ATTACHMENT_OPEN)


@dataclass(frozen=True)
class Opener:
    """One person's openings of one case. `first_at` and `last_at` are those of the report, minutes in UTC."""

    name: str
    first_at: str
    last_at: str
    times: int
    contacts: int
    files: int


@dataclass(frozen=True)
class OpenedCase:
    """A case and everybody who opened its report, the latest first; `newest` is the index of its newest opening."""

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
        more = end is not None and bool(LogSearch(session).older(Wanted(tag=Tag.REPORT_OPEN), before=end, limit=1))
    older = url_for("openings.openings_page", before=end) if more else None
    return render_template("audit/openings.html", page="openings", cases=cases, older=older, begun=before is None)


def opened_cases(session: Session, before: int | None, roster: Roster) -> tuple[list[OpenedCase], int | None]:
    """Up to PAGE cases whose newest opening lies below `before`, newest first, and from where to go on."""
    found: dict[str, OpenedCase] = {}
    passed: set[str] = set()
    end = before
    for entry in _newest(session, before):
        end, case_id = entry.index, entry.facts.case
        if case_id is None or case_id in found or case_id in passed:
            continue
        if session.execute(_OPENED_SINCE, {"case_id": case_id, "leaf": entry.index}).first():
            passed.add(case_id)  # a page before this one shows it
        else:
            found[case_id] = OpenedCase(case_id, entry.index, _openers(session, _ranges(session, case_id), roster))
        if len(found) == PAGE:
            break
    return list(found.values()), end


def _newest(session: Session, before: int | None) -> Iterator[Entry]:
    search, seen = LogSearch(session), 0
    while seen < MOST:
        leaves = search.older(Wanted(tag=Tag.REPORT_OPEN), before=before, limit=AT_ONCE)
        yield from search.entries(leaves)
        if len(leaves) < AT_ONCE:
            return
        before, seen = leaves[-1], seen + AT_ONCE


# Most cases that are met deep in a log were opened since: the first such entry will do, where ranges take them all.
_OPENED_SINCE = (
    select(LogEntry.leaf)
    .where(LogEntry.case_id == bindparam("case_id"), LogEntry.tag == Tag.REPORT_OPEN, LogEntry.leaf > bindparam("leaf"))
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


def _openers(session: Session, ranges: Mapping[tuple[str, str | None], _Range], roster: Roster) -> list[Opener]:
    opened = [(one, person) for (tag, person), one in ranges.items() if tag == Tag.REPORT_OPEN and person]
    opened.sort(key=lambda each: each[0].last, reverse=True)
    ends = LogSearch(session).entries([leaf for one, _ in opened for leaf in (one.first, one.last)])
    none = _Range(0, 0, 0)
    return [
        Opener(
            name=name_of(person, roster),
            first_at=ends[2 * at].facts.at,
            last_at=ends[2 * at + 1].facts.at,
            times=one.times,
            contacts=ranges.get((Tag.CONTACT_OPEN, person), none).times,
            files=ranges.get((Tag.ATTACHMENT_OPEN, person), none).times,
        )
        for at, (one, person) in enumerate(opened)
    ]
