"""The room where cases follow the roster: what is sealed to a key that reads no more gets another head."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, current_app, jsonify, request

from reporting.cases.ids import is_case_id
from reporting.desk.asked import body, me
from reporting.desk.guard import desk
from reporting.desk.working import MANY_HEADERS, as_resealed, as_sealed
from reporting.review.heads import Resealed
from reporting.review.reseal import AT_ONCE, ToReseal, fetch_file, hand_out, reseal, waiting
from reporting.roster import Role
from reporting.signin.doors import require, visitor
from reporting.web import answers_at_length

room = Blueprint("resealing", __name__)
room.before_request(require(Role.REVIEWER, Role.ALTERNATE))


@room.post("/resealing")
def how_many() -> Response:
    groups = waiting(me(), visitor().roster, desk().house)
    listed = [{"leaves": place.leaves, "joins": place.joins, "cases": count} for place, count in groups.items()]
    return jsonify(groups=listed)


@room.post("/resealing/cases")
def cases() -> Response:
    after = body().get("after", "")
    if after != "" and not is_case_id(after):
        abort(400)
    house = desk().house
    found = hand_out(str(after), me(), visitor().roster, house)
    return jsonify(today=house.clock.today().isoformat(), cases=[_case(one) for one in found])


@room.post("/resealing/headers")
def headers() -> Response:
    request.max_content_length = MANY_HEADERS
    given = body().get("cases")
    if not isinstance(given, list) or not 0 < len(given) <= AT_ONCE:
        abort(400)
    refused = reseal([_resealed(one) for one in given], me(), visitor().roster, desk().house)
    return jsonify(refused=refused)


@room.post("/resealing/<case_id>/files/<name>")
def file(case_id: str, name: str) -> Response:
    sealed = fetch_file(case_id, name, me(), visitor().roster, desk().house)
    answers_at_length()
    return current_app.response_class(sealed, mimetype="application/octet-stream")


def _case(one: ToReseal) -> Mapping[str, object]:
    return {
        "case": one.case_id,
        "report_id": one.report_id,
        "leaves": one.place.leaves,
        "joins": one.place.joins,
        "gone": list(one.gone),
        "sealed": one.sealed and as_sealed(one.sealed),
    }


def _resealed(untrusted: object) -> Resealed:
    if not isinstance(untrusted, dict) or not is_case_id(untrusted.get("case")):
        abort(400)
    return as_resealed(untrusted["case"], untrusted)
