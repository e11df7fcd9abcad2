"""What happens before any view of the desk: the origin guard, the roster, the session. All of it, for every address."""

from dataclasses import dataclass

from flask import Flask, current_app, request

from reporting.config import DeskSettings
from reporting.errors import ReportingError
from reporting.guidelines import Guidelines
from reporting.review import House
from reporting.roster.watch import Known, Rosters
from reporting.signin import Sessions
from reporting.signin.doors import Visitor, is_open, shown_token, visitor, welcome
from reporting.web import same_origin

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignOrigin(ReportingError):
    """This did not come from a page of the desk."""


@dataclass(frozen=True)
class Desk:
    """What the views are handed."""

    settings: DeskSettings
    house: House
    rosters: Rosters
    guidelines: Guidelines


def desk() -> Desk:
    """The desk that serves this request."""
    found: Desk = current_app.extensions["desk"]
    return found


def install(app: Flask, here: Desk) -> None:
    """Guard every request to this app."""
    app.extensions["desk"] = here
    app.before_request(guard)


def guard() -> None:
    """Raises ForeignOrigin, RosterError, StoreUnavailable, NotSignedIn."""
    welcome(None)
    if request.endpoint == "static":
        return
    here = desk()
    if request.method not in SAFE and not same_origin(request, here.settings.origin, strict=True):
        raise ForeignOrigin
    welcome(_recognise(here, here.rosters.current(), shown_token(request)))
    if not is_open():
        visitor()


def _recognise(here: Desk, known: Known, untrusted_token: str) -> Visitor | None:
    """Whose session this is. The roster is asked each time: a session outlives nobody's place in it."""
    if not untrusted_token or known.roster is None:
        return None
    with here.house.desk.read() as session:
        held = Sessions(session, here.house.clock).find(untrusted_token)
    person = known.roster.by_fingerprint(held.fingerprint) if held else None
    if held and person and held.wants_touch:
        with here.house.desk.write() as session:
            Sessions(session, here.house.clock).touch(untrusted_token)
    return Visitor(person, known.roster, untrusted_token) if person else None
