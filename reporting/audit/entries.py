"""GET /log: auditors see every entry, reviewers their own."""

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, render_template, request

from reporting.accesslog import Entry
from reporting.clock import Clock
from reporting.db import Store
from reporting.review.own_entries import LAST_PAGE, own_entries
from reporting.review.paging import page_number
from reporting.roster import Role, Roster
from reporting.signin.doors import require, visitor

room = Blueprint("audit", __name__)
room.before_request(require(*Role))

NOBODY_KNOWN = "nobody known"
FORMER = "somebody no longer in the roster"


@dataclass(frozen=True)
class AuditRoom:
    """What the room is handed: the desk's store, read only."""

    store: Store
    clock: Clock


@dataclass(frozen=True)
class EntryView:
    """One entry on the page; `index` is None where it would tell how much others did."""

    index: int | None
    at: str
    tag: str
    person_name: str
    case_id: str | None
    count: int | None


def install(app: Flask, store: Store, clock: Clock) -> None:
    """Give the room its store."""
    app.extensions["audit"] = AuditRoom(store, clock)


@room.get("/log")
def log_page() -> str:
    who = visitor()
    here: AuditRoom = current_app.extensions["audit"]
    number = page_number(request.args.get("page", ""), LAST_PAGE)
    found = own_entries(who.person, number, here.store, here.clock)
    entries = [_view(entry, who.roster, numbered=found.numbered) for entry in found.entries]
    return render_template("desk/log.html", page="log", entries=entries, number=found.number, pages_more=found.more)


def _view(entry: Entry, roster: Roster, *, numbered: bool) -> EntryView:
    facts = entry.facts
    person = roster.by_fingerprint(facts.person) if facts.person else None
    return EntryView(
        index=entry.index if numbered else None,
        at=facts.at,
        tag=facts.tag,
        person_name=person.name if person else FORMER if facts.person else NOBODY_KNOWN,
        case_id=facts.case,
        count=facts.count,
    )
