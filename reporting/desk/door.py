"""The door: signing in and out, and the roster and the log's checkpoint for the browser to check.

Its first four are the only views that strangers reach.
"""

from base64 import b64encode

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from reporting.desk.guard import desk
from reporting.review.newest_checkpoint import known_size, newest_checkpoint
from reporting.signin import Claim, Sessions, new_challenge, sign_in, sign_out
from reporting.signin.doors import give_cookie, open_door, shown_token, take_cookie, visitor
from reporting.web import untrusted_json

room = Blueprint("door", __name__)


@room.get("/")
@open_door
def sign_in_page() -> str:
    """The one document; before there is a roster it tells how to make the keys for one."""
    return render_template("desk/sign-in.html", page="sign-in", enrolling=desk().rosters.current().roster is None)


@room.get("/enrol")
@open_door
def enrol_page() -> str:
    """Where somebody makes a key: all of it happens in their browser, and nothing comes back here."""
    return render_template("desk/enrol.html", page="enrol", enrolling=desk().rosters.current().roster is None)


@room.post("/sign-in/challenge")
@open_door
def challenge() -> Response:
    house = desk().house
    return jsonify(nonce=new_challenge(house.desk, house.clock))


@room.post("/sign-in")
@open_door
def sign_in_with_key() -> Response:
    here = desk()
    signed_in = sign_in(
        Claim.parse(untrusted_json()),
        store=here.house.desk,
        roster=here.rosters.current().roster,
        origin=here.settings.origin,
        clock=here.house.clock,
        untrusted_before=shown_token(request),
    )
    response = jsonify(name=signed_in.person.name, role=signed_in.person.role)
    give_cookie(response, signed_in.token)
    return response


@room.post("/sign-out")
def sign_out_here() -> Response:
    given = untrusted_json()
    who, house = visitor(), desk().house
    everywhere = isinstance(given, dict) and given.get("everywhere") is True
    sign_out(who.token, who.person.fingerprint, everywhere=everywhere, store=house.desk, clock=house.clock)
    response = current_app.response_class(status=204)
    take_cookie(response)
    return response


@room.get("/sign-ins")
def my_sign_ins() -> Response:
    """In how many browsers whoever asks is signed in, by the day on which each began; no more is kept of them."""
    who, house = visitor(), desk().house
    with house.desk.read() as session:
        began = Sessions(session, house.clock).days(who.person.fingerprint)
    return jsonify(days=[day.isoformat() for day in began])


@room.get("/roster")
def roster() -> Response:
    """What the browser compares with the roster that it has pinned, and with the keys that the form seals to."""
    who, here = visitor(), desk()
    return jsonify(
        notes=here.rosters.current().notes,
        recipients=who.roster.recipients_txt(),
        form_origin=here.settings.form_origin,
        me=who.person.fingerprint,
    )


@room.post("/checkpoint")
def checkpoint() -> Response:
    """What the browser compares with the checkpoint that it remembers."""
    here = desk()
    shown = newest_checkpoint(known_size(untrusted_json()), here.settings.keys, here.house.desk)
    return jsonify(
        key=shown.key,
        checkpoint=shown.note,
        proof=[b64encode(one).decode() for one in shown.proof],
    )
