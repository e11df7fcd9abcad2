"""A concern that came another way (mail, a talk, the organiser), entered by a reader and sealed in their browser.

What comes here is what a reporter's browser hands in at the form, but for the token: in its place stands an entry.
"""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, Response, abort, jsonify, render_template

from reporting import intake
from reporting.abuse import SpentToken
from reporting.desk.asked import bytes_in, long_body, me
from reporting.desk.guard import desk
from reporting.mailbox.models import PARTS
from reporting.review.enter_concern import enter_concern, is_in
from reporting.roster import Role
from reporting.signin.doors import require, visitor

room = Blueprint("entering", __name__)
room.before_request(require(Role.REVIEWER, Role.ALTERNATE))

FIELDS = ("report_id", "locator", "words_mac", "readers", "urgent", "recipients")


@room.get("/cases/new")
def new_case_page() -> str:
    here = desk()
    today = here.house.clock.today()
    rules = here.guidelines.in_force(today)
    return render_template(
        "desk/new.html",
        page="new",
        today=today,
        guidelines=rules.day if rules else "",
        choices=visitor().roster.choices,
    )


@room.post("/cases/new")
def new_case() -> tuple[Response, int]:
    sent, here, who = parse(long_body()), desk(), visitor()
    accepted = intake.submit_sealed(
        sent,
        mailbox=here.house.mailbox,
        roster=who.roster,
        clock=here.house.clock,
        clocks=here.house.clocks,
        check_token=partial(entered, sent),
    )
    is_in(me(), sent.locator_hash, here.house)
    return jsonify(acknowledge=accepted.acknowledge_by.isoformat(), feedback=accepted.feedback_by.isoformat()), 201


def entered(sent: intake.Sealed) -> SpentToken:
    """Asked for only where something is about to be stored. What is sent again leaves no second entry."""
    house = desk().house
    enter_concern(me(), sent.locator_hash, partial(intake.is_known, sent, house.mailbox), house)
    return SpentToken(b"", house.clock.today())


def parse(given: Mapping[str, object]) -> intake.Sealed:
    """A whole report of words alone; anything else is refused. Raises NotSealed."""
    parts = given.get("parts")
    if not isinstance(parts, dict) or set(parts) != set(PARTS):
        abort(400)
    texts = {name: str(given.get(name)) for name in FIELDS}
    return intake.Sealed.parse(texts, {name: bytes_in(parts[name]) for name in PARTS})
