"""The rooms of those who read: inbox and cases. Pages hold no ciphertext; it leaves by POST, each after its entry."""

import re
from base64 import b64encode
from collections.abc import Mapping

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from reporting.cases import NoSuchCase, Status, Whose
from reporting.cases.dates import SHOWN_DAYS_BEFORE
from reporting.cases.ids import is_case_id
from reporting.cases.listing import Sort
from reporting.cases.notes import SealedNote
from reporting.desk.asked import body, me
from reporting.desk.guard import desk
from reporting.mailbox.desk_thread import SealedMessage
from reporting.review.all_cases import all_of
from reporting.review.inbox import Asked, inbox
from reporting.review.list_headlines import AT_ONCE, list_headlines
from reporting.review.list_titles import list_titles
from reporting.review.mark_urgent import mark_urgent
from reporting.review.open_attachment import open_attachment
from reporting.review.open_contact import open_contact
from reporting.review.open_report import open_report
from reporting.review.set_aside import bring_in
from reporting.review.show_case import show_case
from reporting.roster import Role
from reporting.roster.folder import change_waits
from reporting.signin.doors import require, visitor
from reporting.web import answers_at_length

room = Blueprint("reading", __name__)
room.before_request(require(Role.REVIEWER, Role.ALTERNATE))

CHOICES = {
    "statuses": tuple(Status),
    "turns": (
        ("all", "anybody’s"),
        (Whose.ME, "mine"),
        (Whose.EITHER, "mine or the other reader’s"),
        (Whose.OTHER, "the other reader’s"),
        (Whose.REPORTER, "the reporter’s"),
        (Whose.NOBODY, "nobody’s"),
    ),
    "dues": (("all", "any time"), ("late", "overdue"), ("soon", f"overdue or within {SHOWN_DAYS_BEFORE} days")),
    "sorts": ((Sort.DUE, "due first"), (Sort.NEWEST, "newest date"), (Sort.OLDEST, "oldest date")),
}
"""What the inbox's filters offer: value and words."""


@room.get("/inbox")
def inbox_page() -> str:
    who = visitor()
    shown = inbox(who.person, Asked.parse(request.args), who.roster, desk().house)
    waits = who.person.role is Role.REVIEWER and change_waits(desk().settings.keys)
    return render_template("desk/inbox.html", page="inbox", change_waits=waits, **CHOICES, **vars(shown))


@room.post("/inbox/headlines")
def headlines() -> Response:
    asked = body().get("cases")
    if not isinstance(asked, list) or len(asked) > AT_ONCE:
        abort(400)
    cases = [one for one in asked if is_case_id(one)]
    sealed = list_headlines(cases, me(), desk().house, aside=[one for one in asked if is_report_id(one)])
    titles = list_titles(cases, me(), desk().house)
    return jsonify(
        headlines={case_id: as_text(part) for case_id, part in sealed.items()},
        titles={case_id: as_text(title) for case_id, title in titles.items()},
    )


@room.post("/inbox/all")
def all_cases() -> Response:
    after = body().get("after", "")
    if after != "" and not is_case_id(after):
        abort(400)
    return jsonify(
        cases=[{"case": one.case_id, "opened": one.opened} for one in all_of(str(after), me(), desk().house)]
    )


@room.post("/inbox/urgent")
def urgent() -> tuple[str, int]:
    asked = body().get("cases")
    if not isinstance(asked, list) or len(asked) > AT_ONCE:
        abort(400)
    mark_urgent([one for one in asked if is_case_id(one)], me(), desk().house)
    return "", 204


@room.post("/inbox/bring")
def bring() -> tuple[str, int]:
    asked = body().get("report")
    if not is_report_id(asked):
        raise NoSuchCase
    bring_in(str(asked), me(), desk().house)
    return "", 204


@room.get("/cases/<case_id>")
def case_page(case_id: str) -> str:
    who = visitor()
    shown = show_case(case_id, who.person, who.roster, desk().house)
    return render_template("desk/case.html", page="case", case=shown)


@room.post("/cases/<case_id>/report")
def report(case_id: str) -> Response:
    found = open_report(case_id, me(), desk().house, searched=searched())
    return jsonify(
        report_id=found.report_id,
        received_on=found.received_on.isoformat(),
        sealed={name: as_text(part) for name, part in found.sealed.items()},
        present=list(found.present),
        messages=[as_message(one) for one in found.messages],
        notes=[as_note(one) for one in found.notes],
    )


def searched() -> bool:
    """Whether the report is asked for by the search alone; a page that opens one says nothing."""
    return request.content_length not in (None, 0) and body().get("search") is True


@room.post("/cases/<case_id>/contact")
def contact(case_id: str) -> Response:
    sealed = open_contact(case_id, me(), desk().house)
    if sealed is None:
        raise NoSuchCase
    return jsonify(sealed=as_text(sealed))


@room.post("/cases/<case_id>/files/<name>")
def attachment(case_id: str, name: str) -> Response:
    sealed = open_attachment(case_id, name, me(), desk().house)
    answers_at_length()
    return current_app.response_class(sealed, mimetype="application/octet-stream")


def as_message(one: SealedMessage) -> Mapping[str, object]:
    return {
        "number": one.number,
        "direction": one.direction,
        "sent_on": one.sent_on.isoformat(),
        "sealed": as_text(one.sealed),
    }


def as_note(one: SealedNote) -> Mapping[str, object]:
    return {
        "number": one.number,
        "kind": one.kind,
        "author": one.author,
        "written_on": one.written_on.isoformat(),
        "sealed": as_text(one.sealed),
    }


def as_text(sealed: bytes) -> str:
    return b64encode(sealed).decode()


def is_report_id(untrusted: object) -> bool:
    return isinstance(untrusted, str) and re.fullmatch("[0-9a-f]{32}", untrusted) is not None
