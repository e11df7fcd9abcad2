"""The readers' own texts, on a page that is of no case: who keeps one tells nobody that somebody was answered."""

from flask import Blueprint, Response, jsonify, render_template

from reporting.desk.asked import bytes_in, long_body
from reporting.desk.guard import desk
from reporting.desk.reading import as_text
from reporting.desk.working import as_number
from reporting.review.snippets import Sent, keep_texts, own_texts
from reporting.roster import Role
from reporting.signin.doors import require, visitor

room = Blueprint("texts", __name__)
room.before_request(require(Role.REVIEWER, Role.ALTERNATE))


@room.get("/texts")
def texts_page() -> str:
    return render_template("desk/texts.html", page="texts")


@room.get("/snippets")
def snippets() -> Response:
    found = own_texts(desk().house)
    return jsonify(number=found.number, sealed=found.sealed and as_text(found.sealed))


@room.post("/snippets")
def keep_snippets() -> tuple[str, int]:
    given = long_body()
    sent = Sent(as_number(given), bytes_in(given.get("sealed")), str(given.get("recipients")))
    keep_texts(sent, visitor().roster, desk().house)
    return "", 204
