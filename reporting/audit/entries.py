"""GET /log: auditors search every entry, reviewers see their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for

from reporting.accesslog import Tag
from reporting.accesslog.search import LogSearch
from reporting.audit.asked import NOBODY, Asked
from reporting.audit.overview import overview
from reporting.audit.room import audit_room
from reporting.audit.view import EntryView, view
from reporting.review.own_entries import LAST_PAGE, own_entries
from reporting.review.paging import page_number
from reporting.roster import Role, Roster
from reporting.roster.people import in_fours
from reporting.signin.doors import Visitor, require, visitor

room = Blueprint("entries", __name__)
room.before_request(require(*Role))

PAGE = 50


@dataclass(frozen=True)
class Entries:
    """One page of a search, newest first, with the addresses of the pages beside it."""

    entries: Sequence[EntryView]
    newer: str | None
    older: str | None


@room.get("/log")
def log_page() -> Response | str:
    who = visitor()
    return searched(who) if who.person.role is Role.AUDITOR else own(who)


def own(who: Visitor) -> str:
    """A reviewer's own entries."""
    found = own_entries(who.person, page_number(request.args.get("page", ""), LAST_PAGE), audit_room().store)
    entries = [view(entry, who.roster, numbered=False) for entry in found.entries]
    return render_template("desk/log.html", page="log", entries=entries, number=found.number, pages_more=found.more)


def searched(who: Visitor) -> Response:
    """A page of what an auditor searches for; 400 with the form as it was when that was not understood."""
    here = audit_room()
    with here.store.read() as session:
        search = LogSearch(session)
        choices = people_choices(search, who.roster)
        asked = Asked.parse(request.args, [value for value, _ in choices])
        found = Entries((), None, None) if asked.problems else page_of(asked, search, who.roster)
        cards = overview(session, here, who.roster) if asked.plain else None
    tags = [(tag, tag) for tag in Tag]
    page = render_template(
        "audit/log.html", page="log", asked=asked, people=choices, tags=tags, found=found, cards_of=cards
    )
    return current_app.make_response((page, 400 if asked.problems else 200))


def page_of(asked: Asked, search: LogSearch, roster: Roster) -> Entries:
    """The page that was asked for, and whether there is one before and one after it."""
    if asked.after is not None:
        leaves = search.newer(asked.wanted, after=asked.after, limit=PAGE)[::-1]
    else:
        leaves = search.older(asked.wanted, before=asked.before, limit=PAGE)
    top, end = (leaves[0], leaves[-1]) if leaves else ((asked.before or 0) - 1, (asked.after or -1) + 1)
    later = not asked.plain and bool(search.newer(asked.wanted, after=top, limit=1))
    earlier = bool(search.older(asked.wanted, before=end, limit=1))
    return Entries(
        [view(entry, roster, numbered=True) for entry in search.entries(leaves)],
        newer=_address(asked, after=top) if later else None,
        older=_address(asked, before=end) if earlier else None,
    )


def _address(asked: Asked, **beside: int) -> str:
    query: dict[str, Any] = {**asked.given, **beside}
    return url_for("entries.log_page", **query)


def people_choices(search: LogSearch, roster: Roster) -> list[tuple[str, str]]:
    """Who can be asked for: everybody in the roster, whoever left entries before, and nobody."""
    known = [(person.fingerprint, f"{person.name}, {person.role}") for person in roster.people]
    former = set(search.people()) - {fingerprint for fingerprint, _ in known}
    return [
        *known,
        *((fingerprint, f"no longer in the roster ({in_fours(fingerprint[:12])})") for fingerprint in sorted(former)),
        (NOBODY, "nobody signed in"),
    ]
