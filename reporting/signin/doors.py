"""Who stands at the desk during one request, and which rooms let them in.

    room = Blueprint("inbox", __name__)
    room.before_request(require(Role.REVIEWER, Role.ALTERNATE))

Authority hangs on the room: a view added to it is guarded before anybody thinks of it. What is open says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from flask import Request, Response, current_app, g, request

from reporting.errors import ReportingError
from reporting.roster import Person, Role, Roster

COOKIE = "__Host-reporting"

View = TypeVar("View", bound=Callable[..., object])


class NotSignedIn(ReportingError):
    """Nobody is signed in, or not any more."""


class WrongRole(ReportingError):
    """This person's role does not come in here."""


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, and the roster that says who they are; the token is the one in their cookie."""

    person: Person
    roster: Roster
    token: str = field(repr=False)


def open_door(view: View) -> View:
    """Mark a view that strangers may reach; all others need somebody signed in."""
    view.open_door = True  # type: ignore[attr-defined]
    return view


def is_open() -> bool:
    """Whether the view that was asked for is open; an address without a view leads nowhere, so it is open too."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or getattr(view, "open_door", False)


def require(*roles: Role) -> Callable[[], None]:
    """A guard for a room: raises NotSignedIn or WrongRole."""

    def guard() -> None:
        if not is_open() and visitor().person.role not in roles:
            raise WrongRole

    return guard


def welcome(person: Visitor | None) -> None:
    """Remember for this request who stands at the desk."""
    g.visitor = person


def visitor() -> Visitor:
    """Whoever is signed in; raises NotSignedIn."""
    found = guest()
    if found is None:
        raise NotSignedIn
    return found


def guest() -> Visitor | None:
    """Whoever is signed in, or None."""
    found: Visitor | None = g.get("visitor")
    return found


def shown_token(incoming: Request) -> str:
    """The token in the cookie, or an empty text."""
    return incoming.cookies.get(COOKIE, "")


def give_cookie(response: Response, token: str) -> None:
    """For this host and this browser session only; `__Host-` makes browsers insist on it (RFC 6265bis)."""
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")


def take_cookie(response: Response) -> None:
    """Ask the browser to forget the cookie; the session itself is ended in the store."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
