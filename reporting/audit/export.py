"""POST /log/export: the entries that the filters show, as a table for a spreadsheet. It leaves an entry first.

It is read page by page while it is sent, so that a million entries cost no more memory than a few. What a table says is
the server's word; the form that can be verified is a folder written by `reporting log export`.
"""

from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response, abort, current_app, request

from reporting.accesslog.search import LogSearch, Wanted
from reporting.audit.asked import Asked
from reporting.audit.entries import people_choices
from reporting.audit.room import AUDITORS, audit_room
from reporting.audit.table import HEADER, row
from reporting.db import Store
from reporting.roster import Roster
from reporting.signin.doors import visitor
from reporting.web import answers_at_length

room = Blueprint("export", __name__)
room.before_request(AUDITORS)

AT_ONCE = 500
"""Entries in memory at a time, and in one look at the store."""


@room.post("/log/export")
def export() -> Response:
    who, here = visitor(), audit_room()
    with here.store.read() as session:
        people = [value for value, _ in people_choices(LogSearch(session), who.roster)]
    asked = Asked.parse(request.form, people)
    if asked.problems:
        abort(400)
    end = here.enter_export(who.person.fingerprint)
    chunks = table(asked.wanted, end, here.store, who.roster)
    # The first one now: that the store cannot be read can be said in words only before the answer has begun.
    given = current_app.response_class(chain([next(chunks)], chunks), content_type="text/csv; charset=utf-8")
    name = f"entries-{here.clock.today().isoformat()}.csv"
    given.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answers_at_length()
    return given


def table(wanted: Wanted, before: int, store: Store, roster: Roster) -> Iterator[str]:
    """The wanted entries below this index, newest first as on the page, in pieces. Raises StoreUnavailable."""
    head = HEADER
    while True:
        with store.read() as session:  # held for one piece: a slow line must not keep the store from being tidied
            search = LogSearch(session)
            leaves = search.older(wanted, before=before, limit=AT_ONCE)
            entries = search.entries(leaves)
        yield head + "".join(row(entry, roster) for entry in entries)
        if len(leaves) < AT_ONCE:
            return
        head, before = "", leaves[-1]
