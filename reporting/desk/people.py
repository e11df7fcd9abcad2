"""The room of the roster: everybody at the desk sees who reads and who audits; reviewers propose changes and sign them.

Only signatures change the roster, and they are made in the reviewers' browsers. Where this process may not write into
`keys/`, it says which command of whoever runs the machine does the same.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from flask import Blueprint, Response, abort, jsonify, render_template

from reporting.desk.asked import body, bytes_in, me
from reporting.desk.guard import desk
from reporting.errors import ReportingError
from reporting.review.change_people import ChangedMeanwhile, newcomer, sign_change, take_away
from reporting.roster import Role
from reporting.roster.changes import ChangeRefused
from reporting.roster.days import since
from reporting.roster.errors import Duplicate, MalformedPublicFile, NotTwoReviewers, RosterError
from reporting.roster.files import CannotWrite
from reporting.roster.folder import holds_private_key, read_keys
from reporting.roster.proposing import Proposing
from reporting.roster.succession import digest
from reporting.signin.doors import require, visitor

looking = Blueprint("people", __name__)
looking.before_request(require(*Role))
changing = Blueprint("changing", __name__)
changing.before_request(require(Role.REVIEWER))

OF_THE_CHANGE = (ChangeRefused, NotTwoReviewers, Duplicate, MalformedPublicFile)
"""What is wrong with what was asked. Any other RosterError is about the folder, and closes the desk."""


class PeopleRefused(ReportingError):
    """A change of the roster that cannot be proposed or signed; `why` can be shown as it is."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@looking.get("/people")
def people_page() -> str:
    here, who = desk(), visitor()
    keys = read_keys(here.settings.keys)
    first_days = since(keys.texts)
    with here.house.desk.read() as session:
        taken = here.house.log(session).last_taken_away()
    return render_template(
        "desk/people.html",
        taken_on=date.fromisoformat(taken.at[:10]) if taken else None,
        taken_by=next((one.name for one in keys.people.values() if taken and one.fingerprint == taken.person), ""),
        page="people",
        people=[(person, first_days[person.fingerprint]) for person in who.roster.people],
        roster=who.roster,
        in_force=digest(keys.notes[-1]),
        draft=bytes(keys.proposal.note).decode() if keys.proposal else "",
        listed=keys.latest.seats if keys.latest else (),
        may_change=who.person.role is Role.REVIEWER,
        can_write=os.access(here.settings.keys, os.W_OK | os.X_OK),
    )


@changing.post("/people/propose")
def propose_change() -> tuple[str, int]:
    given, here = body(), desk()
    proposing = Proposing(
        here.settings.keys,
        here.house.clock.today(),
        lambda: here.settings.community.name,
        lambda proposal: take_away(proposal, me(), here.house),
    )
    what, handle = given.get("what"), _text(given, "handle")
    if what == "add":
        with _refused("reporting key add FILE"):
            file = _file(given)
            if holds_private_key(file):
                raise PeopleRefused("This is a private half. It was not kept; its owner should make a new key.")
            proposing.add(newcomer(file, _role(given)), _text(given, "instead_of"))
    elif what == "retire":
        with _refused(f"reporting key retire {handle}"):
            proposing.retire(handle)
    elif what == "role":
        role = _role(given) or abort(400)
        with _refused(f"reporting key add keys/{handle}.pub --role {role}"):
            proposing.move(handle, role)
    elif what == "drop":
        with _refused("rm keys/roster.proposed"):
            proposing.drop()
    else:
        abort(400)
    return "", 204


@changing.post("/people/sign")
def sign() -> Response:
    given = body()
    signature = bytes_in(given.get("signature"))
    with _refused("reporting key sign --key KEYFILE"):
        proposal = sign_change(desk().settings.keys, visitor().person, _text(given, "text"), signature)
    return jsonify(in_force=proposal.is_signed, serial=proposal.listing.serial)


def _file(given: Mapping[str, object]) -> bytes:
    try:
        return _text(given, "file").encode()
    except UnicodeEncodeError:  # half a letter, which JSON can carry
        abort(400)


@contextmanager
def _refused(command: str) -> Iterator[None]:
    """Raises PeopleRefused for what a person can do something about."""
    try:
        yield
    except ChangedMeanwhile as error:
        raise PeopleRefused(f"{error.what} What stands here now is newer.") from None
    except OF_THE_CHANGE as error:
        raise PeopleRefused(error.what) from None
    except RosterError as error:
        raise PeopleRefused(f"Nothing was changed: {error.what}") from None
    except CannotWrite:
        raise PeopleRefused(
            "The desk may not write into keys/ on this machine, so nothing was changed. "
            f"Whoever runs it can do the same: {command}"
        ) from None


def _text(given: Mapping[str, object], name: str) -> str:
    text = given.get(name, "")
    if not isinstance(text, str):
        abort(400)
    return text


def _role(given: Mapping[str, object]) -> Role | None:
    role = _text(given, "role")
    if not role:
        return None
    return Role(role) if role in set(Role) else abort(400)
