"""What readers do to a case: answer, note, decide, move, erase. Words come sealed; only their shape is seen here."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, abort, jsonify, request

from reporting.cases.notes import Kind, NewNote
from reporting.desk.asked import body, bytes_in, long_body, me
from reporting.desk.guard import desk
from reporting.desk.reading import as_message, as_note, as_text
from reporting.review.all_sealed import AllSealed
from reporting.review.erase_case import erase_case
from reporting.review.export_case import export_case
from reporting.review.heads import Resealed
from reporting.review.let_in import fetch_sealed, let_in
from reporting.review.move import Wish, move
from reporting.review.refuse_parts import refuse_parts
from reporting.review.send_reply import send_reply
from reporting.review.step_back import step_back
from reporting.review.write_note import TAGS, Agreement, write_note
from reporting.roster import Role
from reporting.signin.doors import require, visitor

room = Blueprint("working", __name__)
room.before_request(require(Role.REVIEWER, Role.ALTERNATE))

MANY_HEADERS = 16 * 2**20
"""Bytes: the headers of some three thousand messages."""
MOST_NUMBERS = 9999


@room.post("/cases/<case_id>/replies")
def reply(case_id: str) -> tuple[Response, int]:
    given = long_body()
    return jsonify(status=send_reply(case_id, as_number(given), _sealed(given), me(), desk().house)), 201


@room.post("/cases/<case_id>/notes")
def note(case_id: str) -> tuple[Response, int]:
    given = long_body()
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in set(TAGS):
        abort(400)
    written = NewNote(as_number(given), Kind(kind), _sealed(given))
    status = write_note(case_id, written, me(), desk().house, _agreement(given), seen=_seen(given))
    return jsonify(status=status), 201


@room.post("/cases/<case_id>/move")
def move_case(case_id: str) -> Response:
    given = body()
    wish = Wish(str(given.get("to")), _seen(given), _day(given.get("until")))
    return jsonify(status=move(case_id, wish, me(), desk().house))


@room.post("/cases/<case_id>/refused")
def refused(case_id: str) -> tuple[str, int]:
    refuse_parts(case_id, as_number(body(), "count"), me(), desk().house)
    return "", 204


@room.post("/cases/<case_id>/step-back")
def step_back_from(case_id: str) -> tuple[str, int]:
    if body().get("sure") is not True:
        abort(400)
    who = visitor()
    step_back(case_id, who.person.fingerprint, who.roster, desk().house)
    return "", 204


@room.post("/cases/<case_id>/headers")
def headers(case_id: str) -> Response:
    found = fetch_sealed(case_id, me(), visitor().roster, desk().house)
    return jsonify(successor=found.successor, sealed=as_sealed(found.sealed))


@room.post("/cases/<case_id>/let-in")
def let_successor_in(case_id: str) -> tuple[str, int]:
    request.max_content_length = MANY_HEADERS
    let_in(as_resealed(case_id, body()), me(), visitor().roster, desk().house)
    return "", 204


@room.post("/cases/<case_id>/export")
def export(case_id: str) -> Response:
    found = export_case(case_id, me(), desk().settings.keys, desk().house)
    bound = [vars(one) for one in found.bound]
    return jsonify(entries=found.entries, bound=bound, proofs=found.proofs, key=found.key)


@room.post("/cases/<case_id>/erase")
def erase(case_id: str) -> tuple[str, int]:
    if body().get("sure") is not True:
        abort(400)
    erase_case(case_id, me(), desk().house)
    return "", 204


def as_number(given: Mapping[str, object], name: str = "number") -> int:
    number = given.get(name)
    if type(number) is not int or not 0 < number <= MOST_NUMBERS:
        abort(400)
    return number


def as_sealed(found: AllSealed) -> Mapping[str, object]:
    return {
        "parts": {name: as_text(part) for name, part in found.parts.items()},
        "messages": [as_message(one) for one in found.messages],
        "notes": [as_note(one) for one in found.notes],
        "files": {name: as_text(head) for name, head in found.files.items()},
    }


def as_resealed(case_id: str, given: Mapping[str, object]) -> Resealed:
    named, joins = given.get("headers"), given.get("joins")
    if not isinstance(named, dict) or not (joins is None or isinstance(joins, str)):
        abort(400)
    note = NewNote(as_number(given), Kind.RECUSAL, _sealed(given))
    return Resealed(case_id, joins, {name: bytes_in(header) for name, header in named.items()}, note)


def _sealed(given: Mapping[str, object]) -> bytes:
    return bytes_in(given.get("sealed"))


def _agreement(given: Mapping[str, object]) -> Agreement | None:
    if "to" not in given:
        return None
    return Agreement(as_number(given, "to"), alone=given.get("alone") is True)


def _seen(given: Mapping[str, object]) -> str:
    """Where the page showed the case; no status when it does not say."""
    return str(given.get("from"))


def _day(untrusted: object) -> date | None:
    if untrusted is None:
        return None
    try:
        return date.fromisoformat(str(untrusted))
    except ValueError:
        abort(400)
